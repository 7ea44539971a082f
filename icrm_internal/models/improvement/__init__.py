# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    icrm_process,
    icrm_process_step,
    icrm_process_step_node,
    icrm_process_figures,
    icrm_process_diagram,
    icrm_process_sheet,
    icrm_process_draft,
    icrm_process_evaluation,
    icrm_process_problem,
    icrm_risk,
    icrm_risk_course,
    icrm_risk_step,
    icrm_risk_log,
    icrm_risk_score,
)
