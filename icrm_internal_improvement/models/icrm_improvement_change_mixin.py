# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmImprovementChangeMixin(models.AbstractModel):
    """For what an improvement changes: once it is in force, that is what changed."""

    _name = "icrm.improvement.change.mixin"
    _description = "Changed by an Improvement"

    improvement_id = fields.Many2one(
        "icrm.improvement",
        string="Changes for Improvement",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        domain="[('state', 'in', ('do', 'check'))]",
        help="Once this is in force, the improvement shows it as what changed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_improvement(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_improvement([vals])
        return super().write(vals)

    @api.model
    def _check_improvement(self, vals_list):
        """Refuse to speak for an improvement that the caller may not edit."""
        if self.env.su:
            return
        ids = {
            vals["improvement_id"] for vals in vals_list if vals.get("improvement_id")
        }
        self.env["icrm.improvement"].browse(ids).check_access("write")
