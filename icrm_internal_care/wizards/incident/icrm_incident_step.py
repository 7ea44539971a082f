# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmIncidentStep(models.TransientModel):
    """Tell the customers of an incident something, or that it is over."""

    _name = "icrm.incident.step"
    _description = "Incident Step"

    incident_id = fields.Many2one(
        "icrm.incident", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("tell", "Inform Customers"), ("resolve", "Resolve")],
        required=True,
        readonly=True,
    )
    open_count = fields.Integer(
        related="incident_id.open_count", related_sudo=False, string="Still Open"
    )
    body = fields.Text(string="Message", required=True)

    def action_apply(self):
        """Do the step as the user, who must be allowed to."""
        self.ensure_one()
        if self.kind == "resolve":
            return self.incident_id.action_resolve(self.body)
        self.incident_id.action_tell(self.body)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
