# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_fulfilment_tour,
    test_hr_offer,
    test_not_before,
    test_plan,
    test_run,
    test_starter_plans,
)
