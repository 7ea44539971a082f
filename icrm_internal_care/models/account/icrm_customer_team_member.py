# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.icrm_internal.models.customer.duty import Duty


class IcrmCustomerTeamMember(models.Model):
    """Who serves a customer beside the account manager, and as what."""

    _name = "icrm.customer.team.member"
    _description = "Customer Team Member"
    _order = "customer_id, role, id"
    _rec_name = "user_id"
    _icrm_duties = (Duty("user_id", shown="customer_id"),)

    customer_id = fields.Many2one(
        "icrm.customer", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('share', '=', False)]",
    )
    role = fields.Selection(
        [
            ("deputy", "Deputy account manager"),
            ("project", "Project manager"),
            ("technical", "Technical support"),
            ("quality", "Quality contact"),
            ("other", "Other"),
        ],
        default="technical",
        required=True,
    )
    note = fields.Char(string="Responsible for")

    _member_uniq = models.Constraint(
        "UNIQUE (customer_id, user_id, role)",
        "This person already has this role for the customer.",
    )

    @api.constrains("user_id", "customer_id")
    def _check_user(self):
        # sudo: users and companies are compared, visible to the writer or not
        for member_sudo in self.sudo():
            user_sudo = member_sudo.user_id
            if not user_sudo._icrm_filter_available(member_sudo.company_id):
                raise ValidationError(
                    self.env._(
                        "User: %(name)s does not work in the company of %(customer)s.",
                        name=user_sudo.name,
                        customer=member_sudo.customer_id.display_name,
                    )
                )
