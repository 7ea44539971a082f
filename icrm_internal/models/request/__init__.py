# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    ir_http,
    ir_mail_server,
    mail_mail,
    mail_thread,
    mail_message,
    ir_attachment,
    res_company,
    res_config_settings,
    helpdesk_ticket_stage,
    helpdesk_ticket_team,
    helpdesk_ticket,
    hr_department,
    icrm_message,
    icrm_request_event,
    icrm_request_rating,
    icrm_request_undo,
    icrm_service,
    icrm_customer,
)
