# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    base,
    base_import,
    calendar,
    icrm_access_log,
    icrm_reason_mixin,
    icrm_shared,
    ir_actions_report,
    ir_fields_converter,
    ir_rule,
    mail_compose_message,
    mail_message,
    mail_notification,
    mail_thread,
    rating_rating,
    res_partner,
    res_users,
)
