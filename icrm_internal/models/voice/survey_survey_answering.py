# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import ValidationError

from .survey_question_answering import SCORED, TEXTS

POINTS = 100


class SurveySurvey(models.Model):
    """A sheet as a whole: what was answered to all questions about one subject."""

    _inherit = "survey.survey"

    def _icrm_read_sheet(self, raw):
        """Check a sheet; return ``(scores, texts, problems)``, keyed by question id.

        :param raw: ``{question id: answer}``; see ``survey.question._icrm_read``
        :return: problems are sentences naming their question; 0 is the whole sheet's
        """
        self.ensure_one()
        questions = self._icrm_get_questions()
        if not isinstance(raw, dict) or set(raw) - set(questions.ids):
            return {}, {}, {0: self.env._("A question is not of this survey.")}
        scores, texts, problems = {}, {}, {}
        for question in questions:
            try:
                value = question._icrm_read(raw.get(question.id))
            except ValidationError as error:
                problems[question.id] = self.env._(
                    "“%(question)s”: %(problem)s",
                    question=question.title,
                    problem=error.args[0],
                )
                continue
            if value is None:
                continue
            if question.question_type in TEXTS:
                texts[question.id] = value
            else:
                scores[question.id] = value
        if not problems:
            problems = self._icrm_check_weights(questions, scores)
        return scores, texts, problems

    def _icrm_get_questions(self):
        """Return the questions a page can ask, in order."""
        return self.question_ids.filtered(
            lambda question: question.question_type in (*SCORED, *TEXTS)
        )

    def _icrm_check_weights(self, questions, scores):
        """The points of all dimensions are shared out to the last one."""
        weights = questions.filtered(lambda one: one.icrm_measure == "weight")
        given = {one.id: scores[one.id] for one in weights if one.id in scores}
        if not given:
            return {}
        for question in weights:
            points = given.get(question.id, 0)
            if not 0 <= points <= POINTS:
                return {
                    question.id: self.env._(
                        "“%(question)s”: give 0 to 100 points.", question=question.title
                    )
                }
            scores[question.id] = points
        total = sum(given.values())
        if abs(total - POINTS) > 0.01:
            return {
                weights[0].id: self.env._(
                    "“%(question)s” and the others share out 100 points; yours add up "
                    "to %(total)s.",
                    question=weights[0].title,
                    total=f"{total:g}",
                )
            }
        return {}
