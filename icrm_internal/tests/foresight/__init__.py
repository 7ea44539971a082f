# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_foresight_tours,
    test_risk_access,
    test_risk_check,
    test_volume_forecast,
)
