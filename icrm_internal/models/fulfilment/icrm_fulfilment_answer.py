# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


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
    value = fields.Char(
        string="Always", size=250, help="If the answer is always the same."
    )

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
