# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRiskActivation(models.TransientModel):
    """The dialog that asks why a plan is activated or stood down."""

    _name = "icrm.risk.activation"
    _description = "Activate or Deactivate a Plan"

    risk_id = fields.Many2one("icrm.risk", required=True, readonly=True)
    is_active = fields.Boolean(compute="_compute_is_active")
    reason = fields.Text(required=True, help="Logged permanently with your name.")

    def _compute_is_active(self):
        for dialog in self:
            dialog.is_active = dialog.risk_id.state == "active"

    def action_apply(self):
        """Activate the plan, or stand it down; the risk checks who may."""
        self.ensure_one()
        if self.risk_id.state == "active":
            self.risk_id.action_stand_down(self.reason)
        else:
            self.risk_id.action_activate(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
