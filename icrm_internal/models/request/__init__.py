# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    helpdesk_ticket_stage,
    helpdesk_ticket_team,
    helpdesk_ticket,
    helpdesk_ticket_desk,
    icrm_request_event,
    icrm_request_rating,
)
