# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from random import Random

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .counted_common import CountedCommon


@tagged("post_install", "-at_install")
class TestResults(CountedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey, cls.ids = cls._survey(
            [
                *cls._pairs(cls.reliability, (1, 2)),
                *cls._pairs(cls.empathy, (3,)),
                cls._question("csat", icrm_measure="csat"),
                cls._question("nps", icrm_measure="nps"),
                cls._question("ces", icrm_measure="ces"),
                {"title": "text", "question_type": "text_box"},
            ]
        )
        cls.random = Random(6)
        cls.campaign = cls._campaign(cls.survey, [cls.it, cls.finance])
        cls.about_it, cls.about_finance = cls.campaign.subject_ids
        cls.responses = [
            *(cls._sheet(cls.about_it, cls.large) for _one in range(9)),
            *(cls._sheet(cls.about_it, cls.small_a) for _one in range(2)),
            *(cls._sheet(cls.about_it, cls.small_b) for _one in range(3)),
            *(cls._sheet(cls.about_finance, cls.large) for _one in range(4)),
        ]
        cls._count(
            cls.campaign,
            list(cls.responses),
            [(cls.about_it, cls.ids["text"], f"Text {n}") for n in range(8)]
            + [(cls.about_finance, cls.ids["text"], "Alone")],
        )

    @classmethod
    def _sheet(cls, subject, department):
        answers = {cls.ids["csat"]: cls.random.randint(1, 5)}
        answers |= {cls.ids["nps"]: cls.random.randint(0, 10)}
        answers |= {cls.ids["ces"]: cls.random.randint(1, 7)}
        for title, question in cls.ids.items():
            if title.startswith(("perception", "expectation")):
                answers[question] = cls.random.randint(1, 7)
        return subject, department, answers

    def _results(self, user, **filters):
        return self.campaign.with_user(user).get_results(filters)

    def _mean(self, title, responses):
        values = [answers[self.ids[title]] for _s, _d, answers in responses]
        return sum(values) / len(values)

    # -- figures ----------------------------------------------------------------------

    def test_the_figures(self):
        found = self._results(self.officer)
        counted = self.responses[:14]
        self.assertEqual(
            found["subjects"],
            [
                {"id": self.about_it.id, "name": self.about_it.display_name, "n": 14},
                {
                    "id": self.about_finance.id,
                    "name": self.about_finance.display_name,
                    "n": None,
                },
            ],
        )
        self.assertEqual(
            [(group["name"], group["n"]) for group in found["groups"]],
            [("Large", 9), ("Small A, Small B", 5)],
        )
        self.assertEqual(
            found["withheld"],
            {
                "subjects": [self.about_finance.display_name],
                "groups": 2,
                "sheets": 4,
            },
        )
        self.assertEqual(found["scale"], [1, 7])
        reliability, empathy = found["dimensions"]
        self.assertEqual(
            [reliability["code"], empathy["code"]], ["reliability", "empathy"]
        )
        seen = (
            self._mean("perception 1", counted) + self._mean("perception 2", counted)
        ) / 2
        wished = (
            self._mean("expectation 1", counted) + self._mean("expectation 2", counted)
        ) / 2
        self.assertEqual(reliability["n"], 14)
        self.assertAlmostEqual(reliability["perception"], seen)
        self.assertAlmostEqual(reliability["gap"], seen - wished)
        self.assertAlmostEqual(reliability["score"], 100 * (seen - 1) / 6)
        self.assertEqual(len(reliability["items"]), 2)
        self.assertAlmostEqual(
            reliability["items"][1]["expectation"], self._mean("expectation 2", counted)
        )
        self.assertAlmostEqual(
            found["overall"]["servqual"]["value"],
            (reliability["gap"] + empathy["gap"]) / 2,
        )
        self.assertLess(
            found["overall"]["servqual"]["low"], found["overall"]["servqual"]["value"]
        )
        self.assertAlmostEqual(
            found["overall"]["ces"]["value"], self._mean("ces", counted)
        )
        satisfied = [a[self.ids["csat"]] >= 4 for _s, _d, a in counted]
        self.assertAlmostEqual(
            found["overall"]["csat"]["value"], 100 * sum(satisfied) / 14
        )
        self.assertEqual(found["comments"], 8)
        self.assertEqual({driver["n"] for driver in found["drivers"]}, {14})
        for driver in found["drivers"]:
            for figure in ("importance", "performance"):
                self.assertLessEqual(driver[f"{figure}_low"], driver[figure])
                self.assertLessEqual(driver[figure], driver[f"{figure}_high"])
        nps = found["overall"]["nps"]
        self.assertEqual(nps["promoters"] + nps["passives"] + nps["detractors"], 14)
        for dimension in found["dimensions"]:
            self.assertEqual(
                dimension["alpha_low"],
                dimension["alpha"] is not None and dimension["alpha"] < 0.7,
            )
        spread = next(item for item in found["items"] if item["measure"] == "nps")
        self.assertEqual(len(spread["counts"]), 11)
        self.assertEqual(sum(count["n"] for count in spread["counts"]), 14)

    def test_compared_with_the_whole_and_a_value_from_outside(self):
        group = self.campaign.group_ids.filtered(lambda group: group.name == "Large")
        whole = self._results(self.officer)
        self.assertIsNone(whole["overall"]["csat"]["company"])
        self.assertIsNone(whole["overall"]["csat"]["external"])
        self.campaign.with_user(self.officer).write(
            {
                "benchmark_measure": "csat",
                "benchmark_value": 81.5,
                "benchmark_source": "Industry survey 2026",
            }
        )
        part = self._results(self.officer, group_ids=group.ids)
        csat = part["overall"]["csat"]
        self.assertEqual(csat["company"]["value"], whole["overall"]["csat"]["value"])
        self.assertEqual(
            csat["external"], {"value": 81.5, "source": "Industry survey 2026"}
        )
        self.assertIsNone(part["overall"]["nps"]["external"])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.campaign.with_user(self.officer).benchmark_source = " "
            self.env.flush_all()

    def test_no_benchmark_that_breaks_the_page(self):
        """JSON of NaN is read by no browser."""
        for value in (float("nan"), float("inf"), 1e9):
            with (
                self.subTest(value),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.campaign.with_user(self.officer).benchmark_value = value
                self.env.flush_all()

    def test_people_are_not_ratings(self):
        whole = self._results(self.officer)
        self.assertEqual(whole["people"], self.campaign.response_count)
        about_it = self._results(self.officer, subject_ids=self.about_it.ids)
        self.assertEqual(about_it["people"], 14)

    def test_a_group_alone(self):
        group = self.campaign.group_ids.filtered(lambda group: group.name == "Large")
        found = self._results(self.officer, group_ids=group.ids)
        self.assertEqual(found["overall"]["csat"]["n"], 9)
        self.assertAlmostEqual(
            found["overall"]["ces"]["value"], self._mean("ces", self.responses[:9])
        )

    def test_previous_wave(self):
        wave = self._campaign(
            self.survey,
            [self.it],
            previous_id=self.campaign.id,
            series_id=self.campaign.id,
        )
        self._count(
            wave,
            [
                (wave.subject_ids, department, answers)
                for _subject, department, answers in self.responses[:14]
            ],
        )
        found = wave.with_user(self.officer).get_results()
        self.assertEqual(found["campaign"]["previous"]["id"], self.campaign.id)
        self.assertEqual(
            [point["campaign_id"] for point in found["trend"]],
            [self.campaign.id, wave.id],
        )
        first = found["dimensions"][0]
        self.assertAlmostEqual(first["previous"]["gap"], first["gap"])
        # the same group of the wave before
        group = wave.group_ids.filtered(lambda group: group.name == "Large")
        found = wave.with_user(self.officer).get_results({"group_ids": group.ids})
        self.assertEqual(found["overall"]["nps"]["previous"]["n"], 9)

    def test_statements(self):
        """As many for a hundred groups as for two; the officer, ready caches."""
        self._results(self.officer)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self._results(self.officer)

    # -- who may see it ----------------------------------------------------------------

    def test_before_publishing_the_office_only(self):
        self.env.cr.execute(
            "UPDATE icrm_campaign SET state = 'closed' WHERE id = %s", self.campaign.ids
        )
        self.campaign.invalidate_recordset()
        self.assertTrue(self._results(self.officer)["dimensions"])
        for user in (self.it_head, self.staff, self.desk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._results(user)

    def test_heads_see_their_own_department(self):
        found = self._results(self.it_head)
        self.assertEqual(
            [subject["id"] for subject in found["subjects"]], self.about_it.ids
        )
        self.assertEqual(found["withheld"]["sheets"], 0)
        found = self._results(self.finance_head)
        self.assertEqual(
            [subject["id"] for subject in found["subjects"]], self.about_finance.ids
        )
        self.assertEqual((found["dimensions"], found["comments"]), ([], None))
        with self.assertRaises(UserError):
            self._results(self.finance_head, subject_ids=self.about_it.ids)
        for user in (self.staff, self.agent, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._results(user)

    def test_what_filters_may_name(self):
        other = self._campaign(self.survey, [self.it])
        for filters in (
            {"subject_ids": other.subject_ids.ids},
            {"subject_ids": "all"},
            {"subject_ids": [True]},
            {"group_ids": [0]},
            {"date": "2026-01-01"},
            [1],
        ):
            with self.subTest(filters=filters), self.assertRaises(UserError):
                self.campaign.with_user(self.officer).get_results(filters)

    def test_nobody_reads_answers(self):
        for user in (self.officer, self.admin_user, self.auditor, self.it_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["icrm.answer"].with_user(user).search([])

    # -- what is left behind -----------------------------------------------------------

    def test_what_fell_short_is_nowhere(self):
        self.assertFalse(
            self.env["icrm.answer"].search([("subject_id", "=", self.about_finance.id)])
        )
        self.assertFalse(
            self.env["icrm.comment"].search(
                [("subject_id", "=", self.about_finance.id)]
            )
        )
        self.assertFalse(
            self.env["icrm.result"].search([("subject_id", "=", self.about_finance.id)])
        )

    def test_facts_have_no_order_and_no_person(self):
        answers = self.env["icrm.answer"].search(
            [("campaign_id", "=", self.campaign.id)], order="id"
        )
        self.assertEqual(len(answers), 14)
        self.assertFalse(answers.participant_id)
        self.assertEqual(
            {str(day) for day in answers.mapped("day")}, {str(fields.Date.today())}
        )
        written = [row.scores for row in answers]
        given = [
            {str(key): value for key, value in row.items()}
            for _subject, _department, row in self.responses[:14]
        ]
        self.assertCountEqual(written, given)
        self.assertNotEqual(written, given, "in the order they came in")

    def test_counted_once(self):
        with self.assertRaises(UserError):
            self._count(self.campaign, [])

    def test_as_a_whole_only(self):
        campaign = self._campaign(self.survey, [self.it], breakdown="none")
        subject = campaign.subject_ids
        self._count(campaign, [(subject, d, a) for _s, d, a in self.responses[:14]])
        self.assertEqual(
            [(group.name, group.respondent_count) for group in campaign.group_ids],
            [("Everyone", 14)],
        )
        self.assertFalse(campaign.group_ids.department_ids)

    def test_pivot_means_weigh_groups(self):
        (row,) = (
            self.env["icrm.result"]
            .with_user(self.officer)
            ._read_group(
                [
                    ("campaign_id", "=", self.campaign.id),
                    ("question_id", "=", self.ids["ces"]),
                ],
                aggregates=["average:avg", "score:avg", "response_count:sum"],
            )
        )
        mean = self._mean("ces", self.responses[:14])
        self.assertAlmostEqual(row[0], mean)
        self.assertAlmostEqual(row[1], 100 * (mean - 1) / 6)
        self.assertEqual(row[2], 14)
