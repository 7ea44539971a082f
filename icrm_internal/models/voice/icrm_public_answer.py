# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..access import company_day
from ..access.safe_html import SafeHtml


class IcrmPublicAnswer(models.Model):
    """You said, we did: what a department heard, what it does, what came of it.

    Written for all to read, in the department's own words, without the names of those
    who said it.
    """

    _name = "icrm.public.answer"
    _description = "You Said, We Did"
    _inherit = ["mail.thread"]
    _order = "published_on desc, id desc"
    _rec_name = "heard"

    heard = fields.Char(string="You Said", required=True, tracking=True)
    answer = SafeHtml(string="We Did", tracking=False)
    result = SafeHtml(string="Outcome")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="Who answers; empty for the whole company.",
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null"
    )
    source = fields.Selection(
        [
            ("campaign", "Survey"),
            ("feedback", "Feedback"),
            ("idea", "Idea"),
            ("need", "Interviews"),
            ("complaint", "Complaints"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
    )
    campaign_id = fields.Many2one(
        "icrm.campaign", ondelete="restrict", index="btree_not_null"
    )
    idea_id = fields.Many2one(
        "icrm.idea", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    feedback_ids = fields.One2many("icrm.feedback", "public_answer_id")
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    published_on = fields.Date(compute="_compute_published_on", store=True)

    _idea_uniq = models.UniqueIndex(
        "(idea_id) WHERE idea_id IS NOT NULL",
        "This idea already has a published answer.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not {"company_id", "department_id"}.isdisjoint(vals):
            # Core checks only before the write: none moves to another sender.
            self.check_access("write")
        return result

    @api.depends("state")
    def _compute_published_on(self):
        for answer in self:
            answer.published_on = answer.state == "published" and (
                answer.published_on or company_day.today(answer)
            )

    @api.constrains("state", "answer")
    def _check_answer(self):
        for answer in self:
            if answer.state == "published" and is_html_empty(answer.answer):
                raise UserError(
                    self.env._(
                        "“%(heard)s”: describe your action before publishing.",
                        heard=answer.heard,
                    )
                )

    def action_publish(self):
        """Let everybody read it; feedback it answers counts as answered."""
        self.check_access("write")
        # sudo: the state moves by these steps only; checked above.
        self.sudo().state = "published"
        self.feedback_ids._mark_answered()

    def action_withdraw(self):
        """Take it off the page."""
        self.check_access("write")
        # sudo: the state moves by these steps only; checked above.
        self.sudo().state = "draft"
