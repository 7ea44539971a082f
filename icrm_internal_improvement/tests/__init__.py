# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_workflow_fields,
    test_company_day,
    test_conformance,
    test_conformance_log,
    test_currency,
    test_evaluation_improvement,
    test_guest,
    test_ideas,
    test_improvement,
    test_improvement_kpi,
    test_improvement_tour,
    test_proof,
    test_responsible,
    test_journey,
    test_matter_tours,
    test_matters,
    test_orphaned_work,
    test_js,
    test_process,
    test_process_tours,
    test_recurring,
    test_risk,
    test_risk_watch,
    test_rule_results,
    test_told,
    test_improvement_source,
)
from .access import *
from .measures import *
