# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmKpiReopen(models.TransientModel):
    """Why closed results are to be computed once more: the reason is kept."""

    _name = "icrm.kpi.reopen"
    _description = "Reopen a Period"

    period_ids = fields.Many2many(
        "icrm.kpi.period",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text(required=True)

    def action_reopen(self):
        """Open the periods again as the user, who must be an officer."""
        self.ensure_one()
        self.period_ids.action_reopen(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
