# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..catalogue.form_schema import OPTION_TYPES


class IcrmFulfilmentAnswer(models.Model):
    """What a step of a plan answers to a question of its service.

    The answer to a question of the plan's own form, or always the same.
    """

    _name = "icrm.fulfilment.answer"
    _description = "Answer of a Step"
    _order = "step_id, id"
    _rec_name = "question_id"

    step_id = fields.Many2one(
        "icrm.fulfilment.step", required=True, ondelete="cascade", index=True
    )
    service_id = fields.Many2one(related="step_id.service_id", related_sudo=False)
    target_id = fields.Many2one(related="step_id.target_id", related_sudo=False)
    question_id = fields.Many2one(
        "icrm.service.question",
        string="Question of the Step",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('service_id', '=', target_id), ('parent_id', '=', False),"
        " ('question_type', 'not in', ('section', 'total', 'lines'))]",
    )
    source_id = fields.Many2one(
        "icrm.service.question",
        string="Answered by",
        ondelete="cascade",
        index="btree_not_null",
        domain="[('service_id', '=', service_id), ('parent_id', '=', False),"
        " ('question_type', 'not in', ('section', 'lines'))]",
        help="A question of this service's form.",
    )
    question_type = fields.Selection(
        related="question_id.question_type", related_sudo=False
    )
    value = fields.Char(
        string="Fixed Answer", size=250, help="If the answer is always the same."
    )
    # An option is stored by its name, which nobody has to know.
    option_id = fields.Many2one(
        "icrm.service.question.option",
        string="Fixed Option",
        compute="_compute_option_id",
        inverse="_inverse_option_id",
        domain="[('question_id', '=', question_id)]",
    )

    @api.depends("question_id", "value")
    def _compute_option_id(self):
        for answer in self:
            answer.option_id = answer.question_id.option_ids.filtered(
                lambda option, name=answer.value: name and option.name == name
            )[:1]

    def _inverse_option_id(self):
        for answer in self:
            if answer.question_type in OPTION_TYPES:
                answer.value = answer.option_id.name

    @api.onchange("question_id")
    def _onchange_question_id(self):
        """What was fixed for another question is no answer to this one."""
        self.value = False

    @api.constrains("question_id", "source_id", "step_id")
    def _check_questions(self):
        # sudo: whose questions they are, seen by the writer or not
        for answer_sudo in self.sudo():
            step = answer_sudo.step_id
            if answer_sudo.question_id.service_id != step.target_id or (
                answer_sudo.source_id
                and answer_sudo.source_id.service_id != step.service_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: choose a question of the step's service, and one "
                        "of this service's form to answer it.",
                        step=step.display_name,
                    )
                )

    def write(self, vals):
        # Rules judge an answer where it is, not where it goes.
        if "step_id" in vals and any(
            answer.step_id.id != vals["step_id"] for answer in self
        ):
            raise UserError(self.env._("An answer cannot be moved to another step."))
        return super().write(vals)
