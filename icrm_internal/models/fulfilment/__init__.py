# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    icrm_fulfilment_answer,
    icrm_fulfilment_step,
    icrm_service,
    icrm_service_question,
    icrm_request_step,
    helpdesk_ticket,
    hr_employee,
    icrm_message,
)
