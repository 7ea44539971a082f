# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmExpectedDate(models.Model):
    """A new date that an agent named for a request, and why.

    The promise stays what it was, met or missed. Rows are never changed: a later date
    is another row. Whether a date was kept follows from when the request was resolved.
    """

    _name = "icrm.expected.date"
    _inherit = ["icrm.append.only"]
    _description = "New Date"
    _order = "set_at desc, id desc"
    _rec_name = "expected_at"
    _log_access = False

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    expected_at = fields.Datetime(string="New Date", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    promised_at = fields.Datetime(
        string="Promised by", readonly=True, help="The promise when the date was set."
    )
    set_by_id = fields.Many2one(
        "res.users", string="Set by", required=True, ondelete="restrict", readonly=True
    )
    set_at = fields.Datetime(string="Set on", required=True, readonly=True)

    # Those of a period, by what is expected in it
    _due_idx = models.Index("(company_id, expected_at)")
