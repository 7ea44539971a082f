# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_action_links,
    test_calendar_use,
    test_agreement,
    test_approval,
    test_approval_concurrency,
    test_approval_restart,
    test_approve_tour,
    test_clock,
    test_clock_no_promise,
    test_clock_workflow,
    test_deadlines,
    test_expected_date,
    test_clock_sweep,
    test_departure,
    test_handover,
    test_one_write,
    test_promise_tour,
    test_relationship,
    test_request_messages,
    test_undo,
)
