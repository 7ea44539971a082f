# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    helpdesk_ticket,
    icrm_agreement,
    icrm_clock,
    icrm_clock_segment,
    icrm_coordination,
    icrm_incident,
    icrm_incident_update,
    icrm_maintenance,
    icrm_message,
    icrm_request_event,
    icrm_request_report,
    icrm_request_step_report,
    icrm_service,
)
