# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SurveyQuestionAnswer(models.Model):
    """A choice, and what it counts."""

    _inherit = "survey.question.answer"

    icrm_value = fields.Integer(
        string="Value",
        help="Value of the answer; KANO uses 1 (like) to 5 (dislike). Leave empty to "
        "number choices.",
    )

    _icrm_value_check = models.Constraint(
        "CHECK (icrm_value BETWEEN 0 AND 1000)",
        "The value of a choice must be between 0 and 1,000.",
    )

    def _icrm_surveys(self):
        return (self.question_id | self.matrix_question_id).survey_id

    @api.model_create_multi
    def create(self, vals_list):
        """Number the choices of our surveys that are given no value."""
        questions = self.env["survey.question"].browse(
            {vals["question_id"] for vals in vals_list if vals.get("question_id")}
        )
        rows = questions.browse(
            {
                vals["matrix_question_id"]
                for vals in vals_list
                if vals.get("matrix_question_id")
            }
        )
        (questions | rows).survey_id._icrm_refuse_change()
        last = {
            question.id: max(question.suggested_answer_ids.mapped("icrm_value") or [0])
            for question in questions
            if question._icrm_is_ours()
        }
        for vals in vals_list:
            question_id = vals.get("question_id")
            if question_id not in last:
                continue
            if not vals.get("icrm_value"):
                vals["icrm_value"] = last[question_id] + 1
            last[question_id] = max(last[question_id], vals["icrm_value"])
        return super().create(vals_list)

    def write(self, vals):
        surveys = self._icrm_surveys()
        for name in ("question_id", "matrix_question_id"):
            if vals.get(name):
                surveys |= self.env["survey.question"].browse(vals[name]).survey_id
        surveys._icrm_refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_icrm_in_use(self):
        self._icrm_surveys()._icrm_refuse_change()

    def _update_field_translations(self, *args, **kwargs):
        self._icrm_surveys()._icrm_refuse_change()
        return super()._update_field_translations(*args, **kwargs)
