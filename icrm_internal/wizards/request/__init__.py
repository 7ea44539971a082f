# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    icrm_article_create,
    icrm_request_message,
    icrm_request_bulk,
    icrm_request_create,
    icrm_request_merge,
    icrm_request_rate,
    icrm_request_register,
    icrm_request_reply,
    icrm_setup,
    icrm_setup_company,
    icrm_starter,
    icrm_starter_department,
    icrm_starter_service,
)
