# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .duty import Duty

# What the customer file of an organization copies
TO_CUSTOMER = {"name", "active", "icrm_is_partner", "icrm_department_id"}


class ResPartner(models.Model):
    """Separates internal customers from other contacts; partner organizations."""

    _inherit = "res.partner"
    _icrm_duties = (
        Duty("icrm_department_id", [("icrm_is_partner", "=", True)], reassign=False),
    )

    # Both are set by the dialog icrm.customer.external alone.
    icrm_is_partner = fields.Boolean(
        "Partner Organization",
        readonly=True,
        help="Its people are internal customers.",
    )
    icrm_department_id = fields.Many2one(
        "hr.department",
        string="Answering Department",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Department that answers for the organization.",
    )

    icrm_customer_ids = fields.One2many(
        "icrm.customer",
        "partner_id",
        string="Internal Customer Files",
        groups="base.group_user",
    )
    icrm_is_internal = fields.Boolean(
        compute="_compute_icrm_is_internal",
        search="_search_icrm_is_internal",
        string="Internal Customer",
        compute_sudo=True,
        help="Employee contact; all other contacts are external.",
    )

    def _compute_icrm_is_internal(self):
        """One query for any number of contacts."""
        internal = {
            partner
            for (partner,) in self.env["icrm.customer"]._read_group(
                [("active", "=", True), ("partner_id", "in", self.ids)],
                ["partner_id"],
            )
        }
        for partner in self:
            partner.icrm_is_internal = partner._origin in internal

    def _search_icrm_is_internal(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: that a contact is an employee's is public (res.partner.employee)
        Customer_sudo = self.env["icrm.customer"].sudo()
        customers = Customer_sudo._search(
            [("active", "=", True), ("partner_id", "!=", False)]
        )
        return [("id", "in", customers.subselect("partner_id"))]

    def write(self, vals):
        """Keep the customer files of organizations in step."""
        result = super().write(vals)
        if not TO_CUSTOMER.isdisjoint(vals):
            organizations = self.filtered("icrm_department_id")
            if organizations:
                self.env["icrm.customer"]._of_organization(
                    organizations
                )._refresh_from_hr()
        return result

    def action_icrm_open_customer(self):
        """Return the action that opens this contact's internal customer file."""
        self.ensure_one()
        return self.env["icrm.customer"]._get_open_action(
            [("partner_id", "=", self.id)]
        )
