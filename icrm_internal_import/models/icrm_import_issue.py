# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmImportIssue(models.Model):
    """One finding of a dry run: what is wrong, first in which line, in how many."""

    _name = "icrm.import.issue"
    _description = "History Import Finding"
    _order = "job_id, rank, line, id"
    _log_access = False

    job_id = fields.Many2one(
        "icrm.import.job", required=True, ondelete="cascade", index=True
    )
    severity = fields.Selection(
        [("error", "Error"), ("warning", "Warning"), ("info", "Note")],
        required=True,
    )
    rank = fields.Integer(aggregator=False)
    line = fields.Integer(string="First Line", aggregator=False)
    count = fields.Integer(string="Rows", default=1)
    column = fields.Char()
    value = fields.Char()
    name = fields.Char(string="Problem", required=True)
