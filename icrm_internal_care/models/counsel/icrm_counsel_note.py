# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access.personal import Personal


class IcrmCounselNote(models.Model):
    """What the counsellor of a talk keeps; neither the person nor others read it."""

    _name = "icrm.counsel.note"
    _inherit = ["icrm.counsel.confidential"]
    _description = "Counselor Note"
    _order = "case_id, position"
    _rec_name = "day"
    _log_access = False
    # On the person, not theirs: erased with them, never in the copy of their data.
    _icrm_personal = (Personal("body", "case_id.user_id", own=False),)
    _icrm_secret = [("case_id.state", "=", "closed")]

    case_id = fields.Many2one(
        "icrm.counsel.case",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    position = fields.Integer(required=True, readonly=True)
    author_name = fields.Char(string="Who", readonly=True)
    body = fields.Text(string="Note", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
