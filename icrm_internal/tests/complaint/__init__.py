# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_anonymous,
    test_channels,
    test_companies,
    test_cleaner,
    test_complaint_desk_panel,
    test_complaint_dialogs,
    test_complaint_hours,
    test_complaint_workflow,
    test_complaint_relationship,
    test_complaint_concurrency,
    test_evidence_wish,
    test_neutrality,
    test_proposal,
    test_then_and_now,
    test_tour,
)
