# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_instrument import InstrumentCommon


@tagged("post_install", "-at_install")
class TestSurveyCoreBlock(HttpCase, InstrumentCommon):
    """Odoo's own ways of answering would store names: they do not lead to ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "icrm_survey_manager",
            "base.group_user,survey.group_survey_manager",
        )
        cls.both = new_test_user(
            cls.env,
            "icrm_survey_officer",
            "icrm_internal.group_icrm_officer,survey.group_survey_manager",
        )
        cls.survey = cls.env.ref("icrm_internal.survey_csat")
        # as somebody would who wants to open it to everybody
        cls.survey.access_mode = "public"
        cls.quiz = cls.env["survey.survey"].create(
            {
                "title": "Quiz",
                "access_mode": "public",
                "question_and_page_ids": [
                    (0, 0, {"title": "Capital?", "question_type": "char_box"})
                ],
            }
        )

    def _nothing_stored(self):
        self.assertFalse(
            self.env["survey.user_input"].search([("survey_id", "=", self.survey.id)])
        )

    def test_pages(self):
        token = self.survey.access_token
        for login in (None, "icrm_survey_manager", "icrm_survey_officer"):
            self.authenticate(login, login)
            for path in (
                f"/survey/start/{token}",
                f"/survey/test/{token}",
                f"/survey/print/{token}",
                f"/survey/{token}/x",
                f"/survey/retry/{token}/x",
                f"/survey/session/manage/{token}",
                f"/survey/results/{self.survey.id}",
                f"/s/{self.survey.session_code}",
            ):
                with self.subTest(path, login=login):
                    response = self.url_open(path)
                    self.assertNotIn(self.survey.title, response.text)
        self._nothing_stored()
        # the same routes lead to other surveys
        response = self.url_open(f"/survey/start/{self.quiz.access_token}")
        self.assertIn("Quiz", response.text)
        self.assertTrue(self.quiz.user_input_ids)

    def test_calls(self):
        token = self.survey.access_token
        self.authenticate("icrm_survey_officer", "icrm_survey_officer")
        for path in (
            f"/survey/begin/{token}/x",
            f"/survey/submit/{token}/x",
            f"/survey/next_question/{token}/x",
        ):
            with self.subTest(path):
                result = self.make_jsonrpc_request(path, {})
                self.assertEqual(result[1]["error"], "survey_wrong")
        result = self.make_jsonrpc_request(
            f"/survey/check_session_code/{self.survey.session_code}"
        )
        self.assertEqual(result["error"], "survey_wrong")
        self._nothing_stored()

    def test_methods(self):
        survey = self.survey.with_user(self.both)
        with self.assertRaisesRegex(UserError, "only be answered through a campaign"):
            survey._create_answer(user=self.both)
        with self.assertRaisesRegex(UserError, "only be answered through a campaign"):
            self.survey._create_answer(email="a@example.com", test_entry=True)
        answer = self.env["survey.user_input"].create({"survey_id": self.quiz.id})
        with self.assertRaisesRegex(UserError, "only be answered through a campaign"):
            answer.survey_id = self.survey
        with self.assertRaisesRegex(UserError, "sent by a campaign"):
            survey.action_send_survey()
        with self.assertRaisesRegex(UserError, "sent by a campaign"):
            self.env["survey.invite"].with_user(self.both).create(
                {"survey_id": survey.id, "emails": "a@example.com"}
            )
        with self.assertRaisesRegex(UserError, "live sessions"):
            survey.action_start_session()
        self.assertIn("/preview/", survey.action_test_survey()["url"])
        self._nothing_stored()
        quiz = self.quiz.with_user(self.both)
        self.assertEqual(quiz.action_send_survey()["res_model"], "survey.invite")
        self.assertIn("/survey/test/", quiz.action_test_survey()["url"])

    def test_odoos_survey_groups_keep_the_others(self):
        """A survey manager works as ever, and does not meet ours."""
        Survey = self.env["survey.survey"].with_user(self.manager)
        self.assertIn(self.quiz, Survey.search([]))
        self.assertFalse(Survey.search([("survey_type", "=", "icrm")]))
        for record in (
            self.survey,
            self.survey.question_ids[0],
            self.env.ref("icrm_internal.survey_kano_f1_1"),
        ):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.manager).write(
                    {"sequence": 3} if "sequence" in record._fields else {"color": 3}
                )
        own = Survey.create(
            {
                "title": "Own",
                "question_and_page_ids": [
                    (
                        0,
                        0,
                        {
                            "title": "Which?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [(0, 0, {"value": "This"})],
                        },
                    )
                ],
            }
        )
        own.question_ids.title = "Which one?"
        copy = own.copy()
        self.assertEqual(copy.question_ids.suggested_answer_ids.value, "This")
        self.assertFalse(copy.question_ids.suggested_answer_ids.icrm_value)
        (own | copy).unlink()

    def test_officer_meets_only_ours(self):
        found = self.Survey.search([])
        self.assertEqual(set(found.mapped("survey_type")), {"icrm"})
        with self.assertRaises(AccessError):
            self.quiz.with_user(self.officer).read(["title"])
        with self.assertRaises(UserError):
            self.Survey.create({"title": "Quiz"})
