# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .ballot_common import BallotCommon

PEOPLE = 200
TIMES = 25
# Of 25 means of 200 shuffled ranks, one in several hundred thousand goes beyond.
LIMIT = 0.1 * 0.7


def correlate(order):
    """Return Spearman's rank correlation of *order*, a permutation of its indices."""
    size = len(order)
    squares = sum((place - rank) ** 2 for place, rank in enumerate(order))
    return 1 - 6 * squares / (size * (size**2 - 1))


@tagged("post_install", "-at_install")
class TestBallotOrder(BallotCommon):
    """Two hundred people answer one after the other; no order reveals who."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        employees = cls.env["hr.employee"].create(
            [
                {"name": f"Number {number}", "department_id": cls.finance.id}
                for number in range(PEOPLE)
            ]
        )
        customers = cls.env["icrm.customer"].search(
            [("employee_id", "in", employees.ids)]
        )
        cls.campaign = cls._campaign(customers)
        subject = cls.campaign.subject_ids
        for number, participant in enumerate(cls.campaign.participant_ids.sorted("id")):
            # What is answered says who, and when: the order of all comes out again.
            participant._submit(
                {subject.id: {cls.q_speed.id: 3, cls.q_number.id: number}}
            )

    def _assert_random(self, orders, what):
        """The mean of many runs: one alone is beyond 0.1 once in six, by chance."""
        for order in orders:
            self.assertEqual(sorted(order), list(range(PEOPLE)))
        mean = sum(map(correlate, orders)) / len(orders)
        self.assertLess(abs(mean), LIMIT, what)

    def test_correlation(self):
        straight = list(range(PEOPLE))
        self.assertEqual(correlate(straight), 1)
        self.assertEqual(correlate(straight[::-1]), -1)
        half = straight[100:] + straight[:100]
        self.assertAlmostEqual(correlate(half), -0.5, 2)

    def test_order_of_opened_boxes(self):
        orders = [
            [
                int(response["a"][self.q_number.id])
                for response in self.campaign._decrypt_boxes()[0]
            ]
            for _time in range(TIMES)
        ]
        self._assert_random(orders, "the order of responses")

    def test_order_of_facts(self):
        """Neither the numbers of rows nor their places in the table say anything."""
        by_number, by_place = [], []
        for _time in range(TIMES):
            with self.env.cr.savepoint() as savepoint:
                self.campaign._count()
                self.env.flush_all()
                for order, name in ((by_number, "id"), (by_place, "ctid")):
                    self.cr.execute(
                        f"SELECT (scores->>%s)::float FROM icrm_answer"
                        f" WHERE campaign_id = %s ORDER BY {name}",
                        [str(self.q_number.id), self.campaign.id],
                    )
                    order.append([int(row[0]) for row in self.cr.fetchall()])
                savepoint.rollback()
                self.env.invalidate_all()
        self._assert_random(by_number, "the numbers of facts")
        self._assert_random(by_place, "the places of facts")

    def test_order_of_participants(self):
        """Reminders write the rows of those who have not answered; closing hides it."""
        answered_late = self.campaign.participant_ids.sorted("id")[::2]
        orders = []
        for _time in range(TIMES):
            with self.env.cr.savepoint() as savepoint:
                answered_late.reminders = 1
                self.env.flush_all()
                self.campaign._destroy_boxes()
                self.cr.execute(
                    "SELECT id, reminders FROM icrm_campaign_participant"
                    " WHERE campaign_id = %s ORDER BY ctid",
                    [self.campaign.id],
                )
                rows = self.cr.fetchall()
                savepoint.rollback()
                self.env.invalidate_all()
            self.assertEqual({row[1] for row in rows}, {0})
            places = {one: number for number, one in enumerate(sorted(dict(rows)))}
            orders.append([places[row_id] for row_id, _reminders in rows])
        self._assert_random(orders, "the places of participants")
