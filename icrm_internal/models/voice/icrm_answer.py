# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmAnswer(models.Model):
    """The facts: one score of one sheet. Nobody reads them; results are made of them.

    Written when a campaign closes, in random order. What fell short of the minimum is
    not here: it was destroyed with the boxes.
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
    sheet = fields.Integer(
        required=True,
        readonly=True,
        help="A random number that joins a sheet's answers.",
    )
    question_id = fields.Many2one(
        "survey.question", required=True, readonly=True, ondelete="restrict"
    )
    value = fields.Float(required=True, readonly=True)
    day = fields.Date(
        required=True, readonly=True, help="Anonymous: the day the campaign closed."
    )
    participant_id = fields.Many2one(
        "icrm.campaign.participant",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Never filled where the campaign is anonymous.",
    )

    _value_check = models.Constraint(
        "CHECK (value BETWEEN -1000000 AND 1000000)", "A score is a number."
    )
    _anonymous_index = models.Index("(campaign_id, question_id)")
