# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    base,
    icrm_access_log,
    icrm_document_guard,
    mail_followers,
    rating_rating,
    res_partner,
    res_users,
)
