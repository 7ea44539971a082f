# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...models.request.helpdesk_ticket_stage import OPEN_STATES


class IcrmRequestMerge(models.TransientModel):
    """The dialog in which a request is closed as a duplicate of another one."""

    _name = "icrm.request.merge"
    _description = "Merge Request"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    candidate_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_candidate_ids", string="Can Merge into"
    )
    target_id = fields.Many2one(
        "helpdesk.ticket",
        string="Merge into",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', candidate_ids)]",
        help="Open request of the same customer or department.",
    )

    @api.depends("ticket_id")
    def _compute_candidate_ids(self):
        Ticket = self.env["helpdesk.ticket"]
        for wizard in self:
            ticket = wizard.ticket_id
            customers = (ticket.icrm_requester_id | ticket.icrm_beneficiary_id).ids
            same = Domain("icrm_requester_id", "in", customers) | Domain(
                "icrm_beneficiary_id", "in", customers
            )
            if department := ticket.icrm_customer_department_id:
                same |= Domain("icrm_customer_department_id", "=", department.id)
            found = Ticket.search(
                same
                & Domain("icrm_state", "in", OPEN_STATES)
                & Domain("id", "!=", ticket.id)
                & Domain("icrm_service_id", "!=", False)
            )
            # Not filtered in SQL: who may serve is decided in one place only.
            wizard.candidate_ids = found.filtered("icrm_is_provider")

    def action_merge(self):
        """Merge, and open the target request."""
        self.ensure_one()
        self.ticket_id.action_icrm_merge(self.target_id)
        return self.target_id._icrm_form_action()
