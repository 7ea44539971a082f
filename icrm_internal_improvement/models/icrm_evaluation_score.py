# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.icrm_internal.models.access.groups import OFFICER
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter

from .finding_text import finding, name_of


class IcrmEvaluationScore(models.Model):
    """From a department's evaluation to an improvement of its weakest criterion."""

    _name = "icrm.evaluation.score"
    _inherit = ["icrm.evaluation.score", "icrm.improvement.source.mixin"]

    can_improve = fields.Boolean(compute="_compute_can_improve")

    @api.depends("state", "has_score")
    @api.depends_context("uid")
    def _compute_can_improve(self):
        for score in self:
            score.can_improve = (
                score.has_score
                and score.state == "published"
                and score._is_responsible()
            )

    def _is_responsible(self):
        """Return whether the user heads the department, or is an officer."""
        # sudo: who heads a department is no secret.
        heads = self.department_id.sudo().icrm_head_user_ids
        return self.env.user in heads or self.env.user.has_group(OFFICER)

    def _check_improver(self):
        """For heads of the department and officers: users do not write results."""
        self.check_access("read")
        if not self._is_responsible():
            raise AccessError(
                self.env._("Only the head of the department can do this.")
            )
        # sudo: a lock; who puts the evaluation away now comes first, or too late.
        self.sudo().cycle_id._icrm_lock()
        if not self.can_improve:
            raise UserError(
                self.env._("Only published results can start an improvement.")
            )

    def _prepare_improvement(self):
        criteria = self._get_criteria()
        weakest = min(criteria, key=lambda criterion: criteria[criterion]["share"])
        return {
            "name": self.env._(
                "%(department)s: improve %(measure)s, now %(value)s",
                department=self.department_id.name,
                measure=weakest.name,
                value=NumberFormatter(self.env).format_number(
                    criteria[weakest]["mean"]
                ),
            ),
            "department_id": self.department_id.id,
            "company_id": self.company_id.id,
            "origin": "evaluation",
            "origin_values": finding(
                "evaluation",
                cycle=name_of(self.cycle_id),
                score=self.final_score,
                criterion=name_of(weakest),
                mean=criteria[weakest]["mean"],
                most=weakest.template_id.scale_max,
            ),
        }
