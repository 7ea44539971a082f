# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_flow,
    test_measure_conformance,
    test_measure_did,
    test_measure_journey,
    test_measure_recurring,
)
