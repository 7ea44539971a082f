# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    icrm_import_profile,
    icrm_import_column,
    icrm_import_value,
    icrm_import_progress,
    icrm_import_issue,
    icrm_request_event,
    helpdesk_ticket,
    icrm_import_job,
)
