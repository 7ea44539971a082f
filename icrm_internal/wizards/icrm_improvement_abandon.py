# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmImprovementAbandon(models.TransientModel):
    """Why an improvement is given up: the reason is what others can learn from it."""

    _name = "icrm.improvement.abandon"
    _description = "Abandon an Improvement"

    improvement_id = fields.Many2one("icrm.improvement", required=True, readonly=True)
    reason = fields.Text(string="Reason", required=True)

    def action_abandon(self):
        """Abandon the improvement as the user, who must be allowed to."""
        self.ensure_one()
        self.improvement_id.action_abandon(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
