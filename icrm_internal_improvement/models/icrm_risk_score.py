# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRiskScore(models.Model):
    """How a risk was judged over time; a row per judgement, never changed."""

    _name = "icrm.risk.score"
    _inherit = "icrm.append.only"
    _description = "Risk Score History"
    _order = "at desc, id desc"
    _rec_name = "score"
    _log_access = False

    risk_id = fields.Many2one(
        "icrm.risk", required=True, ondelete="cascade", index=True, readonly=True
    )
    at = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    likelihood = fields.Integer(required=True, readonly=True, aggregator="avg")
    impact = fields.Integer(required=True, readonly=True, aggregator="avg")
    score = fields.Integer(required=True, readonly=True, aggregator="avg")
    is_review = fields.Boolean(string="In Review", readonly=True)

    _range = models.Constraint(
        "CHECK (likelihood BETWEEN 1 AND 5 AND impact BETWEEN 1 AND 5"
        " AND score = likelihood * impact)",
        "Likelihood and impact must be between 1 and 5.",
    )
