# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.personal import KEEP, Personal


class IcrmIdeaVote(models.Model):
    """One employee's vote for an idea. Only the sum is shown."""

    _name = "icrm.idea.vote"
    _description = "Idea Vote"
    _icrm_personal = (Personal("idea_id", "customer_id", KEEP),)
    _log_access = False

    idea_id = fields.Many2one(
        "icrm.idea", required=True, readonly=True, ondelete="cascade", index=True
    )
    # Empty once HR deletes the employee: the vote was cast, and counts.
    customer_id = fields.Many2one(
        "icrm.customer", readonly=True, ondelete="set null", index=True
    )

    _vote_uniq = models.Constraint(
        "UNIQUE (idea_id, customer_id)", "You have already voted for this idea."
    )
