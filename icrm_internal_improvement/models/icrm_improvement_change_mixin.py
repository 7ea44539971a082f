# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access.groups import AUDITOR, MANAGER


class IcrmImprovementChangeMixin(models.AbstractModel):
    """For what an improvement changes: once it is in force, that is what changed.

    Who may not edit an improvement does not speak for it.
    """

    _name = "icrm.improvement.change.mixin"
    _description = "Changed by an Improvement"

    improvement_id = fields.Many2one(
        "icrm.improvement",
        string="Changes for Improvement",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        # Its name is shown with the record, to who may not read the improvement, too.
        groups=f"{MANAGER},{AUDITOR}",
        domain="[('state', 'in', ('do', 'check'))]",
        help="Once this is in force, the improvement shows it as what changed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # afterwards: it may come from a default
        if not self.env.su:
            # sudo: which they are; the caller's own rights decide
            improvements = records.sudo().improvement_id
            improvements.with_env(self.env).check_access("write")
        return records

    def write(self, vals):
        if vals.get("improvement_id") and not self.env.su:
            improvement = self.env["icrm.improvement"].browse(vals["improvement_id"])
            improvement.check_access("write")
        return super().write(vals)
