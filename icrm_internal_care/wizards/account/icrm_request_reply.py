# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access import caller_values, inner_context

from ...models.account.helpdesk_ticket import MINUTES, MINUTES_LIMIT


class IcrmRequestReply(models.TransientModel):
    """Asks for the minutes spent, where the team wants them."""

    _inherit = "icrm.request.reply"

    icrm_asks_minutes = fields.Boolean(
        related="ticket_id.team_id.icrm_asks_minutes", related_sudo=False
    )
    icrm_minutes = fields.Integer(string="Minutes Spent")

    def action_send(self):
        self.ensure_one()
        if self.kind != "resolve" or not self.icrm_minutes:
            return super().action_send()
        minutes = caller_values.number_of(
            self.env, self.env._("Minutes Spent"), self.icrm_minutes, 0, MINUTES_LIMIT
        )
        if not self.icrm_asks_minutes:
            return super().action_send()
        dialog = inner_context.give(self, **{MINUTES: minutes})
        return super(IcrmRequestReply, dialog).action_send()
