# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmApprovalRefuse(models.TransientModel):
    """The dialog that asks for the reason of a refusal."""

    _name = "icrm.approval.refuse"
    _description = "Refuse Approval"

    approval_ids = fields.Many2many(
        "icrm.approval",
        relation="icrm_approval_refuse_rel",
        string="Requests",
        required=True,
        readonly=True,
    )
    reason = fields.Text()

    def action_refuse(self):
        """Refuse; each approval checks who may."""
        self.ensure_one()
        self.approval_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
