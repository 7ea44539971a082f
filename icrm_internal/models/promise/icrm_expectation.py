# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.safe_html import SafeHtml
from ..customer.duty import Duty


class IcrmExpectation(models.Model):
    """What the customer side expects, and what became of it."""

    _name = "icrm.expectation"
    _description = "Expectation"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder"]
    _icrm_duties = (Duty("owner_id", [("state", "in", ("stated", "agreed"))]),)
    _order = "review_date, id"

    name = fields.Char(required=True)
    description = SafeHtml()
    relationship_id = fields.Many2one(
        "icrm.relationship", required=True, ondelete="cascade", index=True
    )
    service_id = fields.Many2one(
        "icrm.service",
        ondelete="restrict",
        domain="[('department_id', 'child_of', provider_department_id)]",
    )
    company_id = fields.Many2one(related="relationship_id.company_id", store=True)
    state = fields.Selection(
        [
            ("stated", "Stated"),
            ("agreed", "Agreed"),
            ("met", "Met"),
            ("not_met", "Not met"),
        ],
        default="stated",
        required=True,
        group_expand=True,
        tracking=True,
    )
    level = fields.Char(
        string="Agreed Level", help="Measurable level agreed by both sides."
    )
    review_date = fields.Date(tracking=True, help="The owner is reminded on this date.")
    owner_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    provider_department_id = fields.Many2one(
        related="relationship_id.provider_department_id", store=True
    )
    customer_department_id = fields.Many2one(
        related="relationship_id.customer_department_id", store=True
    )

    def _get_reminded(self):
        return self.owner_id or self.relationship_id._get_reminded()
