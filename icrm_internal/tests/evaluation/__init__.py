# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_company_day,
    test_cycle,
    test_evaluation,
    test_evaluation_attacker,
    test_evaluation_results,
    test_evaluation_tour,
    test_kpi_compute,
    test_kpi_definition,
    test_kpi_entry,
    test_kpi_period,
    test_kpi_records,
    test_kpi_tour,
    test_kpi_voice,
    test_moved,
    test_orphaned_work,
    test_scorecard,
    test_scorecard_entry_points,
    test_scorecard_office,
    test_scorecard_tour,
    test_evaluation_concurrency,
)
