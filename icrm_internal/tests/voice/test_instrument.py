# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import IcrmCommon


class InstrumentCommon(IcrmCommon):
    """An officer without any right of Odoo's own surveys, and a survey of hers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.speed = cls.env.ref("icrm_internal.icrm_dimension_speed")
        cls.trust = cls.env.ref("icrm_internal.icrm_dimension_trust")
        cls.Survey = cls.env["survey.survey"].with_user(cls.officer)

    def _survey(self, *questions):
        return self.Survey.create(
            {
                "title": "How are we doing?",
                "survey_type": "icrm",
                "question_and_page_ids": [
                    Command.create({"sequence": place, **values})
                    for place, values in enumerate(questions)
                ],
            }
        )

    def _scale(self, title, measure, low=1, high=5, **values):
        return {
            "title": title,
            "question_type": "scale",
            "scale_min": low,
            "scale_max": high,
            "icrm_measure": measure,
            **values,
        }

    def _pair(self, number, dimension=None, **values):
        return [
            self._scale(
                f"{side} {number}",
                "servqual",
                icrm_side=side,
                icrm_pair=number,
                icrm_dimension_id=(dimension or self.speed).id,
                **values,
            )
            for side in ("expectation", "perception")
        ]


@tagged("post_install", "-at_install")
class TestInstrument(InstrumentCommon):
    """What cannot be counted is refused with a sentence that names the question."""

    def _refused(self, survey, *words):
        """The editor shows what is missing, and the survey cannot be sent."""
        with self.assertRaises(ValidationError) as caught:
            survey.action_icrm_send()
        for word in words:
            self.assertIn(word, str(caught.exception))
            self.assertIn(word, survey.icrm_problems)

    def test_complete(self):
        survey = self._survey(
            *self._pair(1),
            *self._pair(2, self.trust),
            self._scale("All in all?", "csat"),
            {"title": "What else?", "question_type": "text_box"},
        )
        self.assertFalse(survey.icrm_problems)
        action = survey.action_icrm_send()
        self.assertEqual(action["context"]["default_survey_id"], survey.id)
        self.assertEqual(
            survey.question_ids.mapped("constr_mandatory"), [True] * 5 + [False]
        )
        self.assertEqual(survey.icrm_measures, "SERVQUAL, Satisfaction (CSAT)")
        found = self.Survey.search([("icrm_measures", "ilike", "servqual")])
        self.assertIn(survey, found)

    def test_nothing_asked(self):
        self._refused(self._survey(), "has no questions")

    def test_expectation_without_perception(self):
        self._refused(
            self._survey(*self._pair(1), self._pair(2)[0]),
            "“expectation 2”",
            "“Perception”",
        )

    def test_functional_without_dysfunctional(self):
        question = self._scale("With it?", "kano", icrm_side="functional", icrm_pair=1)
        self._refused(self._survey(question), "“With it?”", "“Feature absent”")

    def test_three_of_a_pair(self):
        self._refused(
            self._survey(*self._pair(1), self._pair(1)[1]), "the same side of pair 1"
        )

    def test_no_side_and_no_pair(self):
        sideless, pairless = self._pair(1)
        sideless["icrm_side"] = False
        pairless["icrm_pair"] = 0
        self._refused(
            self._survey(sideless, pairless), "needs a side", "needs a pair number"
        )

    def test_pair_of_two_dimensions(self):
        first, second = self._pair(1)
        second["icrm_dimension_id"] = self.trust.id
        self._refused(self._survey(first, second), "choose the same dimension")

    def test_pair_about_two_services(self):
        pair = [
            self._scale(side, "kano", icrm_side=side, icrm_pair=1)
            for side in ("functional", "dysfunctional")
        ]
        pair[0]["icrm_service_id"] = self.service.id
        self._refused(self._survey(*pair), "choose the same service")

    def test_dimension_missing(self):
        pair = self._pair(1)
        for question in pair:
            question["icrm_dimension_id"] = False
        self._refused(self._survey(*pair), "“perception 1” needs a dimension")

    def test_two_scales_of_one_model(self):
        first, second = self._pair(1)
        second["scale_max"] = 7
        self._refused(self._survey(first, second), "“perception 1”", "from 1 to 7")

    def test_a_second_overall_figure(self):
        self._refused(
            self._survey(self._scale("One?", "csat"), self._scale("Two?", "csat")),
            "“Two?” is a second",
        )

    def test_weights_incomplete(self):
        weight = {
            "title": "Points for speed",
            "question_type": "numerical_box",
            "icrm_measure": "weight",
            "icrm_dimension_id": self.speed.id,
        }
        self._refused(
            self._survey(*self._pair(1), *self._pair(2, self.trust), weight),
            "points question for Trust",
        )
        self._refused(
            self._survey(*self._pair(1), weight, {**weight, "title": "Again"}),
            "“Again” duplicates",
        )
        other = {**weight, "title": "T", "icrm_dimension_id": self.trust.id}
        self._refused(
            self._survey(*self._pair(1), weight, other), "which has no questions"
        )

    def test_choices(self):
        kano = {
            "title": "With it?",
            "question_type": "simple_choice",
            "icrm_measure": "kano",
            "icrm_side": "functional",
            "icrm_pair": 1,
            "suggested_answer_ids": [
                Command.create({"value": value}) for value in ("Like", "Dislike")
            ],
        }
        survey = self._survey(kano)
        self.assertEqual(
            survey.question_ids.suggested_answer_ids.mapped("icrm_value"), [1, 2]
        )
        self._refused(survey, "needs five choices")
        choice = {**kano, "icrm_measure": "item", "icrm_side": False}
        survey = self._survey({**choice, "suggested_answer_ids": []})
        self._refused(survey, "at least two choices")
        survey = self._survey(choice)
        survey.question_ids.suggested_answer_ids.icrm_value = 3
        self._refused(survey, "two choices of the same value")

    def test_many_problems_are_not_all_shown(self):
        questions = [self._pair(number)[0] for number in range(1, 13)]
        survey = self._survey(*questions)
        self.assertIn("And 4 more.", survey.icrm_problems)

    def test_refused_when_saved(self):
        """A question that says something impossible by itself is not even stored."""
        survey = self._survey()
        for words, values in (
            ("requires 0 to 10", self._scale("Q?", "nps", 1, 5)),
            ("requires 1 to 5", self._scale("Q?", "csat", 1, 7)),
            ("requires 1 to 7", self._scale("Q?", "ces", 1, 5)),
            ("requires 1 to 5", self._scale("Q?", "kano", 0, 5)),
            (
                "cannot be counted",
                {"question_type": "text_box", "icrm_measure": "item"},
            ),
            ("cannot be counted", {"question_type": "scale", "icrm_measure": "weight"}),
            ("unsupported type", {"question_type": "datetime"}),
            ("asks who answers", {"question_type": "char_box", "save_as_nickname": 1}),
            ("asks who answers", {"question_type": "char_box", "validation_email": 1}),
            ("comment field", {"comments_allowed": True}),
            ("time limit", {"is_time_limited": True, "time_limit": 5}),
            ("does not use", self._scale("Q?", "csat", icrm_side="expectation")),
        ):
            with self.subTest(words), self.assertRaises(ValidationError) as caught:
                self.env["survey.question"].with_user(self.officer).create(
                    {"title": "Q?", "survey_id": survey.id, **values}
                )
            self.assertIn(words, str(caught.exception))
            self.assertIn("“Q?”", str(caught.exception))

    def test_condition(self):
        """A question may depend on an answer, if its figure is its own."""
        survey = self._survey(
            {
                "title": "First?",
                "question_type": "simple_choice",
                "suggested_answer_ids": [
                    Command.create({"value": value}) for value in ("Yes", "No")
                ],
            },
            {"title": "Then?", "question_type": "text_box"},
            self._scale("All in all?", "csat"),
            *self._pair(1),
        )
        first, then, csat, perception = survey.question_ids[:4]
        yes = first.suggested_answer_ids[0]
        for question in (csat, perception):
            with self.assertRaises(ValidationError) as caught:
                question.triggering_answer_ids = yes
            self.assertIn("“Single item” or none", str(caught.exception))
        then.triggering_answer_ids = yes
        self.assertFalse(survey.icrm_problems)
        then.sequence = -1
        self._refused(survey, "“Then?” depends on “First?”: move it below")
        copied = survey._icrm_copy(lambda one: one.title).question_ids
        self.assertEqual(
            copied.triggering_answer_ids.question_id,
            copied.filtered(lambda question: question.title == "First?"),
        )

    def test_matrix(self):
        matrix = {
            "title": "How good are",
            "question_type": "matrix",
            "icrm_measure": "item",
            "suggested_answer_ids": [
                Command.create({"value": value}) for value in ("Poor", "Fair", "Good")
            ],
        }
        survey = self._survey(matrix)
        question = survey.question_ids
        self.assertEqual(question.suggested_answer_ids.mapped("icrm_value"), [1, 2, 3])
        self._refused(survey, "“How good are” needs at least one row")
        question.matrix_row_ids = [Command.create({"value": "Printers"})]
        self.assertFalse(survey.icrm_problems)

    def test_refused_of_the_whole(self):
        for words, values in (
            ("scoring", {"scoring_type": "scoring_with_answers"}),
            ("scoring", {"certification": True}),
            ("time limit", {"is_time_limited": True}),
            ("participant limits", {"users_login_required": True}),
            ("to everyone", {"questions_selection": "random"}),
            ("live sessions", {"session_state": "ready"}),
        ):
            survey = self._survey()
            with self.subTest(words), self.assertRaises(ValidationError) as caught:
                survey.write(values)
            self.assertIn(words, str(caught.exception))

    def test_a_survey_keeps_its_type(self):
        with self.assertRaisesRegex(UserError, "cannot change"):
            self._survey().survey_type = "survey"
        other = self.env["survey.survey"].create({"title": "Quiz"})
        with self.assertRaisesRegex(UserError, "cannot change"):
            other.survey_type = "icrm"
        with self.assertRaisesRegex(ValidationError, "can have a measure"):
            self.env["survey.question"].create(
                {"survey_id": other.id, **self._scale("Q?", "nps", 0, 10)}
            )

    def test_what_was_sent_stays(self):
        survey = self._survey(
            {
                "title": "Which?",
                "question_type": "simple_choice",
                "icrm_measure": "item",
                "suggested_answer_ids": [
                    Command.create({"value": value}) for value in "ab"
                ],
            }
        )
        question = survey.question_ids
        campaign = self.env["icrm.campaign"].create(
            {"name": "Spring", "survey_id": survey.id}
        )
        question.title = "Still a draft"
        self.env.flush_all()
        # as if it had been opened; how is the campaign's own matter
        self.env.cr.execute(
            "UPDATE icrm_campaign SET state = 'open', active = FALSE WHERE id = %s",
            [campaign.id],
        )
        self.env.invalidate_all()
        self.assertTrue(survey.icrm_is_locked)
        changes = {
            "title": lambda: survey.write({"title": "Other"}),
            "add": lambda: question.copy({"survey_id": survey.id}),
            "question": lambda: question.write({"title": "Other?"}),
            "translation": lambda: question.update_field_translations(
                "title", {"en_US": "Other?"}
            ),
            "take out": lambda: question.unlink(),
            "choice": lambda: question.suggested_answer_ids[0].write({"value": "c"}),
            "new choice": lambda: self.env["survey.question.answer"].create(
                {"question_id": question.id, "value": "c"}
            ),
            "new row": lambda: self.env["survey.question.answer"].create(
                {"matrix_question_id": question.id, "value": "c"}
            ),
            "no choice": lambda: question.suggested_answer_ids[0].unlink(),
            "move in": lambda: self._survey({"title": "Q?"}).question_ids.write(
                {"survey_id": survey.id}
            ),
            "delete": lambda: survey.unlink(),
        }
        for what, change in changes.items():
            with self.subTest(what), self.assertRaisesRegex(UserError, "New Version"):
                change()
        survey.user_id = self.admin_user
        survey.action_archive()
        action = survey.action_icrm_new_version()
        new = self.Survey.browse(action["res_id"])
        self.assertEqual(new.title, "How are we doing? (new version)")
        new.question_ids.title = "Which one?"
        self.assertEqual(question.title, "Still a draft")
