# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IcrmRequestBulk(models.TransientModel):
    """Hand over several requests; none is worked on before it is approved."""

    _inherit = "icrm.request.bulk"

    kind = fields.Selection(
        selection_add=[("hand_over", "Hand Over")],
        ondelete={"hand_over": "cascade"},
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="To",
        ondelete="cascade",
        domain="[('icrm_department_id', '!=', False)]",
    )
    reason = fields.Text()

    @api.model
    def _get_refusal_fields(self):
        return [*super()._get_refusal_fields(), "team_id"]

    def _get_refusals(self):
        refusals = super()._get_refusals()
        for ticket in self._get_tickets():
            if ticket in refusals:
                continue
            # sudo: approval and hand-over of a request that the caller serves
            ticket_sudo = ticket.sudo()
            if self.kind in ("resolve", "assign") and not (
                ticket_sudo._icrm_is_work_allowed()
            ):
                refusals[ticket] = self.env._("is not approved")
            elif self.kind == "hand_over":
                if ticket_sudo.icrm_handover_id:
                    refusals[ticket] = self.env._("is already being handed over")
                elif self.team_id and ticket_sudo.team_id == self.team_id:
                    refusals[ticket] = self.env._("is already with this team")
                elif self.team_id.company_id not in (
                    self.env["res.company"],
                    ticket_sudo.company_id,
                ):
                    refusals[ticket] = self.env._("belongs to another company")
        return refusals

    def _apply_hand_over(self, tickets):
        if not self.team_id:
            raise UserError(self.env._("To: choose a team."))
        tickets.action_icrm_hand_over(self.team_id.id, self.reason)
        return tickets, None
