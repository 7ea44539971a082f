# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..access.actions import open_list


class HelpdeskTicket(models.Model):
    """The customer's open complaints beside a request, for who may read them anyway."""

    _inherit = "helpdesk.ticket"

    icrm_complaint_count = fields.Integer(
        string="Open Complaints of the Customer",
        compute="_compute_icrm_complaint_count",
        help="Named complaints you can read.",
    )

    @api.depends("icrm_beneficiary_id")
    @api.depends_context("uid")
    def _compute_icrm_complaint_count(self):
        """One query, as the reader: the rules of complaint and complainant decide."""
        counts = {}
        Identity = self.env["icrm.complaint.identity"]
        if Identity.has_access("read"):
            counts = dict(
                Identity._read_group(
                    self._icrm_get_complaint_domain(),
                    ["customer_id"],
                    ["__count"],
                )
            )
        for ticket in self:
            ticket.icrm_complaint_count = counts.get(ticket.icrm_beneficiary_id, 0)

    def _icrm_get_complaint_domain(self):
        """Return the domain of the complainants that are customers of these requests.

        Not of confidential complaints, even for who has revealed a name: the request's
        screen is no place for it.
        """
        return (
            Domain("customer_id", "in", self.icrm_beneficiary_id.ids)
            & Domain("complaint_id.protection", "=", "identified")
            & Domain("complaint_id.is_open", "=", True)
        )

    def action_icrm_open_complaints(self):
        """List the customer's open complaints that the caller may read."""
        self.ensure_one()
        self.check_access("read")
        identities = self.env["icrm.complaint.identity"].search(
            self._icrm_get_complaint_domain()
        )
        return open_list(
            self.env["icrm.complaint"],
            self.env._("Open Complaints"),
            [("id", "in", identities.complaint_id.ids)],
        )
