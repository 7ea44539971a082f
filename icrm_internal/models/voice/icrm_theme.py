# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmTheme(models.Model):
    """What comments speak of, tagged by an officer."""

    _name = "icrm.theme"
    _inherit = "icrm.shared"
    _description = "Comment Theme"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.Constraint("UNIQUE (name)", "This theme already exists.")
