# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    icrm_evaluation_template,
    icrm_evaluation_criterion,
    icrm_evaluation_cycle,
    icrm_evaluation_cycle_proposal,
    icrm_evaluation_cycle_notice,
    icrm_evaluation_cycle_closing,
    icrm_evaluation_cycle_matrix,
    icrm_evaluation_evaluator,
    icrm_evaluation_notice,
    icrm_evaluation,
    icrm_evaluation_facts,
    icrm_evaluation_line,
    icrm_evaluation_score,
    icrm_evaluation_result,
    icrm_evaluation_person,
    icrm_evaluation_comment,
    icrm_evaluation_correction,
)
