# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCommentAuthor(models.Model):
    """Who wrote a comment, apart from the comment: it has rules of its own.

    Identified: officers read it. Confidential: who of the confidential desk has
    revealed it, with a reason, on record. Anonymous: there is no row.
    """

    _name = "icrm.comment.author"
    _description = "Comment Author"
    _rec_name = "participant_id"
    _log_access = False

    comment_id = fields.Many2one(
        "icrm.comment", required=True, readonly=True, ondelete="cascade"
    )
    participant_id = fields.Many2one(
        "icrm.campaign.participant", required=True, readonly=True, ondelete="cascade"
    )
    revealed_user_ids = fields.Many2many(
        "res.users", relation="icrm_comment_revealed_rel", readonly=True
    )

    _comment_uniq = models.Constraint(
        "UNIQUE (comment_id)", "A comment can have only one author."
    )
