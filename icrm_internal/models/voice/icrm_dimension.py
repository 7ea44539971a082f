# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmDimension(models.Model):
    """What questions are about: reliability, empathy, speed, ..."""

    _name = "icrm.dimension"
    _inherit = "icrm.shared"
    _description = "Quality Dimension"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Technical name, e.g. reliability.")
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "The code of a dimension must be unique."
    )
