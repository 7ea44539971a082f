# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .icrm_kpi import PERIOD_KINDS


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_scorecard_kind = fields.Selection(
        PERIOD_KINDS,
        string="Scorecards Of",
        default="quarter",
        required=True,
        help="Scorecards of this kind of period freeze by themselves.",
    )
    icrm_scorecard_days = fields.Integer(
        string="Days to Freeze",
        default=10,
        required=True,
        help="A period's scorecards freeze so many days after its end.",
    )
    icrm_scorecard_staff = fields.Boolean(
        string="Staff See the Score",
        help="Everybody sees the overall score of the own department once it is "
        "published, without the indicators.",
    )

    _icrm_scorecard_days_range = models.Constraint(
        "CHECK (icrm_scorecard_days BETWEEN 1 AND 365)",
        "Scorecards freeze between 1 and 365 days after the end of the period.",
    )
