# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# What may change after somebody was asked: how it is explained, not what was asked.
FREE = {"guidance", "sequence"}


class IcrmEvaluationCriterion(models.Model):
    """One question of an evaluation, about a department or about a person."""

    _name = "icrm.evaluation.criterion"
    _description = "Evaluation Criterion"
    _order = "template_id, level, sequence, id"

    template_id = fields.Many2one(
        "icrm.evaluation.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    guidance = fields.Text(
        translate=True,
        help="What a good score means; shown beside the question.",
    )
    weight = fields.Float(
        required=True,
        aggregator=None,
        help="Weights of departments and of people each add up to 100.",
    )
    level = fields.Selection(
        [("department", "Department"), ("person", "Person")],
        string="Rated Subject",
        default="department",
        required=True,
        help="Scores of people never count for their department.",
    )

    _weight_range = models.Constraint(
        "CHECK (weight BETWEEN 0.1 AND 100)", "A weight must be between 0.1 and 100."
    )

    @api.model
    def _get_levels(self):
        """Return the levels with their labels in the reader's language."""
        return self._fields["level"]._description_selection(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria.template_id._check_unused()
        return criteria

    def write(self, vals):
        if set(vals) - FREE:
            self.template_id._check_unused()
        result = super().write(vals)
        if "template_id" in vals:
            self.check_access("write")  # of the new one; core asked for the old
            self.template_id._check_unused()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self.template_id._check_unused()
