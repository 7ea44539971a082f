# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    base,
    calendar,
    helpdesk_ticket,
    ir_model_access,
    ir_rule,
    mail_message,
    mail_notification,
    mail_thread,
    rating_rating,
)
