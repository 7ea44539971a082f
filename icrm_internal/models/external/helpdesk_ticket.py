# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..request.deadline import format_deadline
from . import progress


class HelpdeskTicket(models.Model):
    """Requests inside for what was promised outside; and customers' tickets, for which
    people ask inside as for any document."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "icrm.external.document"]

    _icrm_commitment_triggers = frozenset({"partner_id", "stage_id", "team_id"})
    _icrm_commitment_follows = frozenset({"name", "partner_id"})

    icrm_commitment_id = fields.Many2one(
        "icrm.external.commitment",
        string="External Commitment",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    icrm_customer_date_text = fields.Char(
        string="Customer's Date", compute="_compute_icrm_customer_date_text"
    )

    @api.depends("icrm_commitment_id", "icrm_parent_id")
    @api.depends_context("lang", "tz")
    def _compute_icrm_customer_date_text(self):
        for ticket in self:
            # sudo: who serves a request, or a step of it, reads what it is for
            row_sudo = ticket.sudo().icrm_commitment_id
            row_sudo = row_sudo or ticket.sudo().icrm_parent_id.icrm_commitment_id
            text = False
            if row_sudo:
                row_sudo = row_sudo.with_env(self.env(su=True))
                text = format_deadline(self.env, row_sudo.customer_date)
                if row_sudo.state != "open":
                    text += f" · {progress.get_label(row_sudo, 'state')}"
                elif row_sudo.expected_at:
                    text += f" · {progress.format_slack(self.env, row_sudo)}"
            ticket.icrm_customer_date_text = text

    # ------------------------------------------------------------------
    # A request inside
    # ------------------------------------------------------------------

    def _icrm_after_change(self, batch):
        """Look ahead again where a step of what was promised changed hands."""
        super()._icrm_after_change(batch)
        parents = self.icrm_parent_id
        if parents:
            # sudo: what is expected is the system's
            commitments_sudo = parents.sudo().icrm_commitment_id
            if commitments_sudo:
                commitments_sudo._refresh()

    # ------------------------------------------------------------------
    # A ticket of an external customer
    # ------------------------------------------------------------------

    def _icrm_is_external(self):
        # sudo: whether the contact is an employee's
        partner_sudo = self.sudo().partner_id
        return bool(
            not self.icrm_service_id
            and partner_sudo
            and not partner_sudo.icrm_is_internal
        )

    def _icrm_prepare_commitment(self):
        return {
            "name": self.number,
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "state": "delivered" if self.stage_id.closed else "open",
        }

    def _icrm_follow(self):
        """Plain tickets only: a request is no document of a customer outside."""
        tickets = self.filtered(lambda ticket: not ticket.icrm_service_id)
        return super(HelpdeskTicket, tickets)._icrm_follow()
