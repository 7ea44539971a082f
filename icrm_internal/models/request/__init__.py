# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    mail_message,
    resource_calendar,
    res_company,
    helpdesk_ticket_stage,
    helpdesk_ticket_team,
    helpdesk_ticket,
    helpdesk_ticket_desk,
    helpdesk_ticket_create,
    helpdesk_ticket_course,
    helpdesk_ticket_viewer,
    helpdesk_ticket_actions,
    helpdesk_ticket_rating,
    helpdesk_ticket_mail,
    helpdesk_ticket_portal,
    hr_department,
    icrm_request_event,
    icrm_request_rating,
    icrm_service,
    icrm_service_submit,
    icrm_service_suggest,
)
