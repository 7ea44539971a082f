# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmAnswer(models.Model):
    """One counted response. Users cannot read these; results are computed from them.

    Written when a campaign closes, in random order, so that neither numbers nor places
    of rows reveal when somebody answered. What fell short of the minimum is not here:
    it was destroyed with the boxes.
    """

    _name = "icrm.answer"
    _description = "Answer"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    subject_id = fields.Many2one(
        "icrm.campaign.subject", required=True, readonly=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        "icrm.campaign.group", required=True, readonly=True, ondelete="cascade"
    )
    # A row for each of 44 scores would cost forty times as much, and no figure is ever
    # made of less than a whole response.
    scores = fields.Json(
        required=True,
        readonly=True,
        help="{question id: number, or a list of them}",
    )
    day = fields.Date(required=True, readonly=True, help="Anonymous: the closing date.")
    participant_id = fields.Many2one(
        "icrm.campaign.participant",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Never filled for anonymous campaigns.",
    )
