# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..voice.counted_common import CountedCommon


@tagged("post_install", "-at_install")
class TestEmployeeOutcome(CountedCommon):
    """What staff say of their employer, beside service quality and turnover.

    Six people of a large department, two and three of small ones beside it below one
    unit, and five elsewhere answer about the company; five and four about two
    departments.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls.env.ref("icrm_internal.icrm_dimension_engagement")
        cls.survey, cls.ids = cls._survey(
            [
                *(
                    cls._question(
                        title, icrm_measure="item", icrm_dimension_id=cls.engagement.id
                    )
                    for title in ("energy", "pride")
                ),
                cls._question("enps", icrm_measure="enps", scale_min=0, scale_max=10),
            ]
        )
        cls.campaign = cls._ask_staff()
        about = cls.campaign.subject_ids
        cls._count(
            cls.campaign,
            [
                *((about, cls.large, cls._say(10, 7, 6)) for _one in range(5)),
                (about, cls.large, cls._say(3, 2, 3)),
                *((about, cls.small_a, cls._say(0, 1, 1)) for _one in range(2)),
                *((about, cls.small_b, cls._say(9, 5, 5)) for _one in range(3)),
                *((about, cls.alone, cls._say(8, 4, 4)) for _one in range(5)),
            ],
        )
        cls._date(cls.campaign)
        cls.head = cls._user("unit_head", cls.unit)
        cls.unit.manager_id = cls.head.employee_id
        cls.head.group_ids += cls.env.ref("icrm_internal.group_icrm_manager")
        cls.below = cls._user("large_head", cls.large)
        cls.large.manager_id = cls.below.employee_id
        cls.below.group_ids += cls.env.ref("icrm_internal.group_icrm_manager")

    @classmethod
    def _ask_staff(cls, **values):
        return cls.env["icrm.campaign"].create(
            {
                "name": "You and the company",
                "survey_id": cls.survey.id,
                "about": "company",
                "subject_ids": [Command.create({})],
                "visibility": "heads",
                **values,
            }
        )

    @classmethod
    def _say(cls, enps, energy, pride):
        values = {"enps": enps, "energy": energy, "pride": pride}
        return {cls.ids[name]: value for name, value in values.items()}

    @classmethod
    def _date(cls, campaign, days=30):
        # SQL: as if it had been closed so many days ago
        day = fields.Date.today() - timedelta(days=days)
        cls.env.cr.execute(
            "UPDATE icrm_campaign SET closed_on = %s WHERE id = %s", [day, campaign.id]
        )
        cls.env.cr.execute(
            "UPDATE icrm_result SET date = %s WHERE campaign_id = %s",
            [day, campaign.id],
        )
        cls.env.invalidate_all()

    def _rows(self, user):
        Outcome = self.env["icrm.employee.outcome"].with_user(user)
        Outcome.invalidate_model()
        return {row.department_id: row for row in Outcome.search([])}

    def test_whole_groups_only(self):
        rows = self._rows(self.officer)
        large = rows[self.large]
        self.assertEqual(large.enps_count, 6)
        self.assertAlmostEqual(large.enps, 100 * (5 - 1) / 6, 2)
        self.assertGreater(large.enps, large.enps_low)
        self.assertGreater(large.enps_high, large.enps)
        self.assertAlmostEqual(large.engagement, (5 * 6.5 + 2.5) / 6, 2)
        self.assertEqual(large.engagement_count, 6)
        # Two small ones are one group, of what is above both.
        for small in (self.small_a, self.small_b):
            self.assertFalse(rows[small].enps_count)
            self.assertFalse(rows[small].enps_text)
        unit = rows[self.unit]
        self.assertEqual(unit.enps_count, 11)
        self.assertAlmostEqual(unit.enps, 100 * (8 - 3) / 11, 2)
        self.assertIn("n = 11", unit.enps_text)
        self.assertEqual(rows[self.alone].enps, 0)
        self.assertEqual(rows[self.alone].enps_count, 5)
        self.assertFalse(rows[self.finance].enps_count)

    def test_heads_see_their_own(self):
        self.assertEqual(
            set(self._rows(self.head)),
            {self.unit, self.large, self.small_a, self.small_b},
        )
        self.assertEqual(self._rows(self.head)[self.unit].enps_count, 11)
        below = self._rows(self.below)
        self.assertEqual(set(below), {self.large})
        self.assertEqual(below[self.large].enps_count, 6)
        self.assertIn(self.alone, self._rows(self.auditor))
        for user in (self.staff, self.agent, self.desk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._rows(user)

    def test_heads_see_it_only_if_an_officer_chose_so(self):
        """Officers alone see what staff say of the employer, unless they choose so."""
        Campaign = self.env["icrm.campaign"].with_user(self.officer)
        values = {"name": "You and the company", "about": "company"}
        employer = self.env.ref("icrm_internal.survey_enps")
        engaged = self.env.ref("icrm_internal.survey_engagement")
        other = self.env.ref("icrm_internal.survey_nps")
        for survey, expected in (
            (employer, "officers"),
            (engaged, "officers"),
            (self.survey, "officers"),
            (other, "heads"),
        ):
            with self.subTest(survey=survey.title):
                campaign = Campaign.create({**values, "survey_id": survey.id})
                self.assertEqual(campaign.visibility, expected)
                self.assertEqual(campaign.copy().visibility, expected)
        campaign = Campaign.create(
            {**values, "survey_id": employer.id, "visibility": "heads"}
        )
        self.assertEqual(campaign.visibility, "heads")
        campaign = Campaign.create({**values, "survey_id": other.id})
        campaign.survey_id = employer
        self.assertEqual(campaign.visibility, "officers")

    def test_heads_see_what_is_published_for_them(self):
        for values in (
            {"visibility": "officers"},
            {"visibility": "heads", "state": "closed"},
        ):
            self.campaign._write_workflow(values)
            self.assertFalse(self._rows(self.head)[self.unit].enps_count, values)
            self.assertEqual(self._rows(self.officer)[self.unit].enps_count, 11)

    def test_the_latest_that_has_a_result(self):
        second = self._ask_staff()
        about = second.subject_ids
        self._count(
            second,
            [
                *((about, self.large, self._say(10, 7, 7)) for _one in range(5)),
                *((about, self.alone, self._say(1, 1, 1)) for _one in range(4)),
            ],
        )
        self._date(second, 3)
        rows = self._rows(self.officer)
        # Four are too few: they are part of the group of all.
        self.assertEqual(rows[self.large].enps_campaign_id, self.campaign)
        third = self._ask_staff(breakdown="none")
        about = third.subject_ids
        self._count(
            third, [(about, self.large, self._say(0, 1, 1)) for _one in range(5)]
        )
        self._date(third, 1)
        self.assertEqual(
            self._rows(self.officer)[self.large].enps_campaign_id, self.campaign
        )
        self._date(self.campaign, 800)
        self.assertFalse(self._rows(self.officer)[self.large].enps_count)

    def test_service_quality_of_customers(self):
        survey, ids = self._survey([self._question("csat", icrm_measure="csat")])
        campaign = self._campaign(survey, [self.large, self.alone])
        about_large, about_alone = campaign.subject_ids
        answer = ids["csat"]
        self._count(
            campaign,
            [
                *((about_large, self.it, {answer: 5}) for _one in range(4)),
                (about_large, self.it, {answer: 2}),
                *((about_alone, self.it, {answer: 1}) for _one in range(4)),
            ],
        )
        self._date(campaign)
        rows = self._rows(self.head)
        for department in (self.large, self.unit):
            row = rows[department]
            self.assertEqual((row.quality, row.quality_count), (80, 5))
            self.assertEqual(row.quality_measure, "csat")
            self.assertIn("CSAT 80", row.quality_text)
        self.assertFalse(self._rows(self.officer)[self.alone].quality_count)
        # It is no word of staff on their employer, and the other way round.
        self.assertEqual(rows[self.unit].enps_count, 11)

    def test_turnover_of_a_year(self):
        people = [self._user(f"leaver{n}", self.alone).employee_id for n in range(4)]
        day = fields.Date.today() - timedelta(days=100)
        people[0].write({"departure_date": day, "active": False})
        people[1].write({"departure_date": day - timedelta(days=400), "active": False})
        self.env.flush_all()
        row = self._rows(self.officer)[self.alone]
        self.assertEqual((row.left_count, row.turnover_count), (1, 3))
        self.assertAlmostEqual(row.turnover, 100 / 3, 2)
        self.assertIn("1 of 3", row.turnover_text)

    def test_as_many_queries_for_all(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._rows(self.officer)
            return self.env.cr.sql_log_count - before

        self._rows(self.officer)
        few = count()
        self.env["hr.department"].create(
            [{"name": str(n), "parent_id": self.unit.id} for n in range(20)]
        )
        self.env.flush_all()
        self.assertLessEqual(count(), few)

    # -- the measure ---------------------------------------------------------------

    def test_enps_is_not_the_nps_of_a_department(self):
        found = self.campaign.with_user(self.officer).get_results()["overall"]
        self.assertIsNone(found["nps"])
        self.assertEqual(found["enps"]["n"], 16)
        self.assertFalse(
            self.env["icrm.result"].search(
                [("measure", "=", "nps"), ("campaign_id", "=", self.campaign.id)]
            )
        )
        facts = self.env.ref("icrm_internal.icrm_kpi_nps")
        first = self.campaign.closed_on.replace(day=1)
        last = fields.Date.end_of(first, "month")
        self.env["icrm.kpi"]._compute_values(first, last, kpis=facts)
        self.assertFalse(
            self.env["icrm.kpi.value"].search(
                [("kpi_id", "=", facts.id), ("date_from", "=", first)]
            )
        )

    def test_it_is_asked_of_the_company_alone(self):
        template = self.env.ref("icrm_internal.survey_enps")
        campaign = self._campaign(
            template, [self.it], closes_on=fields.Date.today() + timedelta(days=9)
        ).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "about the company"):
            campaign.action_open()
