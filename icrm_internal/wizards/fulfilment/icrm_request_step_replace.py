# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestStepReplace(models.TransientModel):
    """The dialog that has another service do a step of a request, and why."""

    _name = "icrm.request.step.replace"
    _description = "Replace a Step"

    step_id = fields.Many2one(
        "icrm.request.step",
        string="Step to Replace",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    service_id = fields.Many2one("icrm.service", ondelete="cascade")
    reason = fields.Text()

    def action_send(self):
        """Replace the step; the step checks who may."""
        self.ensure_one()
        self.step_id.action_replace(self.service_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
