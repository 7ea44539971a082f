# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    icrm_kpi_results_report,
    icrm_request_report,
    icrm_scorecard_comparison_report,
    icrm_scorecard_overview_report,
    icrm_scorecard_report,
)
