# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .kpi_common import FIRST_QUARTER, MARCH, KpiCommon, at

NOW = datetime(2026, 5, 4, 9)


@tagged("post_install", "-at_install")
class TestKpiOwn(KpiCommon):
    """Officers define indicators from a closed list of measured facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_service = cls.service.copy({"name": "Other"})
        cls._request(at(3, 2), 2, icrm_reopen_count=1)
        cls._request(at(3, 3), 4)
        cls._request(at(3, 4), 4, priority="3")
        cls._request(at(3, 5), 4, service=cls.other_service)
        cls._request(at(3, 6))

    def _define(self, user=None, **values):
        return self.Kpi.with_user(user or self.officer).create(
            {
                "name": "Reopened",
                "definition": "How many had to be done again",
                "source": "computed",
                "formula": "measured",
                "numerator_fact": "reopened",
                "denominator_fact": "resolved",
                "direction": "down",
                "floor": 50,
                "target": 0,
                **values,
            }
        )

    def _result(self, kpi, department, bounds=MARCH):
        self.Kpi._compute_values(*bounds, kpis=kpi)
        return self.Value.search(
            [
                ("kpi_id", "=", kpi.id),
                ("department_id", "=", department.id),
                ("date_from", "=", bounds[0]),
                ("date_to", "=", bounds[1]),
                ("customer_department_id", "=", False),
                ("service_id", "=", False),
            ]
        )

    def test_scored_as_shipped_ones(self):
        kpi = self._define()
        result = self._result(kpi, self.it)
        self.assertEqual((result.numerator, result.denominator), (1, 4))
        self.assertEqual((result.value, result.score), (25, 50))
        self.assertEqual(result.case_count, 4)
        explanation = str(result.explanation)
        self.assertIn("Requests resolved and reopened", explanation)
        self.assertIn("divided by: Requests resolved", explanation)

    def test_one_statement_an_indicator(self):
        kpi = self._define(by_relationship=True, by_service=True)
        span = self.Kpi._get_span(self.company, "month", *MARCH)
        kpi._get_update_query(span)
        with self.assertQueryCount(1):
            self.env.cr.execute(kpi._get_update_query(span))

    def test_filters(self):
        for values, expected in (
            ({"filter_service_ids": [Command.link(self.service.id)]}, (1, 3)),
            ({"filter_service_ids": [Command.link(self.other_service.id)]}, (0, 1)),
            ({"filter_category_ids": [Command.link(self.category.id)]}, (1, 4)),
            ({"filter_priority": "3"}, (0, 1)),
            ({"filter_origin": "import"}, (1, 4)),
            ({"filter_origin": "mail"}, None),
            ({"denominator_fact": "submitted"}, (1, 5)),
            ({"numerator_fact": "backlog", "denominator_fact": "submitted"}, (1, 5)),
        ):
            with self.subTest(values):
                result = self._result(self._define(**values), self.it)
                found = result and (result.numerator, result.denominator)
                self.assertEqual(found or None, expected)

    def test_filters_hold_when_archived(self):
        """A service that is offered no more does not make it an indicator of all."""
        by_service = self._define(
            filter_service_ids=[Command.link(self.other_service.id)]
        )
        below = self.category.copy({"name": "Below", "parent_id": self.category.id})
        self.other_service.category_id = below
        by_category = self._define(filter_category_ids=[Command.link(below.id)])
        self.other_service.active = False
        below.active = False
        self.env.invalidate_all()
        for kpi in (by_service, by_category):
            result = self._result(kpi, self.it)
            self.assertEqual((result.numerator, result.denominator), (0, 1))

    def test_every_fact_is_computed(self):
        """None of the list fails, and each can be above or below."""
        for key, name in self.Kpi._get_fact_selection():
            is_time = key.endswith("_hours")
            with self.subTest(name):
                kpi = self._define(
                    numerator_fact=key, unit="hours" if is_time else "number"
                )
                self._result(kpi, self.it)
                if not is_time:
                    self._result(
                        self._define(numerator_fact="resolved", denominator_fact=key),
                        self.it,
                    )

    def test_hours_and_units(self):
        kpi = self._define(
            numerator_fact="resolution_hours",
            denominator_fact="resolution_ended",
            unit="hours",
        )
        result = self._result(kpi, self.it)
        self.assertEqual((result.numerator, result.value), (14, 3.5))
        for values in (
            {"numerator_fact": "resolution_hours"},
            {"denominator_fact": "resolution_hours"},
            {"unit": "money"},
            {"denominator_fact": False},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._define(**values)

    def test_result_of_the_customer(self):
        kpi = self._define(fact_side="customer", by_relationship=True)
        self.assertFalse(self._result(kpi, self.it))
        result = self._result(kpi, self.finance)
        self.assertEqual((result.numerator, result.denominator), (1, 4))

    def test_drill_down(self):
        result = self._result(self._define(), self.it)
        action = result.with_user(self.it_head).action_open_records()
        found = self.env[action["res_model"]].with_user(self.it_head)
        self.assertEqual(found.search_count(action["domain"]), 4)

    @freeze_time(NOW)
    def test_preview_of_the_last_quarter(self):
        kpi = self._define()
        action = kpi.action_preview()
        rows = self.env["icrm.kpi.preview"].with_user(self.officer)
        rows = rows.search(action["domain"])
        self.assertEqual(rows.mapped("date_from"), [FIRST_QUARTER[0]] * len(rows))
        self.assertEqual(
            rows.mapped(lambda row: (row.department_id, row.value, row.score)),
            [(self.it.browse(), 25, 50), (self.it, 25, 50)],
        )
        self.assertFalse(self.Value.search([("kpi_id", "=", kpi.id)]))
        records = rows[1].action_open_records()
        Report = self.env["icrm.request.report"]
        self.assertEqual(
            Report.with_user(self.officer).search_count(records["domain"]), 4
        )
        # Another's preview opens nothing, to a head neither.
        for user in (self.admin_user, self.it_head, self.staff):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                Report.with_user(user).search(records["domain"])

    def test_preview_of_what_is_protected(self):
        """A row made by hand tells nothing of complaints."""
        row = self.env["icrm.kpi.preview"].with_user(self.officer)
        row = row.create(
            {
                "kpi_id": self._kpi("complaint_rate").id,
                "company_id": self.company.id,
                "period_kind": "quarter",
                "date_from": FIRST_QUARTER[0],
                "date_to": FIRST_QUARTER[1],
            }
        )
        Report = self.env["icrm.request.report"].with_user(self.officer)
        with patch.object(type(row), "_get_records_query") as query:
            self.assertFalse(Report.search([("icrm_kpi_preview_id", "=", row.id)]))
            query.assert_not_called()

    def test_who_may_not(self):
        kpi = self._define()
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._define(user=user)
                with self.assertRaises(AccessError):
                    kpi.with_user(user).write({"numerator_fact": "resolved"})
                with self.assertRaises(AccessError):
                    kpi.with_user(user).action_preview()
                with self.assertRaises(AccessError):
                    self.env["icrm.kpi.preview"].with_user(user).create(
                        {"kpi_id": kpi.id}
                    )

    def test_nothing_but_the_list(self):
        for values in (
            {"numerator_fact": "1; DROP TABLE icrm_kpi"},
            {"denominator_fact": "icrm_complaint"},
            {"filter_priority": "9"},
            {"filter_origin": "x' OR '1'='1"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._define(**values)
        with self.assertRaises(ValueError):
            self._define(fact_side="anyone")
        with self.assertRaises(UserError):
            self._kpi("promises_met").with_user(self.admin_user).action_preview()

    def test_closed_results_keep_their_measure(self):
        kpi = self._define()
        self.Kpi._compute_values(*MARCH, kpis=kpi, is_final=True)
        for values in (
            {"denominator_fact": "submitted"},
            {"filter_service_ids": [Command.link(self.service.id)]},
            {"filter_priority": "3"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                kpi.write(values)
        kpi.name = "Done again"
