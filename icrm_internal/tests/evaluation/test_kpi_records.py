# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .kpi_common import FIRST_QUARTER, MARCH, KpiCommon, at


@tagged("post_install", "-at_install")
class TestKpiRecords(KpiCommon):
    """Every number leads to its records, as far as the reader may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._request(at(3, 2), 3)
        cls.theirs = cls._request(at(3, 3), 2, user=cls.agent)
        cls._request(at(2, 3), 2)

    def _behind(self, value, user):
        action = value.with_user(user).action_open_records()
        return self.env[action["res_model"]].with_user(user).search(action["domain"])

    def test_as_many_records_as_cases(self):
        self.compute()
        tried = 0
        for value in self.Value.search([("date_from", "=", MARCH[0])]):
            with self.subTest(value.display_name):
                # There are two promises to each request.
                cases = value.case_count / (
                    2 if value.kpi_id.code == "promises_met" else 1
                )
                self.assertEqual(len(self._behind(value, self.officer)), cases)
                tried += 1
        self.assertGreater(tried, 30)

    def test_every_indicator_leads_somewhere(self):
        """A click on each number of the library, as officer and as head: it opens a
        list they can read, or says in a sentence why not."""
        first, last = FIRST_QUARTER
        whom = {"department_id": self.it.id}
        values = self.Value.sudo().browse()
        for kpi in self.Kpi.search([("formula", "!=", False)]):
            self.env.cr.execute(
                """
                INSERT INTO icrm_kpi_value (kpi_id, company_id, period_kind, date_from,
                    date_to, department_id, numerator, denominator, case_count, value)
                VALUES (%s, %s, 'quarter', %s, %s, %s, 1, 1, 1, 1) RETURNING id
                """,
                [kpi.id, self.company.id, first, last, whom["department_id"]],
            )
            values += values.browse(self.env.cr.fetchone())
        self.assertGreater(len(values), 35)
        for value in values:
            for user in (self.officer, self.it_head):
                with self.subTest(kpi=value.kpi_id.code, user=user.login):
                    self.assertTrue(value.with_user(user).explanation)
                    action = value.with_user(user).action_open_records()
                    model = self.env[action["res_model"]].with_user(user)
                    shown = model.get_views(action["views"])["views"]["list"]
                    names = re.findall(r'<field name="(\w+)"', shown["arch"])
                    model.web_search_read(
                        action["domain"], {name: {} for name in names}
                    )

    def test_of_one_relationship(self):
        self.compute(code="resolution_time")
        value = self.result(
            "resolution_time", department=self.it, customer=self.finance
        )
        self.assertEqual(self._behind(value, self.officer).ids, self.mine.ids)

    def test_rules_apply(self):
        self.compute(code="resolution_time")
        value = self.result("resolution_time", department=self.it)
        self.assertEqual(len(self._behind(value, self.it_head)), 2)
        for user in (self.staff, self.agent, self.finance_head, self.desk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                value.with_user(user).action_open_records()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["icrm.request.report"].with_user(user).search(
                    [("icrm_kpi_value_id", "=", value.id)]
                )
        # Who answers for the indicator reads its results, not what is behind.
        value.kpi_id.owner_id = self.staff
        self.assertEqual(value.with_user(self.staff).case_count, 2)
        with self.assertRaisesRegex(UserError, "not its records"):
            value.with_user(self.staff).action_open_records()

    def test_explained(self):
        self.compute()
        value = self.result("reopen_rate", department=self.it).with_user(self.it_head)
        self.assertEqual(value.value_text, "0 %")
        self.assertIn("Requests resolved in the period", value.explanation)
        self.assertFalse(value.trend)
        feb = (MARCH[0].replace(month=2), MARCH[0].replace(month=2, day=28))
        self.compute(feb)
        value.invalidate_recordset()
        self.assertEqual(value.trend, "same")

    def test_entered_ones_have_nothing_behind(self):
        value = self.Value.create(
            {
                "kpi_id": self._kpi("market_share").id,
                "date_from": MARCH[0],
                "value": 1,
            }
        )
        with self.assertRaisesRegex(UserError, "entered"):
            value.with_user(self.officer).action_open_records()


@tagged("post_install", "-at_install")
class TestKpiComplaints(KpiCommon):
    """Indicators of complaints do not identify anyone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procurement, cls.legal = cls.env["hr.department"].create(
            [{"name": "Procurement"}, {"name": "Legal"}]
        )
        for department in (cls.it, cls.procurement, cls.legal):
            service = cls._service(department.name, department_id=department.id)
            cls._request(at(2, 3), 2, service=service)
        cls.env.cr.execute("DELETE FROM icrm_complaint")

    def _complain(self, **numbers):
        """File so many complaints about each department, in February."""
        for name, number in numbers.items():
            for place in range(number):
                complaint = (
                    self.env["icrm.complaint"]
                    .with_user((self.staff, self.colleague)[place % 2])
                    .file_complaint(
                        {
                            "protection": "confidential",
                            "against": "department",
                            "department_id": getattr(self, name).id,
                            "subject": "x",
                            "body": "x",
                        }
                    )
                )
                complaint.sudo().filed_on = "2026-02-03"
        self.env.flush_all()

    def _told(self, bounds=FIRST_QUARTER):
        self.compute(bounds, "complaint_rate")
        return {
            value.department_id.name or "company": value.case_count
            for value in self.Value.search(
                [("kpi_id", "=", self._kpi("complaint_rate").id)]
            )
        }

    def test_too_few_are_not_told(self):
        self._complain(it=4)
        self.assertEqual(self._told(), {})

    def test_enough_are_told_with_nothing_to_subtract(self):
        self._complain(it=6, procurement=5)
        self.assertEqual(self._told(), {"company": 11, "IT": 6, "Procurement": 5})
        self._complain(legal=1)
        # Legal's one would be the company's less the others': the smallest goes, too.
        self.assertEqual(self._told(), {"company": 12, "IT": 6})

    def test_by_closed_quarters_of_departments_only(self):
        self._complain(it=7)
        self.assertEqual(self._told(MARCH), {})
        today = (
            self.env["icrm.kpi.period"]
            ._ensure()
            .filtered(
                lambda period: period.kind == "quarter"
                and period.company_id == self.company
            )[-1:]
        )
        self.assertEqual(self._told((today.date_from, today.date_to)), {})
        self._kpi("complaint_rate").write({"by_relationship": True, "by_service": True})
        self.assertEqual(self._told(), {"company": 7, "IT": 7})

    def test_the_number_opens_no_complaint(self):
        self._complain(it=5)
        self._told()
        value = self.result("complaint_rate", FIRST_QUARTER, department=self.it)
        for user, seen in ((self.officer, 0), (self.auditor, 0), (self.it_head, 5)):
            with self.subTest(user.login):
                found = (
                    self.env["icrm.complaint"]
                    .with_user(user)
                    .search([("icrm_kpi_value_id", "=", value.id)])
                )
                self.assertEqual(len(found), seen)
