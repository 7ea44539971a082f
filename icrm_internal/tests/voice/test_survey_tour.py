# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestSurveyTour(HttpCase, IcrmCommon):
    def test_officer_makes_an_own_survey_of_a_template(self):
        self.start_tour(
            "/odoo/internal-surveys", "icrm_officer_survey", login="icrm_officer"
        )
        survey = self.env["survey.survey"].search(
            [("title", "=", "How satisfied are you with IT?")]
        )
        self.assertEqual(survey.user_id, self.officer)
        self.assertFalse(survey.icrm_problems)
        self.assertEqual(
            survey.question_ids.mapped("icrm_measure"),
            ["item", "item", "item", "csat", False, "nps", "item"],
        )
        last = survey.question_ids[-1]
        self.assertEqual(last.title, "Do we keep our word?")
        self.assertTrue(last.constr_mandatory)
