# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    resource_calendar,
    res_company,
    res_config_settings,
    ir_http,
    icrm_complaint_cause,
    icrm_complaint,
    icrm_complaint_followup,
    icrm_complaint_identity,
    icrm_complaint_message,
    icrm_complaint_evidence,
    icrm_clock,
    icrm_clock_alert,
    icrm_message,
    helpdesk_ticket,
    icrm_relationship,
    icrm_home,
    icrm_search,
    res_users,
)
