# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCommentReveal(models.TransientModel):
    """The dialog that asks the confidential desk why it must know an author."""

    _name = "icrm.comment.reveal"
    _description = "Reveal Comment Author"

    comment_id = fields.Many2one("icrm.comment", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_reveal(self):
        """Reveal; the comment checks who may."""
        self.ensure_one()
        self.comment_id.action_reveal(self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "icrm.comment",
            "res_id": self.comment_id.id,
            "views": [[False, "form"]],
        }
