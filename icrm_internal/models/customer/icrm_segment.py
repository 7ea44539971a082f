# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmSegment(models.Model):
    """A named group of customers: picked by hand, or by a rule."""

    _name = "icrm.segment"
    _description = "Customer Segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    note = fields.Text(translate=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    kind = fields.Selection(
        [("manual", "Picked by hand"), ("rule", "By a rule")],
        default="manual",
        required=True,
    )
    domain = fields.Char(
        default="[]", help="Customers that match are members; refreshed every night."
    )
    customer_ids = fields.Many2many(
        "icrm.customer",
        relation="icrm_segment_customer_rel",
        string="Members",
        groups="icrm_internal.group_icrm_agent,icrm_internal.group_icrm_auditor",
    )
