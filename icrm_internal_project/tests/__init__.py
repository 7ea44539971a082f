# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_menu_budget_all,
    test_request_project,
    test_tasks,
    test_todo_privacy,
)
