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

    icrm_scorecard_least_share = fields.Integer(
        string="Least Weight With Data",
        default=60,
        required=True,
        help="Percent of the weight that needs data; below it there is no total score.",
    )

    _icrm_scorecard_least_share_range = models.Constraint(
        "CHECK (icrm_scorecard_least_share BETWEEN 0 AND 100)",
        "The least weight with data must be between 0 and 100 percent.",
    )
    _icrm_scorecard_days_range = models.Constraint(
        "CHECK (icrm_scorecard_days BETWEEN 1 AND 365)",
        "Days to freeze scorecards must be between 1 and 365.",
    )
