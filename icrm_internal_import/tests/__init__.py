# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_cases,
    test_creation,
    test_export,
    test_findings,
    test_first_day_tour,
    test_import,
    test_import_access,
    test_import_background,
    test_js,
    test_kpi_servicenow,
    test_scorecard_servicenow,
    test_servicenow,
    test_servicenow_forecast,
    test_setup,
)
from .importer import *
