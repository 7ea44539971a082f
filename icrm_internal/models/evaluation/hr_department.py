# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _icrm_end(self):
        super()._icrm_end()
        # What is open by then does not count: see icrm.evaluation._get_obstacle().
        # sudo: HR dissolves departments, whoever prepares evaluations of them
        evaluators_sudo = self.env["icrm.evaluation.evaluator"].sudo()
        evaluators_sudo.with_context(active_test=False).search(
            [
                ("cycle_id.state", "=", "draft"),
                "|",
                ("department_id", "in", self.ids),
                ("evaluator_department_id", "in", self.ids),
            ]
        ).unlink()
