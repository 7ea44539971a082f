# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...models.access.actions import open_form


class IcrmCommentReveal(models.TransientModel):
    """The dialog that asks the confidential desk why it must know an author."""

    _name = "icrm.comment.reveal"
    _description = "Reveal the Author of a Comment"

    comment_id = fields.Many2one("icrm.comment", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_reveal(self):
        """Reveal; the comment checks who may."""
        self.ensure_one()
        self.comment_id.action_reveal(self.reason)
        return open_form(self.comment_id)
