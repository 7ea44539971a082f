# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access.personal import KEEP, Personal


def is_theirs(_env, _person):
    """Return what the person wrote, not what the counsellor did."""
    return Domain("side", "=", "person")


class IcrmCounselMessage(models.Model):
    """What the two of a confidential talk write to each other; no mail.message."""

    _name = "icrm.counsel.message"
    _inherit = ["icrm.counsel.confidential"]
    _description = "Confidential Message"
    _order = "case_id, position"
    _rec_name = "day"
    _log_access = False
    _icrm_personal = (
        Personal("body", "case_id.user_id", domain=is_theirs),
        Personal("day", "case_id.user_id", KEEP, domain=is_theirs),
    )
    _icrm_secret = [("case_id.state", "=", "closed")]

    case_id = fields.Many2one(
        "icrm.counsel.case",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    position = fields.Integer(required=True, readonly=True)
    side = fields.Selection(
        [("person", "Person"), ("counsellor", "Counselor"), ("system", "Internal CRM")],
        string="From",
        required=True,
        readonly=True,
    )
    # The name as it was; of the person none is stored.
    author_name = fields.Char(readonly=True)
    author_text = fields.Char(string="Who", compute="_compute_author_text")
    body = fields.Text(string="Message", required=True, readonly=True)
    meeting_at = fields.Datetime(string="Appointment", readonly=True)
    day = fields.Date(required=True, readonly=True)

    _author_rule = models.Constraint(
        "CHECK (side = 'counsellor' OR author_name IS NULL)",
        "A message from the person cannot have an author.",
    )

    @api.depends("side", "author_name", "case_id")
    @api.depends_context("lang", "uid")
    def _compute_author_text(self):
        sides = dict(self._fields["side"]._description_selection(self.env))
        for message in self:
            is_mine = message.case_id.is_mine
            if message.side == "system":
                message.author_text = sides["system"]
            elif (message.side == "person") == is_mine:
                message.author_text = self.env._("You")
            elif is_mine:
                message.author_text = message.author_name or sides["counsellor"]
            else:
                message.author_text = message.case_id.person_text
