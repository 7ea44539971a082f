# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    res_company,
    res_config_settings,
    res_partner,
    icrm_external_outcome_mixin,
    icrm_external_question_mixin,
    icrm_external_commitment,
    icrm_external_document,
    helpdesk_ticket,
    icrm_service,
    icrm_message,
    icrm_home,
    icrm_external_lateness,
    icrm_external_association,
)
