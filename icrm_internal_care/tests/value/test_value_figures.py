# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The figures against another way to compute them, and against what is known."""

from datetime import timedelta
from random import Random
from unittest import SkipTest

from odoo.tests import tagged

from .common import ValueCommon

try:
    import pandas
except ImportError:
    pandas = None


@tagged("post_install", "-at_install")
class TestValueFigures(ValueCommon):
    def test_against_pandas(self):
        """RFM and ABC of fifty departments, from the rows of the database."""
        if pandas is None:
            raise SkipTest("pandas is not installed")
        dice = Random(15)
        departments = self._departments(*(f"Pandas {i}" for i in range(50)))
        for department in departments:
            often = dice.choice((1, 2, 5, 20, 60))
            days = [dice.randrange(1, 500) for _turn in range(often)]
            self._ask(department, days, hours=dice.choice((0.5, 1, 4, 30)))
        self._compute()
        self.env.cr.execute(
            """
            SELECT ticket.icrm_customer_department_id AS department,
                   ticket.icrm_submitted_at AS at,
                   SUM(segment.working_seconds) AS seconds
              FROM helpdesk_ticket AS ticket
              JOIN icrm_clock AS clock
                ON clock.ticket_id = ticket.id AND clock.kind = 'resolution'
              JOIN icrm_clock_segment AS segment
                ON segment.clock_id = clock.id AND segment.holder = 'provider'
             WHERE ticket.company_id = %s AND ticket.icrm_service_id IS NOT NULL
               AND ticket.icrm_customer_department_id IS NOT NULL
             GROUP BY ticket.id
            """,
            [self.company.id],
        )
        names = [column.name for column in self.env.cr.description]
        history = pandas.DataFrame(self.env.cr.fetchall(), columns=names)
        history["at"] = pandas.to_datetime(history["at"])
        today = pandas.Timestamp(self.today)
        recent = history[history["at"] >= today - pandas.DateOffset(months=12)]
        table = pandas.DataFrame(
            {
                "silent": (
                    today - history.groupby("department")["at"].max().dt.normalize()
                ).dt.days,
                "requests": recent.groupby("department").size(),
                "seconds": recent.groupby("department")["seconds"].sum(),
            }
        ).fillna(0)
        table["seconds"] = table["seconds"].astype(float)

        def fifths(column, ascending=True):
            # the mean place of equals among all, cut into five
            place = column.rank(method="average", ascending=ascending)
            return ((place - 0.5) / len(column) * 5).astype(int) + 1

        scores = pandas.DataFrame(
            {
                "r": fifths(table["silent"], ascending=False),
                "f": fifths(table["requests"]),
                "m": fifths(table["seconds"]),
            }
        )
        ordered = table.sort_values("seconds", ascending=False)
        larger = ordered["seconds"].cumsum() - ordered["seconds"]
        # equals are of the class of the first of them
        share = (
            larger.groupby(ordered["seconds"]).transform("min")
            / ordered["seconds"].sum()
        )
        abc = pandas.cut(
            share, [-1, 0.8, 0.95, 2], labels=["a", "b", "c"], right=False
        ).astype(str)
        abc[ordered["seconds"] == 0] = "c"
        checked = 0
        for value in self.Value.search([("kind", "=", "department")]):
            department = value.customer_id.department_id.id
            if department not in table.index:
                continue
            row = table.loc[department]
            self.assertEqual(value.recency_days, row["silent"])
            self.assertEqual(value.frequency, row["requests"])
            self.assertAlmostEqual(value.effort_hours, row["seconds"] / 3600, 2)
            self.assertEqual(
                (value.r_score, value.f_score, value.m_score),
                tuple(scores.loc[department]),
            )
            self.assertEqual(value.abc, abc[department])
            checked += 1
        self.assertGreaterEqual(checked, 50)

    def test_planted_silence_is_found(self):
        """Precision and recall of the warnings over planted departments.

        Healthy ones ask at random with their own mean gap, until today; the others
        stopped: six times that gap ago, two months at least.
        """
        dice = Random(7)
        names = [f"Planted {i}" for i in range(80)]
        departments = self._departments(*names)
        stopped = set(dice.sample(departments.ids, 30))
        for department in departments:
            gap = dice.choice((1, 2, 3, 5, 8, 13, 20))
            day = max(60, 6 * gap) if department.id in stopped else 0
            days = []
            while day < 400:
                day += max(1, int(dice.expovariate(1 / gap)))
                days.append(day)
            self._ask(department, days)
        self._compute()
        values = self.Value.search(
            [("customer_id.department_id", "in", departments.ids)]
        )
        warned = {
            value.customer_id.department_id.id
            for value in values
            if value.lifecycle in ("at_risk", "dormant")
        }
        self.assertEqual(len(values), 80)
        recall = len(warned & stopped) / len(stopped)
        precision = len(warned & stopped) / len(warned)
        self.assertEqual(recall, 1, "every department that stopped")
        # 30 of 32; many draws in measures/test_value_measures
        self.assertEqual(precision, 0.9375)

    def _rate(self, people, provider, customer, score, days):
        self.env["icrm.relationship"]._ensure(
            [(provider.id, customer.id, self.company.id)]
        )
        for person in people:
            self._ask(customer, [days], customer=person)
            self.env.cr.execute("SELECT MAX(id) FROM helpdesk_ticket")
            self.env["icrm.request.rating"].create(
                {
                    "ticket_id": self.env.cr.fetchone()[0],
                    "score": score,
                    "customer_id": person.id,
                    "company_id": self.company.id,
                    "provider_department_id": provider.id,
                    "customer_department_id": customer.id,
                    "rated_at": self.today - timedelta(days=days),
                }
            )

    def test_satisfaction_is_what_relationships_show(self):
        (sales,) = self._departments("Sales")
        employees = self.env["hr.employee"].create(
            [{"name": f"Rater {i}", "department_id": sales.id} for i in range(5)]
        )
        people = self.Customer.search([("employee_id", "in", employees.ids)])
        self._rate(people[:4], self.it, sales, 5, 300)
        self._compute()
        value = self._value(sales)
        self.assertEqual((value.satisfaction, value.rating_count), (0, 0))
        self.assertIsNone(value.health_parts["satisfaction"])
        self._rate(people[4:], self.it, sales, 5, 300)
        self._compute()
        self.assertEqual((value.satisfaction, value.rating_count), (5, 5))
        # Another provider has too few: nothing of them is in the mean.
        self._rate(people[:4], self.finance, sales, 1, 300)
        self._compute()
        self.assertEqual((value.satisfaction, value.rating_count), (5, 5))
        self._rate(people, self.it, sales, 3, 20)
        self._compute()
        self.assertEqual((value.satisfaction, value.rating_count), (4, 10))
        self.assertEqual(
            [reason for reason in value.reasons if reason["code"] == "falling"],
            [{"code": "falling", "before": 5.0, "now": 3.0}],
        )

    def test_constant_queries(self):
        self._departments(*(f"Few {i}" for i in range(3)))
        self._compute()
        before = self.env.cr.sql_log_count
        self._compute()
        few = self.env.cr.sql_log_count - before
        for department in self._departments(*(f"Many {i}" for i in range(40))):
            self._ask(department, [1, 2, 3])
        self._compute()
        before = self.env.cr.sql_log_count
        self._compute()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)

    def test_requests_stay_with_the_department_of_the_day(self):
        """Whoever moves takes no requests along."""
        old, new = self._departments("Old", "New")
        person = self.env["hr.employee"].create(
            {"name": "Mover", "department_id": old.id}
        )
        customer = self.Customer.search([("employee_id", "=", person.id)])
        self._ask(old, [5, 6, 7], customer=customer)
        person.department_id = new
        self._compute()
        self.assertEqual(self._value(old).frequency, 3)
        self.assertEqual(self._value(new).frequency, 0)

    def test_who_is_gone(self):
        (gone,) = self._departments("Gone")
        self._ask(gone, [1])
        gone.active = False
        self._compute()
        value = self._value(gone)
        self.assertEqual(value.lifecycle, "left")
        self.assertFalse(value.rfm_label or value.has_health)
