# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access import caller_values
from ..access.icrm_reason_mixin import ReasonStep
from ..access.personal import KEEP, SWEEP, Personal

COMMENT_LIMIT = 2000


class IcrmPanelComment(models.Model):
    """What a volunteer says of one question of a trial, or of its promise.

    With their name, for those who provide the service; written by the steps of the
    trial only.
    """

    _name = "icrm.panel.comment"
    _inherit = "icrm.reason.mixin"
    _description = "Panel Comment"
    _order = "trial_id desc, sequence, id"
    _rec_name = "question"
    _icrm_personal = (
        Personal("body", "customer_id"),
        Personal("verdict", "customer_id", KEEP),
        Personal("question", "customer_id", KEEP),
        Personal("reason", "customer_id", SWEEP),
    )

    trial_id = fields.Many2one(
        "icrm.panel.trial", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="trial_id.company_id", store=True, precompute=True
    )
    customer_id = fields.Many2one(
        "icrm.customer",
        string="From",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    # The key of the question, or what else there is to comment on: see panel_changes
    question = fields.Char(string="Key", required=True, readonly=True)
    question_label = fields.Char(string="Question", compute="_compute_question_label")
    sequence = fields.Integer(readonly=True)
    verdict = fields.Selection(
        [("good", "Good"), ("unclear", "Needs work")],
        string="Opinion",
        required=True,
        readonly=True,
    )
    body = fields.Text(string="Comment", readonly=True)
    decision = fields.Selection(
        [("taken", "Taken up"), ("not_taken", "Not taken up")], readonly=True
    )
    reason = fields.Text(readonly=True)
    needs_decision = fields.Boolean(compute="_compute_needs_decision")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _one_each = models.Constraint(
        "UNIQUE (trial_id, customer_id, question)",
        "Each volunteer comments once on each question.",
    )

    @api.depends("question", "trial_id")
    @api.depends_context("lang")
    def _compute_question_label(self):
        for comment in self:
            # sudo: what was asked, for readers of the comment
            labels = comment.sudo().trial_id._get_labels()
            comment.question_label = labels.get(comment.question, comment.question)

    @api.depends("verdict", "body")
    def _compute_needs_decision(self):
        """What is simply good needs no answer."""
        for comment in self:
            comment.needs_decision = comment.verdict != "good" or bool(comment.body)

    @api.depends("trial_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for comment in self:
            comment.can_decide = comment.trial_id.service_id.can_edit

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_decline": ReasonStep(
                title=self.env._("Not taken up"),
                button=self.env._("Save"),
                hint=self.env._("The volunteer will read your reason."),
            ),
        }

    def _check_decides(self):
        self.check_access("read")
        self.trial_id.service_id.check_access("write")

    def action_take_up(self):
        """Note that the comments changed something."""
        self._check_decides()
        # sudo: comments are written by steps only; checked above
        self.sudo().write({"decision": "taken", "reason": False})
        return True

    def action_decline(self, reason):
        """Note why the comments changed nothing; their authors read it.

        :param str reason: required
        """
        self._check_decides()
        reason = caller_values.reason_of(self.env, reason)
        # sudo: comments are written by steps only; checked above
        self.sudo().write({"decision": "not_taken", "reason": reason})
        return True
