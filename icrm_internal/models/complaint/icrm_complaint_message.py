# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.personal import KEEP, NAME, Personal
from .complainant import OF_CLOSED, OF_PART, is_theirs
from .randomize_ids import randomize_ids

SIDES = [
    ("complainant", "Complainant"),
    ("handler", "Handler"),
    ("desk", "Complaint desk"),
    ("mediator", "Mediator"),
]


class IcrmComplaintMessage(models.Model):
    """A message about a complaint.

    No mail.message: those have followers, notifications, mail headers, and times to
    the second. The complainant's author is never stored, with any protection:
    only the identity names them, if anything.
    """

    _name = "icrm.complaint.message"
    _description = "Complaint Message"
    _icrm_personal = (
        Personal("author_name", "author_id", NAME, own=False),
        Personal("day", OF_PART, KEEP, domain=is_theirs),
        Personal("body", OF_PART, domain=is_theirs),
    )
    _icrm_secret = OF_CLOSED
    _order = "complaint_id, position"
    _rec_name = "day"
    _log_access = False

    complaint_id = fields.Many2one(
        "icrm.complaint", required=True, ondelete="cascade", index=True, readonly=True
    )
    position = fields.Integer(required=True, readonly=True)
    side = fields.Selection(SIDES, string="From", required=True, readonly=True)
    author_id = fields.Many2one("res.users", ondelete="set null", readonly=True)
    author_name = fields.Char(readonly=True)
    author_text = fields.Char(string="Who", compute="_compute_author_text")
    body = fields.Text(string="Message", required=True, readonly=True)
    internal = fields.Boolean(
        readonly=True, help="Hidden from the complainant and the department."
    )
    is_proposal = fields.Boolean(string="Proposal", readonly=True)
    day = fields.Date(required=True, readonly=True)

    _author_rule = models.Constraint(
        "CHECK (side <> 'complainant' OR (author_id IS NULL AND author_name IS NULL))",
        "A message from the complainant cannot have an author.",
    )

    def init(self):
        randomize_ids(self)
        return super().init()

    @api.depends("side", "author_name", "author_id", "complaint_id")
    @api.depends_context("lang", "uid")
    def _compute_author_text(self):
        sides = dict(self._fields["side"]._description_selection(self.env))
        for message in self:
            side = sides.get(message.side, "")
            if message.author_id == self.env.user or (
                message.side == "complainant" and message.complaint_id.is_mine
            ):
                message.author_text = self.env._("You")
                continue
            message.author_text = (
                f"{message.author_name} ({side})" if message.author_name else side
            )
