# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmInterest(models.Model):
    _name = "icrm.interest"
    _inherit = "icrm.shared"
    _description = "Customer Interest"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.Constraint("UNIQUE (name)", "This interest already exists.")
