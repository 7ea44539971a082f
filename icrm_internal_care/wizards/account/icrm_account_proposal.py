# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.icrm_internal.models.access.actions import show_message
from odoo.addons.icrm_internal.models.access.groups import OFFICER

LIMIT = 500


class IcrmAccountProposal(models.TransientModel):
    """The account managers that rules propose, before an officer applies them."""

    _name = "icrm.account.proposal"
    _description = "Proposed Account Managers"

    line_ids = fields.One2many("icrm.account.proposal.line", "proposal_id")
    found_count = fields.Integer(string="Customers Found", readonly=True)

    @api.model
    def _create_preview(self):
        """Return a dialog with the proposals for customers the caller may read."""
        rows = self.env["icrm.account.rule"]._propose(self.env.companies)
        found = [customer_id for customer_id, _rule_id, _user_id in rows]
        readable = set(self.env["icrm.customer"].search([("id", "in", found)]).ids)
        rows = [row for row in rows if row[0] in readable]
        return self.create(
            {
                "found_count": len(rows),
                "line_ids": [
                    Command.create(
                        {
                            "customer_id": customer_id,
                            "rule_id": rule_id,
                            "user_id": user_id,
                        }
                    )
                    for customer_id, rule_id, user_id in rows[:LIMIT]
                ],
            }
        )

    def action_apply(self):
        """Make the chosen people account managers, where there still is none."""
        self.ensure_one()
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can propose account managers."))
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose at least one customer."))
        customers = chosen.customer_id
        customers._icrm_lock()
        count = 0
        for user, lines in chosen.grouped("user_id").items():
            free = lines.customer_id.filtered(
                lambda customer: not customer.account_manager_id
            )
            free.write({"account_manager_id": user.id})
            count += len(free)
        return show_message(
            self.env._("%(count)s customers have an account manager now.", count=count),
            then={"type": "ir.actions.act_window_close"},
        )
