# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmServiceArticle(models.Model):
    """What a customer can read to help himself before asking."""

    _name = "icrm.service.article"
    _description = "Help Article"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="cascade", index=True
    )
    body = fields.Html(translate=True)
    url = fields.Char(string="Link")
    keywords = fields.Char(translate=True)
    helped_count = fields.Integer(
        readonly=True, help="How often somebody read it and then did not need to ask."
    )
