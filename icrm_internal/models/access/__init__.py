# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    base,
    icrm_access_log,
    icrm_document_guard,
    ir_rule,
    mail_followers,
    mail_message,
    mail_thread,
    rating_rating,
    res_partner,
    res_users,
)
