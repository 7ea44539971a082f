# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    base,
    base_import,
    icrm_append_only,
    icrm_access_log,
    icrm_action_mixin,
    icrm_editable,
    icrm_home,
    icrm_reason_mixin,
    icrm_shared,
    ir_actions_report,
    ir_attachment,
    ir_fields_converter,
    ir_ui_menu,
    mail_mail,
    mail_thread,
    res_company,
    res_config_settings,
    res_partner,
    res_users_settings,
)
