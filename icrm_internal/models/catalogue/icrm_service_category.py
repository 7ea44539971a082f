# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmServiceCategory(models.Model):
    _name = "icrm.service.category"
    _description = "Service Category"
    _parent_store = True
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "icrm.service.category", ondelete="restrict", index=True
    )
    parent_path = fields.Char(index=True)
    icon = fields.Char(
        default="fa-cube", help="A Font Awesome icon, such as fa-laptop."
    )
    color = fields.Integer()
    service_ids = fields.One2many("icrm.service", "category_id")
