# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmResult(models.Model):
    """A released figure: what one group answered about one subject to one question.

    Rows with a question are the question's; rows without one are a dimension's or a
    measure's, over the respondents' means. Every row stands for ``min_group``
    respondents or more, and groups do not overlap, so no sum over rows and no
    difference of two sums speaks of fewer.
    """

    _name = "icrm.result"
    _description = "Result"
    _order = "campaign_id, subject_id, group_id, id"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, help="When the campaign closed.")
    subject_id = fields.Many2one(
        "icrm.campaign.subject",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department", string="About", readonly=True, ondelete="set null", index=True
    )
    service_id = fields.Many2one("icrm.service", readonly=True, ondelete="set null")
    relationship_id = fields.Many2one(
        "icrm.relationship", readonly=True, ondelete="set null"
    )
    group_id = fields.Many2one(
        "icrm.campaign.group",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    customer_department_id = fields.Many2one(
        "hr.department", string="Asked", readonly=True, ondelete="set null"
    )
    measure = fields.Char(required=True, readonly=True)
    dimension_id = fields.Many2one(
        "icrm.dimension", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    question_id = fields.Many2one(
        "survey.question", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    side = fields.Selection(
        [("expectation", "Expectation"), ("perception", "Perception"), ("gap", "Gap")],
        readonly=True,
    )
    n = fields.Integer(string="Respondents", required=True, readonly=True)
    total = fields.Float(required=True, readonly=True)
    squares = fields.Float(required=True, readonly=True)
    counts = fields.Json(readonly=True, help="{answer: how many}")
    score_total = fields.Float(
        readonly=True, help="The sum of the answers on a scale from 0 to 100."
    )
