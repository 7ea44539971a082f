# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...measures.scoring import adds_up
from ..access.safe_html import SafeHtml

# What decides how answers are given and counted: fixed once somebody was asked.
FIXED = ("scale_max", "criterion_ids")


class IcrmEvaluationTemplate(models.Model):
    """The questions of an evaluation: weighted criteria on one scale."""

    _name = "icrm.evaluation.template"
    _inherit = "icrm.shared"
    _description = "Evaluation Template"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty for all companies.")
    scale_max = fields.Integer(
        string="Best Score",
        default=5,
        required=True,
        help="Scores run from 1 (worst) to this number.",
    )
    note = SafeHtml(
        string="Introduction",
        translate=True,
        help="Shown to evaluators before they start.",
    )
    criterion_ids = fields.One2many(
        "icrm.evaluation.criterion", "template_id", string="Criteria", copy=True
    )
    weight_total = fields.Float(compute="_compute_weight_total", digits=(5, 1))
    is_used = fields.Boolean(compute="_compute_is_used")

    _scale = models.Constraint(
        "CHECK (scale_max BETWEEN 3 AND 10)", "The best score must be between 3 and 10."
    )

    @api.depends("criterion_ids.weight", "criterion_ids.level")
    def _compute_weight_total(self):
        for template in self:
            template.weight_total = sum(
                template.criterion_ids.filtered(
                    lambda criterion: criterion.level == "department"
                ).mapped("weight")
            )

    @api.depends_context("uid")
    def _compute_is_used(self):
        used = self._get_used()
        for template in self:
            template.is_used = template._origin in used

    def _get_used(self):
        """Return those of these templates whose questions somebody was asked."""
        # sudo: whether one is used decides, not whether the caller sees by whom.
        return (
            self.env["icrm.evaluation.cycle"]
            .sudo()
            .search([("template_id", "in", self._origin.ids), ("state", "!=", "draft")])
            .template_id.sudo(False)
            .with_env(self.env)
        )

    @api.constrains("criterion_ids")
    def _check_weights(self):
        for template in self.filtered("criterion_ids"):
            template._check_complete()

    def _check_complete(self):
        """Raise, in a sentence, for weights that do not sum to 100.

        Checked when a template is saved with its criteria, and for good when a cycle
        opens: criteria come one by one from elsewhere.
        """
        levels = dict(self.env["icrm.evaluation.criterion"]._get_levels())
        for template in self:
            for level, label in levels.items():
                criteria = template.criterion_ids.filtered(
                    lambda criterion, level=level: criterion.level == level
                )
                weights = criteria.mapped("weight")
                if level == "person" and not criteria:
                    continue
                if not adds_up(weights):
                    raise ValidationError(
                        self.env._(
                            "%(template)s: weights of the level %(level)s add up "
                            "to %(total)s instead of 100.",
                            template=template.name,
                            level=label,
                            total=f"{sum(weights):g}",
                        )
                    )

    def write(self, vals):
        if not set(FIXED).isdisjoint(vals):
            self._check_unused()
        return super().write(vals)

    def _check_unused(self):
        used = self._get_used()
        if used:
            raise UserError(
                self.env._(
                    "%(template)s was already used: change a copy instead.",
                    template=used[0].name,
                )
            )

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%(name)s (copy)", name=template.name)}
            for template, values in zip(self, super().copy_data(default), strict=True)
        ]
