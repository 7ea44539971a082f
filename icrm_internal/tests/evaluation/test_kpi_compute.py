# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...models.access.number_formatter import NumberFormatter
from .kpi_common import APRIL, FIRST_QUARTER, MARCH, KpiCommon, at


@tagged("post_install", "-at_install")
class TestKpiCompute(KpiCommon):
    """The engine. 2 March 2026 is a Monday; promised are 4 and 16 working hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.in_time = cls._request(at(3, 2), 3)
        cls.late = cls._request(at(3, 3), 5, user=cls.colleague)
        cls.open = cls._request(at(3, 31), None)
        cls.phone = cls._service("Phone")
        cls.other = cls._request(at(3, 4), 2, service=cls.phone)

    def test_first_response_time(self):
        self.compute(code="response_time")
        # 3 h, 4 h (5 less the break), 2 h
        whole = self.result("response_time")
        self.assertEqual(
            (whole.numerator, whole.denominator, whole.case_count), (9, 3, 3)
        )
        self.assertEqual(whole.value, 3)
        # Floor 8, target 4: better than asked for
        self.assertEqual(whole.score, 100)
        self.assertEqual(self.result("response_time", department=self.it).value, 3)
        served = self.result("response_time", department=self.it, customer=self.finance)
        self.assertEqual(served.case_count, 3)
        phone = self.result("response_time", department=self.it, service=self.phone)
        self.assertEqual((phone.value, phone.case_count), (2, 1))

    def test_kept_promises_count_when_they_are_decided(self):
        self.compute(code="promises_met")
        march = self.result("promises_met", department=self.it)
        # Two of each of the three that are done, less one first response at the last
        # minute of its budget; the open one broke its promise to respond.
        self.assertEqual((march.numerator, march.denominator), (5, 7))
        self.compute(APRIL, "promises_met")
        april = self.result("promises_met", APRIL, department=self.it)
        # Its promise to resolve ran out in April.
        self.assertEqual((april.numerator, april.denominator), (0, 1))

    def test_resolution_rate_and_backlog(self):
        self.compute(code="resolution_rate")
        rate = self.result("resolution_rate", department=self.it)
        self.assertEqual((rate.numerator, rate.denominator, rate.value), (3, 4, 75))
        self.compute(code="backlog_age")
        backlog = self.result("backlog_age", department=self.it)
        # From 31 March, 8:00, to midnight
        self.assertAlmostEqual(backlog.value, 16 / 24)

    def test_customers_count_once(self):
        self._request(at(4, 7), 1)
        self.compute(code="contact_frequency")
        frequency = self.result("contact_frequency", department=self.it)
        self.assertEqual((frequency.numerator, frequency.denominator), (4, 2))
        self.compute(APRIL, "retention")
        retention = self.result("retention", APRIL, department=self.it)
        # Both asked in March, one of them in April as well.
        self.assertEqual((retention.value, retention.case_count), (50, 2))

    def test_no_churn_before_a_year_of_requests(self):
        """Zero of a half year is no data: nobody could have been lost."""
        self.compute(code="churn")
        self.assertFalse(self.result("churn", department=self.it))
        self._request(at(3, 2) - relativedelta(years=2), 1)
        self.compute(code="churn")
        churn = self.result("churn", department=self.it)
        self.assertTrue(churn)
        self.assertEqual(churn.value, 0)

    def test_department_without_requests_has_no_row(self):
        self.compute()
        self.assertTrue(self.result("promises_met", department=self.it))
        self.assertFalse(self.Value.search([("department_id", "=", self.finance.id)]))
        # An indicator without data: no row, and words instead of a zero.
        self.assertFalse(self.Value.search([("kpi_id", "=", self._kpi("nps").id)]))
        self.assertIn("No data yet", self._kpi("nps").status_text)

    def test_again_changes_nothing(self):
        self.compute()
        before = self.rows()
        self.assertGreater(len(before), 40)
        self.env.cr.execute("SELECT id, xmin::text FROM icrm_kpi_value ORDER BY id")
        written = self.env.cr.fetchall()
        self.compute()
        self.assertEqual(self.rows(), before)
        self.env.cr.execute("SELECT id, xmin::text FROM icrm_kpi_value ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), written, "no row is rewritten")

    def test_night_by_night_equals_all_at_once(self):
        self.compute()
        added = self._request(at(3, 5), 9, service=self.phone, user=self.colleague)
        self.phone_gone = self.other.action_archive()
        added.icrm_reopen_count = 2
        self.compute()
        step_by_step = self.rows()
        self.Value.sudo().flush_model()
        self.env.cr.execute("DELETE FROM icrm_kpi_value")
        self.Value.invalidate_model()
        self.compute()
        self.assertEqual(self.rows(), step_by_step)

    def test_what_has_no_facts_any_more_goes(self):
        self.compute()
        self.assertTrue(
            self.result("reopen_rate", department=self.it, service=self.phone)
        )
        self.other.active = False
        self.compute()
        self.assertFalse(
            self.result("reopen_rate", department=self.it, service=self.phone)
        )

    def test_closed_is_closed(self):
        self.compute(is_final=True)
        before = self.rows()
        self._request(at(3, 6), 1)
        self.compute()
        self.assertEqual(self.rows(), before)

    def test_composite_drops_what_is_unknown(self):
        self.compute()
        speed = self.result("speed", department=self.it)
        parts = [
            (part.weight, self.result(part.code, department=self.it))
            for part in self._kpi("speed").child_ids
        ]
        known = [(weight, part.score) for weight, part in parts if part]
        self.assertLess(len(known), len(parts))
        self.assertAlmostEqual(
            speed.value,
            sum(weight * score for weight, score in known)
            / sum(weight for weight, _score in known),
            4,
        )
        # The explanation names them, with what each brings; and who is left out.
        text = speed.with_user(self.it_head).explanation
        formatter = NumberFormatter(self.env)
        for part in self._kpi("speed").child_ids:
            result = self.result(part.code, department=self.it)
            if result:
                self.assertIn(f"{part.name}, weight {part.weight:g}", text)
                self.assertIn(formatter.format_points(result.score), text)
            else:
                self.assertIn(f"{part.name}, left out", text)
        part = next(part for _weight, part in parts if part)
        self.assertNotIn(", weight ", part.explanation)

    def test_quarter_is_what_its_months_are(self):
        self.compute(code="reopen_rate")
        self.compute(FIRST_QUARTER, "reopen_rate")
        march = self.result("reopen_rate", department=self.it)
        quarter = self.result("reopen_rate", FIRST_QUARTER, department=self.it)
        self.assertEqual(quarter.period_kind, "quarter")
        self.assertEqual(
            (quarter.case_count, quarter.value), (march.case_count, march.value)
        )

    def test_days_that_bound_no_period(self):
        with self.assertRaises(ValidationError):
            self.Kpi._compute_values(date(2026, 3, 2), date(2026, 3, 31))

    def test_midnight_is_the_company_s(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        # 31 March, 20:00 UTC: April in Shanghai
        self._request(at(3, 31, 20), 1)
        self.compute(code="resolution_rate")
        self.assertEqual(self.result("resolution_rate").denominator, 4)
        self.compute(APRIL, "resolution_rate")
        self.assertEqual(self.result("resolution_rate", APRIL).denominator, 1)

    def test_one_statement_an_indicator(self):
        kpi = self._kpi("promises_met")
        self.compute(code="promises_met")
        self.env.flush_all()
        few = self._count(kpi)
        departments = self.env["hr.department"].create(
            [{"name": f"D{number}"} for number in range(20)]
        )
        for department in departments:
            service = self._service(department.name, department_id=department.id)
            self._request(at(3, 9), 1, service=service)
        self.env.flush_all()
        self.assertEqual(self._count(kpi), few)
        self.assertEqual(self.result("promises_met").case_count, 47)

    def _count(self, kpi):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.Kpi._compute_values(*MARCH, kpis=kpi, companies=self.company)
        return self.env.cr.sql_log_count - before

    def test_team_indicator(self):
        second = self.it_team.copy({"name": "Second desk"})
        service = self._service("Server", team_id=second.id)
        self._request(at(3, 10), 1, service=service)
        kpi = self.Kpi.create(
            {
                "name": "Ours",
                "code": "ours",
                "definition": "x",
                "source": "computed",
                "formula": "reopen_rate",
                "level": "team",
                "department_id": self.it.id,
                "team_id": second.id,
                "direction": "down",
            }
        )
        self.Kpi._compute_values(*MARCH, kpis=kpi)
        values = self.Value.search([("kpi_id", "=", kpi.id)])
        # Of the department alone: a team's sum is not the company's.
        self.assertEqual(values.department_id, self.it)
        self.assertEqual(values.case_count, 1)
