# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.icrm_internal.tests.request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestJourney(RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.env["icrm.journey"].create(
            {
                "name": "My first month",
                "department_id": cls.it.id,
                "owner_id": cls.it_head.id,
            }
        )

    def _points(self, *scores, **values):
        """Add touch points judged by hand."""
        self.journey.touchpoint_ids = [
            Command.create(
                {
                    "sequence": 10 * place,
                    "name": f"Point {place}",
                    "stage": "Before" if place < 2 else "After",
                    "manual_score": score,
                    **values,
                }
            )
            for place, score in enumerate(scores)
        ]

    def _rate(self, *scores):
        """Somebody else gives each of *scores*."""
        Rating = self.env["icrm.request.rating"]
        for score in scores:
            employee = self.env["hr.employee"].create(
                {"name": "Rater", "department_id": self.finance.id}
            )
            Rating.create(
                {
                    "ticket_id": self.request().id,
                    "score": score,
                    "customer_id": employee.icrm_customer_ids.id,
                    "service_id": self.service.id,
                    "company_id": self.company.id,
                }
            )

    def test_remembered_by_peak_and_end(self):
        self._points(4, 1.5, 3, 4.5)
        self.assertAlmostEqual(self.journey.peak_end, 3)
        curve = self.journey.curve
        self.assertEqual([node["is_top"] for node in curve["nodes"]].index(True), 1)
        self.assertEqual(curve["stages"], [["Before", 2], ["After", 2]])
        self.assertIn("3.0 of 5", curve["sentences"][0])

    def test_one_point_is_not_named_twice(self):
        """A peak that is the end is named once, and the low point beside it."""
        self._points(4, 2, 4.5, 5)
        first, second = self.journey.curve["sentences"][:2]
        self.assertEqual(first.count("Point 3"), 1)
        self.assertIn("is the peak", first)
        self.assertEqual(second, "Low point: “Point 1” (2.0).")

    def test_low_point_that_is_named_already(self):
        for scores, points in (((4, 1, 5), "Point 1"), ((4, 5, 3), "Point 2")):
            self.journey.touchpoint_ids.unlink()
            self._points(*scores)
            sentences = self.journey.curve["sentences"]
            self.assertIn(points, sentences[0])
            self.assertNotIn("Low point", " ".join(sentences))

    def test_without_touch_points(self):
        self.assertFalse(self.journey.has_peak_end)
        self.assertEqual(self.journey.curve["nodes"], [])
        with self.assertRaisesRegex(UserError, "no touch points"):
            self.journey.action_publish()

    def test_the_curve_tells_of_pain_and_plan(self):
        self._points(2)
        self.journey.touchpoint_ids.write(
            {"pain_point": "Nobody answers", "plan": "A call"}
        )
        (node,) = self.journey.curve["nodes"]
        self.assertEqual(
            (node["pain_point"], node["plan"]), ("Nobody answers", "A call")
        )

    def test_ratings_are_shown_from_five_on(self):
        self._points(3, source="rating", service_id=self.service.id)
        point = self.journey.touchpoint_ids
        self.assertEqual(point.department_id, self.it)
        self._rate(5, 5, 5, 1)
        self.env.invalidate_all()
        self.assertFalse(point.has_score)
        self.assertIsNone(self.journey.curve["nodes"][0]["score"])
        self._rate(1)
        self.env.invalidate_all()
        self.assertAlmostEqual(point.score, 17 / 5)
        self.assertEqual(point.score_response_count, 5)

    def test_moments_of_truth_that_fall_short(self):
        self._points(2, 4, is_moment_of_truth=True, expected="4")
        self.assertEqual(self.journey.weak_count, 1)
        self.assertIn("Point 0", self.journey.curve["sentences"][1])
        self.assertNotIn("Point 1", self.journey.curve["sentences"][1])

    def test_queries_do_not_grow(self):
        self._points(3, source="rating", service_id=self.service.id)
        self._points(3, source="survey")

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.journey.read(["curve", "peak_end"])
            return self.env.cr.sql_log_count - before

        few = count()
        self._points(*[3] * 8, source="rating", service_id=self.service.id)
        self._points(*[3] * 8, source="survey", department_id=self.it.id)
        self.assertLessEqual(count(), few + 1)

    def test_out_of_range(self):
        for score in (0, 5.5):
            with (
                self.subTest(score=score),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._points(score)
                self.env.flush_all()
        # Not a number fails before it is stored: it cannot be rounded.
        with self.assertRaises(ValueError):
            self._points(float("nan"))

    # -- survey results ----------------------------------------------------------------
    def _result(self, campaign, score, n=10):
        """Release a result: *n* respondents with *score* (0..100) about the service."""
        subject = campaign.subject_ids or self.env["icrm.campaign.subject"].create(
            {
                "campaign_id": campaign.id,
                "department_id": self.it.id,
                "service_id": self.service.id,
            }
        )
        group = self.env["icrm.campaign.group"].create(
            {
                "campaign_id": campaign.id,
                "subject_id": subject.id,
                "name": "x",
                "respondent_count": n,
            }
        )
        return self.env["icrm.result"].create(
            {
                "campaign_id": campaign.id,
                "company_id": self.company.id,
                "date": campaign.closes_on,
                "subject_id": subject.id,
                "department_id": self.it.id,
                "service_id": self.service.id,
                "group_id": group.id,
                "level": "question",
                "measure": "csat",
                "has_average": True,
                "response_count": n,
                "total": 4.0 * n,
                "squares": 16.0 * n,
                "score_total": score * n,
                "score": score,
                "average": 4,
            }
        )

    def _campaign(self, day):
        survey = self.env["survey.survey"].create(
            {"title": "How are we?", "survey_type": "icrm"}
        )
        return self.env["icrm.campaign"].create(
            {"name": day, "survey_id": survey.id, "closes_on": day, "about": "services"}
        )

    def _store(self, campaigns, **values):
        """Set what else only the course of a campaign sets."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE icrm_campaign SET %s = %s WHERE id IN %s",
                    SQL.identifier(name),
                    value,
                    tuple(campaigns.ids),
                )
            )
        self.env.invalidate_all()

    def test_survey_results_that_were_released_to_the_reader(self):
        old = self._campaign("2026-01-31")
        new = self._campaign("2026-06-30")
        self._result(old, 10)
        self._result(new, 50)
        self._result(new, 100, n=30)
        self._store(old | new, state="published", visibility="everybody")
        self._points(3, source="survey", service_id=self.service.id)
        self.journey.action_publish()
        point = self.journey.touchpoint_ids.with_user(self.staff)
        self.assertAlmostEqual(point.score, 1 + 87.5 / 25)
        self.assertEqual(point.score_response_count, 40)
        self._store(new, visibility="officers")
        self.assertAlmostEqual(point.score, 1 + 10 / 25, msg="the newest one may see")
        self.assertAlmostEqual(point.with_user(self.officer).score, 4.5)
        self._store(old, visibility="officers")
        self.assertFalse(point.has_score)

    # -- who ---------------------------------------------------------------------------
    def test_staff_reads_what_is_published(self):
        self._points(3)
        mine = self.journey.with_user(self.staff)
        with self.assertRaises(AccessError):
            mine.read(["curve"])
        self.journey.with_user(self.it_head).action_publish()
        self.assertEqual(len(mine.curve["nodes"]), 1)
        self.assertFalse(mine.curve["can_edit"])
        for attempt in (
            lambda: mine.write({"name": "x"}),
            mine.action_draft,
            lambda: mine.touchpoint_ids.write({"manual_score": 5}),
            lambda: self.journey.with_user(self.finance_head).unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_nobody_gives_a_journey_away(self):
        with self.assertRaises(AccessError):
            self.journey.with_user(self.it_head).department_id = self.finance

    def test_a_planned_peak_becomes_an_improvement(self):
        self._points(3, plan="A letter by hand", department_id=self.finance.id)
        point = self.journey.touchpoint_ids.with_user(self.it_head)
        point.action_start_improvement()
        self.env.invalidate_all()
        self.assertEqual(point.improvement_count, 1)
        improvement = self.env["icrm.improvement"].search(
            [("origin", "=", "journey")], limit=1, order="id desc"
        )
        self.assertEqual(improvement.name, "A letter by hand")
        self.assertEqual(improvement.department_id, self.finance)
