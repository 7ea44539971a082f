# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..importer.columns import TARGETS


class IcrmImportColumn(models.Model):
    """A column of a file, and what it is here."""

    _name = "icrm.import.column"
    _description = "History Import Column"
    _order = "profile_id, sequence, id"

    profile_id = fields.Many2one(
        "icrm.import.profile", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Column of the File", required=True)
    target = fields.Selection(TARGETS, string="Maps to", help="Empty: not imported.")
    sample = fields.Char(string="Examples", readonly=True, copy=False)
    filled = fields.Integer(string="Filled (%)", readonly=True, copy=False)
