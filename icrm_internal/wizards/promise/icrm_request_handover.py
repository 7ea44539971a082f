# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmRequestHandover(models.TransientModel):
    """The dialog that passes a request on, or gives it back."""

    _name = "icrm.request.handover"
    _description = "Hand over Request"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [("hand_over", "Hand over"), ("return", "Return")],
        default="hand_over",
        required=True,
        readonly=True,
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="To",
        ondelete="cascade",
        domain="[('icrm_department_id', '!=', False), ('id', '!=', own_team_id)]",
    )
    own_team_id = fields.Many2one(
        related="ticket_id.team_id",
        related_sudo=False,
        string="Currently with",
    )
    back_to_id = fields.Many2one(
        related="ticket_id.icrm_handover_id.from_team_id",
        related_sudo=False,
        string="Back to",
    )
    budget_hours = fields.Float(
        string="Acknowledge within (hours)",
        compute="_compute_budget_hours",
        store=True,
        readonly=False,
    )
    reason = fields.Text()

    @api.depends("team_id")
    def _compute_budget_hours(self):
        for wizard in self:
            wizard.budget_hours = wizard.team_id.icrm_handover_hours

    def action_send(self):
        """Hand over, or return; the request checks who may."""
        self.ensure_one()
        result = {"type": "ir.actions.act_window_close"}
        if self.kind == "return":
            self.ticket_id.icrm_handover_id.sudo(False).action_return(self.reason)
        else:
            _handover, result = self.ticket_id._icrm_hand_over(
                self.team_id.id, self.reason, self.budget_hours
            )
        if self.ticket_id.has_access("read"):
            return result
        # It is another team's now, and perhaps none of the sender's business.
        desk = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.helpdesk_ticket_action_desk"
        )
        if "params" not in result:
            return desk
        result["params"]["next"] = desk
        return result
