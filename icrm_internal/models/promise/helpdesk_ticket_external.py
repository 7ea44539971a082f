# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    """A request that serves somebody outside: which customer, which order."""

    _inherit = "helpdesk.ticket"

    icrm_external_customer_id = fields.Many2one(
        "res.partner",
        string="External Customer",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="Whose order waits for this request.",
    )
    icrm_external_order = fields.Char(
        string="External Order",
        size=64,
        tracking=True,
        help="The number of the order, project or case it is for.",
    )
