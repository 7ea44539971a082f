# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .icrm_kpi import PERIOD_KINDS


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_scorecard_kind = fields.Selection(
        PERIOD_KINDS,
        string="Scorecard Period",
        default="quarter",
        required=True,
        help="Period whose scorecards freeze automatically.",
    )
    icrm_scorecard_days = fields.Integer(
        string="Days to Freeze",
        default=10,
        required=True,
        help="Days after a period until its scorecards freeze.",
    )
    icrm_scorecard_staff = fields.Boolean(
        string="Staff Can See Score",
        help="Staff see their department's published score, but not its indicators.",
    )

    _icrm_scorecard_days_range = models.Constraint(
        "CHECK (icrm_scorecard_days BETWEEN 1 AND 365)",
        "Days to freeze scorecards must be between 1 and 365.",
    )
