# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .survey_question import PAIRED, SIDES

# Figures that are counted from one question.
SINGLE = ("csat", "nps", "ces")
# Nobody reads more at once, and most follow from the first.
SHOWN = 8
NEEDS_DIMENSION = ("servqual", "servperf", "weight")


class SurveySurvey(models.Model):
    """Whether a questionnaire can be counted: complete pairs, scales, weights.

    What a question says by itself is refused when it is saved; see ``survey.question``.
    What only the whole shows is a list of sentences while the survey is being made, and
    refused when a campaign wants to send it.
    """

    _inherit = "survey.survey"

    icrm_problems = fields.Text(
        string="To Be Completed",
        compute="_compute_icrm_problems",
        help="What keeps the survey from being sent.",
    )

    @api.depends(
        "survey_type",
        "question_and_page_ids.icrm_dimension_id",
        "question_and_page_ids.icrm_measure",
        "question_and_page_ids.icrm_pair",
        "question_and_page_ids.icrm_service_id",
        "question_and_page_ids.icrm_side",
        "question_and_page_ids.is_page",
        "question_and_page_ids.question_type",
        "question_and_page_ids.scale_max",
        "question_and_page_ids.scale_min",
        "question_and_page_ids.suggested_answer_ids.icrm_value",
        "question_and_page_ids.title",
    )
    def _compute_icrm_problems(self):
        for survey in self:
            survey.icrm_problems = (
                survey._icrm_list(survey._icrm_instrument_problems())
                if survey.survey_type == "icrm"
                else False
            )

    def _icrm_check_instrument(self):
        """Refuse surveys whose answers could not be counted.

        :raise ValidationError: one sentence a problem, each naming the question and
            what to do about it
        """
        for survey in self:
            if problems := survey._icrm_instrument_problems():
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” is not complete yet.\n%(problems)s",
                        survey=survey.title,
                        problems=survey._icrm_list(problems),
                    )
                )

    def _icrm_list(self, problems):
        shown = problems[:SHOWN]
        if len(problems) > SHOWN:
            shown.append(self.env._("And %s more.", len(problems) - SHOWN))
        return "\n".join(shown)

    def _icrm_instrument_problems(self):
        """Return the sentences that say what is missing, the most basic first."""
        self.ensure_one()
        if self.survey_type != "icrm":
            return [
                self.env._(
                    "“%(survey)s” is no survey of internal customers: make one under "
                    "Voice of the Customer.",
                    survey=self.title,
                )
            ]
        questions = self.question_ids
        if not questions:
            return [
                self.env._(
                    "“%(survey)s” asks nothing yet: add questions.", survey=self.title
                )
            ]
        alone = [question._icrm_problem() for question in questions]
        return [
            *filter(None, alone),
            *self._icrm_choice_problems(questions),
            *self._icrm_single_problems(questions),
            *self._icrm_dimension_problems(questions),
            *self._icrm_scale_problems(questions),
            *self._icrm_pair_problems(questions),
            *self._icrm_weight_problems(questions),
        ]

    def _icrm_choice_problems(self, questions):
        for question in questions:
            if question.question_type not in ("simple_choice", "multiple_choice"):
                continue
            values = question.suggested_answer_ids.mapped("icrm_value")
            if len(values) < 2:
                yield self.env._(
                    "“%(question)s” offers fewer than two choices: add some.",
                    question=question.title,
                )
            elif question.icrm_measure == "kano" and sorted(values) != [1, 2, 3, 4, 5]:
                yield self.env._(
                    "“%(question)s” needs five choices with the values 1 (I would like "
                    "it) to 5 (I would dislike it).",
                    question=question.title,
                )
            elif len(set(values)) < len(values):
                yield self.env._(
                    "“%(question)s” has two choices of the same value: give each its "
                    "own.",
                    question=question.title,
                )

    def _icrm_single_problems(self, questions):
        for measure in SINGLE:
            _first, *others = questions.filtered(
                lambda one, measure=measure: one.icrm_measure == measure
            ) or [None]
            for question in others:
                yield self.env._(
                    "“%(question)s” is the second question of this survey for "
                    "%(measure)s, which is counted from one: mark it as a single item.",
                    question=question.title,
                    measure=self._icrm_measure_name(measure),
                )

    def _icrm_dimension_problems(self, questions):
        for question in questions:
            if (
                question.icrm_measure in NEEDS_DIMENSION
                and not question.icrm_dimension_id
            ):
                yield self.env._(
                    "“%(question)s” belongs to no dimension: choose the one it is "
                    "about.",
                    question=question.title,
                )

    def _icrm_scale_problems(self, questions):
        """The items of one gap model have one scale; means of two would say nothing."""
        for measure in ("servqual", "servperf"):
            items = questions.filtered(
                lambda one, measure=measure: one.icrm_measure == measure
            )
            for question in items[1:]:
                first = items[0]
                scale = (question.scale_min, question.scale_max)
                if scale != (first.scale_min, first.scale_max):
                    yield self.env._(
                        "“%(question)s” has a scale from %(low)s to %(high)s, "
                        "“%(other)s” from %(min)s to %(max)s: give all questions of "
                        "%(measure)s the same.",
                        question=question.title,
                        low=scale[0],
                        high=scale[1],
                        other=first.title,
                        min=first.scale_min,
                        max=first.scale_max,
                        measure=self._icrm_measure_name(measure),
                    )

    def _icrm_pair_problems(self, questions):
        pairs = {}
        for question in questions:
            measure = question.icrm_measure
            if measure not in SIDES:
                continue
            if not question.icrm_side:
                yield self.env._(
                    "“%(question)s” does not say which side it asks for: choose "
                    "%(sides)s.",
                    question=question.title,
                    sides=self._icrm_side_names(SIDES[measure]),
                )
            elif measure in PAIRED and question.icrm_pair <= 0:
                yield self.env._(
                    "“%(question)s” belongs to no pair: give it and its counterpart the"
                    " same number.",
                    question=question.title,
                )
            elif measure in PAIRED:
                pair = pairs.setdefault((measure, question.icrm_pair), {})
                pair.setdefault(question.icrm_side, []).append(question)
        for (measure, _number), sides in pairs.items():
            yield from self._icrm_one_pair_problems(measure, sides)

    def _icrm_one_pair_problems(self, measure, sides):
        """Yield what is wrong with one pair, ``{side: [questions]}``."""
        everything = [one for questions in sides.values() for one in questions]
        for side in SIDES[measure]:
            asked = sides.get(side, [])
            if not asked:
                yield self.env._(
                    "“%(question)s” (pair %(pair)s) lacks its counterpart: add the "
                    "question with the side %(side)s and the same pair, or take this "
                    "one out.",
                    question=everything[0].title,
                    pair=everything[0].icrm_pair,
                    side=self._icrm_side_names([side]),
                )
            for question in asked[1:]:
                yield self.env._(
                    "“%(question)s” asks for the same side of pair %(pair)s as "
                    "“%(other)s”: give it a pair of its own, or take it out.",
                    question=question.title,
                    pair=question.icrm_pair,
                    other=asked[0].title,
                )
        first, *others = everything
        for question in others:
            if question.icrm_dimension_id != first.icrm_dimension_id:
                yield self.env._(
                    "“%(question)s” and “%(other)s” are one pair of two dimensions: "
                    "choose the same for both.",
                    question=question.title,
                    other=first.title,
                )
            if question.icrm_service_id != first.icrm_service_id:
                yield self.env._(
                    "“%(question)s” and “%(other)s” are one pair about two services: "
                    "choose the same for both.",
                    question=question.title,
                    other=first.title,
                )

    def _icrm_weight_problems(self, questions):
        weights = questions.filtered(lambda one: one.icrm_measure == "weight")
        if not weights:
            return
        items = questions.filtered(
            lambda one: one.icrm_measure in ("servqual", "servperf")
        )
        weighted = {}
        for question in weights.filtered("icrm_dimension_id"):
            dimension = question.icrm_dimension_id
            if dimension in weighted:
                yield self.env._(
                    "“%(question)s” asks for the points of %(dimension)s once more, as "
                    "“%(other)s” does: take one of them out.",
                    question=question.title,
                    dimension=dimension.name,
                    other=weighted[dimension].title,
                )
            elif items and dimension not in items.icrm_dimension_id:
                yield self.env._(
                    "“%(question)s” gives points to %(dimension)s, of which nothing is "
                    "asked: take it out, or ask about it.",
                    question=question.title,
                    dimension=dimension.name,
                )
            weighted.setdefault(dimension, question)
        for dimension in items.icrm_dimension_id:
            if dimension not in weighted:
                yield self.env._(
                    "“%(question)s” and the others share out 100 points, but none are "
                    "for %(dimension)s: add a question for its points.",
                    question=weights[0].title,
                    dimension=dimension.name,
                )

    def _icrm_measure_name(self, measure):
        field = self.env["survey.question"]._fields["icrm_measure"]
        return dict(field._description_selection(self.env))[measure]

    def _icrm_side_names(self, sides):
        field = self.env["survey.question"]._fields["icrm_side"]
        names = dict(field._description_selection(self.env))
        return ", ".join(f"“{names[side]}”" for side in sides)
