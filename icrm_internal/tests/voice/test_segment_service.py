# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .counted_common import CountedCommon


@tagged("post_install", "-at_install")
class TestSegmentService(CountedCommon):
    """What segments need, expect and think of services; satisfaction of whole groups.

    The segment is ``large`` and one of two small departments; six people of the large
    one answer, two and three of the small ones, who are one group.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Customer = cls.env["icrm.customer"]
        # Those of the data have their own members
        cls.env["icrm.segment"].search([]).active = False
        cls.segment, cls.other = cls.env["icrm.segment"].create(
            [
                {
                    "name": name,
                    "company_id": cls.company.id,
                    "customer_ids": [
                        Command.set(
                            [
                                Customer._of_department(department).id
                                for department in departments
                            ]
                        )
                    ],
                }
                for name, departments in (
                    ("Large ones", (cls.large, cls.small_a)),
                    ("Unit", (cls.large, cls.small_a, cls.small_b)),
                )
            ]
        )
        cls.laptop = cls._service("Laptop")
        cls.survey, cls.ids = cls._survey([cls._question("csat", icrm_measure="csat")])
        cls.campaign = cls._ask()
        cls._count(cls.campaign, cls._answers(cls.campaign))

    @classmethod
    def _ask(cls, **values):
        return cls.env["icrm.campaign"].create(
            {
                "name": "Services",
                "survey_id": cls.survey.id,
                "about": "services",
                "subject_ids": [Command.create({"service_id": cls.laptop.id})],
                **values,
            }
        )

    @classmethod
    def _answers(cls, campaign):
        about = campaign.subject_ids
        return [
            (about, department, {cls.ids["csat"]: score})
            for department, scores in (
                (cls.large, (5, 5, 4, 4, 2, 1)),
                (cls.small_a, (1, 1)),
                (cls.small_b, (5, 5, 5)),
            )
            for score in scores
        ]

    def _need(self, **values):
        return self.env["icrm.need"].create(
            {"name": "A loan laptop", "service_id": self.laptop.id, **values}
        )

    def _rows(self, user=None):
        self.env.flush_all()
        Row = self.env["icrm.segment.service"].with_user(user or self.officer)
        Row.invalidate_model()
        return {(row.segment_id, row.service_id): row for row in Row.search([])}

    def test_needs_of_a_segment_and_of_its_departments(self):
        self._need(segment_id=self.segment.id, mentions=4, kano_class="M")
        self._need(customer_department_id=self.small_a.id, mentions=2)
        self._need(customer_department_id=self.small_b.id)
        self._need(segment_id=self.segment.id, state="met", mentions=90)
        # It names both: it counts once.
        self._need(
            segment_id=self.segment.id, customer_department_id=self.large.id, mentions=8
        )
        row = self._rows()[self.segment, self.laptop]
        self.assertEqual(
            (row.need_count, row.mentions, row.must_count), (3, 4 + 2 + 8, 1)
        )
        self.assertEqual(row.department_id, self.it)
        found = self._found(row.action_open_needs())
        self.assertEqual(len(found), 3)
        self.assertEqual(self._rows()[self.other, self.laptop].need_count, 1 + 1 + 1)

    def _found(self, action):
        model = self.env[action["res_model"]].with_user(self.officer)
        return model.search(action["domain"])

    def test_expectations(self):
        relationship = self.env["icrm.relationship"].create(
            {
                "provider_department_id": self.it.id,
                "customer_department_id": self.large.id,
                "company_id": self.company.id,
            }
        )
        for state in ("stated", "agreed", "not_met", "met"):
            self.env["icrm.expectation"].create(
                {
                    "name": "Soon",
                    "relationship_id": relationship.id,
                    "service_id": self.laptop.id,
                    "state": state,
                }
            )
        row = self._rows()[self.segment, self.laptop]
        self.assertEqual((row.expectation_count, row.not_met_count), (2, 1))
        self.assertEqual(len(self._found(row.action_open_expectations())), 3)

    def test_satisfaction_of_whole_groups(self):
        rows = self._rows()
        row = rows[self.segment, self.laptop]
        # Of the small departments, only one belongs to it: their group is not counted.
        self.assertEqual((row.csat_count, row.satisfied_count), (6, 4))
        self.assertAlmostEqual(row.csat, 100 * 4 / 6, 2)
        self.assertIn("n = 6", row.csat_text)
        self.assertEqual(rows[self.other, self.laptop].csat_count, 11)
        self.assertTrue(self._found(row.action_open_results()))

    def test_whoever_joins_no_cell_tells_of_fewer(self):
        """A department more or less moves a cell by whole groups, or not at all."""
        groups = set(self.campaign.group_ids.mapped("respondent_count"))
        before = self._rows()[self.segment, self.laptop].csat_count
        customer = self.env["icrm.customer"]._of_department(self.small_b)
        self.segment.customer_ids += customer
        after = self._rows()[self.segment, self.laptop].csat_count
        self.assertIn(after - before, groups)
        self.segment.customer_ids -= self.env["icrm.customer"]._of_department(
            self.large
        )
        self.assertIn(self._rows()[self.segment, self.laptop].csat_count, groups)

    def test_the_departments_of_a_group_are_gone(self):
        groups_sudo = self.campaign.group_ids.sudo()
        groups_sudo.filtered(
            lambda group: len(group.department_ids) > 1
        ).department_ids = False
        rows = self._rows()
        self.assertEqual(rows[self.segment, self.laptop].csat_count, 6)
        self.assertEqual(rows[self.other, self.laptop].csat_count, 6)

    def test_of_the_last_wave(self):
        second = self._ask(series_id=self.campaign.id, previous_id=self.campaign.id)
        self._count(
            second,
            [
                (second.subject_ids, self.large, {self.ids["csat"]: 1})
                for _one in range(5)
            ],
        )
        row = self._rows()[self.segment, self.laptop]
        self.assertEqual((row.csat_count, row.csat), (5, 0))

    def test_who_was_asked_because_of_the_segment(self):
        asked = self._ask(
            audience="segments",
            audience_segment_ids=[Command.set(self.other.ids)],
            breakdown="none",
        )
        self._count(
            asked,
            [
                (asked.subject_ids, department, {self.ids["csat"]: 4})
                for department in (self.large, self.small_a, self.small_b) * 2
            ],
        )
        rows = self._rows()
        self.assertEqual(rows[self.other, self.laptop].csat_count, 11 + 6)
        self.assertEqual(rows[self.segment, self.laptop].csat_count, 6)

    def test_a_share_over_cells(self):
        ((_none, share, count),) = (
            self.env["icrm.segment.service"]
            .with_user(self.officer)
            ._read_group(
                [("segment_id", "=", self.segment.id)],
                ["segment_id"],
                ["csat:avg", "csat_count:sum"],
            )
        )
        self.assertEqual(count, 6)
        self.assertAlmostEqual(share, 100 * 4 / 6, 2)

    def test_heads_see_results_of_their_own_services(self):
        self._need(segment_id=self.segment.id)
        self.assertEqual(
            self._rows(self.it_head)[self.segment, self.laptop].csat_count, 6
        )
        row = self._rows(self.finance_head)[self.segment, self.laptop]
        self.assertEqual((row.need_count, row.csat_count, row.csat_text), (1, 0, False))
        self.campaign.visibility = "officers"
        self.assertEqual(
            self._rows(self.it_head)[self.segment, self.laptop].csat_count, 0
        )
        self.assertEqual(
            self._rows(self.auditor)[self.segment, self.laptop].csat_count, 6
        )
        for user in (self.staff, self.agent, self.desk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._rows(user)
