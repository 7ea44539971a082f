# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.personal import Personal
from .complainant import OF_CLOSED, OF_PART
from .randomize_ids import randomize_ids

CHANNELS = [
    ("talk", "In person"),
    ("phone", "By phone"),
    ("mail", "By mail"),
    ("page", "On the complaint page"),
]
OUTCOMES = [
    ("yes", "Satisfied"),
    ("no", "Not satisfied"),
    ("no_answer", "No answer"),
]


class IcrmComplaintFollowup(models.Model):
    """What the complainant thinks of how the complaint was handled.

    Who asked and how, satisfied or not, a score and an opinion: the survey
    on the handling of complaints.
    """

    _name = "icrm.complaint.followup"
    _description = "Complaint Follow-up"
    _icrm_personal = (Personal("opinion", OF_PART),)
    _icrm_secret = OF_CLOSED
    _order = "complaint_id, level, position"
    _rec_name = "outcome"
    _log_access = False

    complaint_id = fields.Many2one(
        "icrm.complaint", required=True, ondelete="cascade", index=True, readonly=True
    )
    position = fields.Integer(required=True, readonly=True)
    level = fields.Char(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    asked_by_id = fields.Many2one(
        "res.users", string="Contacted by", ondelete="set null", readonly=True
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    score = fields.Integer(
        string="Handling Rating",
        readonly=True,
        help="From 1 to 5; 0 if not rated.",
    )
    opinion = fields.Text(readonly=True, string="Comment")

    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 5)", "The score must be between 1 and 5."
    )

    def init(self):
        randomize_ids(self)
        return super().init()
