# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmScorecardNotice(models.Model):
    """A notice about a published scorecard: written with the publication, once.

    Sent afterwards, one mail a head for all new scorecards: a job that was killed
    goes on where it was. Users have no access.
    """

    _name = "icrm.scorecard.notice"
    _description = "Scorecard Notice"
    _log_access = False

    scorecard_id = fields.Many2one("icrm.scorecard", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    is_notified = fields.Boolean()

    _once = models.Constraint(
        "UNIQUE (scorecard_id, user_id)",
        "A person can only be notified of a scorecard once.",
    )
    _waiting_idx = models.Index("(user_id) WHERE is_notified IS NOT TRUE")
