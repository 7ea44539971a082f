# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SurveyQuestion(models.Model):
    """What a question measures, so that its answers become figures."""

    _inherit = "survey.question"

    icrm_measure = fields.Selection(
        [
            ("servqual", "SERVQUAL"),
            ("servperf", "SERVPERF (perception only)"),
            ("kano", "KANO"),
            ("csat", "Satisfaction (CSAT)"),
            ("nps", "Willingness to recommend (NPS)"),
            ("ces", "Effort (CES)"),
            ("item", "Single item"),
            ("weight", "Weight of a dimension (100 points)"),
        ],
        string="Measure",
    )
    icrm_dimension_id = fields.Many2one(
        "icrm.dimension",
        string="Dimension",
        ondelete="restrict",
        index="btree_not_null",
    )
    icrm_side = fields.Selection(
        [
            ("expectation", "Expectation"),
            ("perception", "Perception"),
            ("functional", "If it were there"),
            ("dysfunctional", "If it were not there"),
        ],
        string="Side of the Pair",
    )
    icrm_pair = fields.Integer(
        string="Pair", help="The two questions of a pair have the same number."
    )
    icrm_service_id = fields.Many2one(
        "icrm.service",
        string="Service",
        ondelete="restrict",
        index="btree_not_null",
        help="The service a KANO pair is about.",
    )
