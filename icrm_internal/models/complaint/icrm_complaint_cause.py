# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmComplaintCause(models.Model):
    """Why people had reason to complain: what the same cause adds up to is improved."""

    _name = "icrm.complaint.cause"
    _inherit = "icrm.shared"
    _description = "Complaint Cause"
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text(string="When to Use", translate=True)

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "The code of a cause must be unique."
    )
