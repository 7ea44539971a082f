# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmEvaluationNotice(models.Model):
    """A notice about a cycle: one row a person, sent once.

    Written with the opening, sent afterwards row by row: a job that was killed goes on
    where it was. Users have no access: a reminder reveals who was not done.
    """

    _name = "icrm.evaluation.notice"
    _description = "Evaluation Notice"
    _log_access = False

    cycle_id = fields.Many2one(
        "icrm.evaluation.cycle", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    is_notified = fields.Boolean()
    is_reminded = fields.Boolean()

    _person_uniq = models.Constraint(
        "UNIQUE (cycle_id, user_id)", "A person can only be notified once."
    )
    _waiting_idx = models.Index("(cycle_id) WHERE is_notified IS NOT TRUE")
