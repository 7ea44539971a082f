# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from uuid import uuid4

from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access.actions import open_form
from odoo.addons.icrm_internal.models.complaint.randomize_ids import randomize_ids


class IcrmCounselAsk(models.TransientModel):
    """The dialog in which one asks for a confidential talk. Nothing of it stays."""

    _name = "icrm.counsel.ask"
    _description = "Ask for a Talk"

    subject = fields.Char(string="Summary", required=True)
    body = fields.Text(string="What would you like to talk about?", required=True)
    alias = fields.Char(
        string="Pseudonym", help="The counselor sees this instead of your name."
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    counsellor_id = fields.Many2one(
        "res.users",
        string="Counselor",
        domain="[('id', 'in', candidate_ids)]",
        ondelete="cascade",
        help="No one else reads it. Heads of your department are not offered.",
    )
    form_key = fields.Char(default=lambda self: uuid4().hex, readonly=True)

    def init(self):
        # Gaps between one's own dialogs would count those of others.
        randomize_ids(self)
        return super().init()

    @api.depends_context("uid", "company")
    def _compute_candidate_ids(self):
        self.candidate_ids = self.env["icrm.counsel.case"]._get_counsellors(
            self.env.user, self.env.company
        )

    def action_ask(self):
        """Ask as the user, open the talk, and forget the dialog."""
        self.ensure_one()
        case = self.env["icrm.counsel.case"].ask_for_talk(
            {
                "subject": self.subject,
                "body": self.body,
                "alias": self.alias,
                "counsellor_id": self.counsellor_id.id,
                "form_key": self.form_key,
            }
        )
        # sudo: users may not delete; it is the caller's own dialog.
        self.sudo().unlink()
        return open_form(case, target="main")
