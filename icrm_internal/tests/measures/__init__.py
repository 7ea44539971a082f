# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_association,
    test_disclosure,
    test_drawing,
    test_forecast,
    test_form_logic,
    test_kano,
    test_lateness,
    test_log_chain,
    test_nps,
    test_period,
    test_replay,
    test_risk,
    test_scoring,
    test_servqual,
    test_stats,
    test_tally,
    test_workload,
)
