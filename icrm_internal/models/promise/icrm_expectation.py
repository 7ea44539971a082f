# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmExpectation(models.Model):
    """What the customer side expects, and what became of it."""

    _name = "icrm.expectation"
    _description = "Expectation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "review_date, id"

    name = fields.Char(required=True)
    description = fields.Html()
    relationship_id = fields.Many2one(
        "icrm.relationship", required=True, ondelete="cascade", index=True
    )
    service_id = fields.Many2one("icrm.service", ondelete="restrict")
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
        tracking=True,
    )
    level = fields.Char(string="Agreed Level")
    review_date = fields.Date()
    owner_id = fields.Many2one(
        "res.users", ondelete="restrict", default=lambda self: self.env.user
    )
