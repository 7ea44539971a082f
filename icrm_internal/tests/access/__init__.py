# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_access_log,
    test_action_dicts,
    test_arguments,
    test_choices,
    test_days,
    test_dialogs,
    test_documents,
    test_jobs,
    test_caller_values,
    test_access_core,
    test_access_portal,
    test_access_requests,
    test_matrix,
    test_paper,
    test_pdf_text,
    test_public_methods,
    test_route_arguments,
    test_shared,
    test_texts,
    test_values,
)
