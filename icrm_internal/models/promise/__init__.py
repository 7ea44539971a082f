# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    resource_calendar,
    icrm_clock,
    icrm_clock_engine,
    icrm_clock_timeline,
    icrm_clock_segment,
    icrm_clock_alert,
    icrm_escalation,
    icrm_handover,
    icrm_relationship,
    icrm_service,
    icrm_agreement,
    icrm_agreement_line,
    icrm_expectation,
    helpdesk_ticket,
    helpdesk_ticket_relationship,
    helpdesk_ticket_replay,
    helpdesk_ticket_handover,
    helpdesk_ticket_split,
    helpdesk_ticket_team,
)
