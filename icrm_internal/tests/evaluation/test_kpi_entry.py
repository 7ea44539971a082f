# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..importer.files import FAR_COLUMN, FAR_ROW, workbook
from .kpi_common import MARCH, KpiCommon, at

FIELDS = ["kpi_id", "date_from", "department_id", "value", "note"]


@tagged("post_install", "-at_install")
class TestKpiEntry(KpiCommon):
    """Results that people enter or import; who may, and what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls._kpi("sales_amount")
        cls.sales.write({"owner_id": cls.colleague.id, "floor": 100, "target": 200})

    def _enter(self, user=None, **values):
        return self.Value.with_user(user or self.colleague).create(
            {"kpi_id": self.sales.id, "date_from": "2026-03-17", "value": 150, **values}
        )

    def test_owner_enters_and_it_is_scored(self):
        value = self._enter(department_id=self.finance.id)
        self.assertEqual((value.date_from, value.date_to), MARCH)
        self.assertEqual((value.score, value.case_count, value.numerator), (50, 1, 150))
        self.assertEqual(value.entered_by_id, self.colleague)
        value.value = 180
        self.assertEqual((value.score, value.numerator), (80, 180))
        value.write({"date_from": "2026-05-02", "period_kind": "quarter"})
        self.assertEqual(value.date_to, date(2026, 6, 30))

    def test_nobody_else_enters(self):
        for user in (self.staff, self.finance_head, self.it_head, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._enter(user)
        value = self._enter(department_id=self.finance.id)
        # The head reads it, and no more.
        self.assertEqual(value.with_user(self.finance_head).value, 150)
        with self.assertRaises(AccessError):
            value.with_user(self.finance_head).value = 1
        with self.assertRaises(AccessError):
            value.with_user(self.it_head).read(["value"])

    def test_computed_ones_are_not_entered(self):
        self._request(at(3, 2), 1)
        self.compute(code="response_time")
        computed = self.result("response_time", department=self.it)
        for user in (self.officer, self.admin_user, self.it_head):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    computed.with_user(user).write({"value": 1})
                with self.assertRaises(AccessError):
                    computed.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    self._enter(user, kpi_id=computed.kpi_id.id, date_from="2026-05-01")

    def test_no_number(self):
        with self.assertRaisesRegex(ValidationError, "Sales.*Value: nan"):
            self._enter(value=float("nan"))
        with self.assertRaisesRegex(ValidationError, "Sales.*Value: inf"):
            self._enter(value=float("inf"))
        value = self._enter()
        with self.assertRaisesRegex(ValidationError, "Numerator: nan"):
            value.write({"numerator": float("nan")})
        for column in ("value", "numerator", "score"):
            with (
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    f"UPDATE icrm_kpi_value SET {column} = 'NaN'"  # noqa: S608
                )

    def test_closed_ones_stay(self):
        value = self._enter()
        period = self.Period.create(
            {
                "company_id": self.company.id,
                "kind": "month",
                "date_from": MARCH[0],
                "date_to": MARCH[1],
            }
        )
        period._compute_results()
        self.assertEqual(period.state, "closed")
        with self.assertRaisesRegex(UserError, "closed"):
            value.value = 1
        with self.assertRaises(AccessError):
            value.unlink()
        value.note = "From the ledger"
        # No one closes or scores by hand either.
        with self.assertRaises(UserError):
            self._enter(is_final=True, date_from="2026-05-01")
        for forged in ({"score": 100}, {"is_scored": True}):
            with self.assertRaises(AccessError):
                self._enter(date_from="2026-05-01", **forged)
        other = self._enter(date_from="2026-05-01")
        self.assertEqual(other.score, 50)

    def test_import(self):
        rows = [
            ["Sales", "2026-01-01", "Finance", "120", "ledger"],
            ["Sales", "2026-02-01", "", "130.5", ""],
        ]
        result = self.Value.with_user(self.colleague).load(FIELDS, rows)
        self.assertFalse(result["messages"])
        values = self.Value.browse(result["ids"])
        self.assertEqual(values.mapped("value"), [120, 130.5])
        self.assertEqual(values.mapped("score"), [20, 30.5])

    def test_import_says_what_is_wrong(self):
        load = self.Value.with_user(self.colleague).load
        for row, words in (
            (
                ["Sales", "2026-01-01", "Finance", "nan"],
                "“nan” is not a number, for “Value”",
            ),
            (["Sales", "2026-01-01", "Finance", "1_000"], "1_000"),
            (["Sales", "2026-01-01", "Finance", "\u0661"], "not a number"),
            (
                ["Sales", "0026-12-20", "Finance", "1"],
                "not a date between 1900 and 2200",
            ),
            (
                ["Sales", "2201-01-01", "Finance", "1"],
                "not a date between 1900 and 2200",
            ),
            (["Sales", "2026-01-01", "Finance", "much"], "much"),
            (["Nothing such", "2026-01-01", "Finance", "1"], "Nothing such"),
            (["Sales", "some day", "Finance", "1"], "some day"),
            (["Promises Met", "2026-01-01", "Finance", "1"], ""),
        ):
            with self.subTest(row=row), mute_logger("odoo.sql_db"):
                good = ["Sales", "2026-02-01", "", "1"]
                result = load(FIELDS[:4], [good, row])
                self.assertFalse(result["ids"], "nothing half-written")
                self.assertTrue(result["messages"])
                self.assertIn(words, str(result["messages"]))
        self.assertFalse(self.Value.search([("kpi_id", "=", self.sales.id)]))

    def test_workbooks(self):
        """Odoo's own import reads workbooks with our reader where they come to us."""
        options = {"has_headers": True, "quoting": '"', "separator": ","}

        def read(data, options=options):
            wizard = (
                self.env["base_import.import"]
                .with_user(self.colleague)
                .create(
                    {
                        "res_model": "icrm.kpi.value",
                        "file": data,
                        "file_name": "results.xlsx",
                    }
                )
            )
            return wizard, wizard.parse_preview(dict(options))

        _wizard, found = read(FAR_ROW)
        self.assertIn("row 1048577000", found["error"])
        _wizard, found = read(FAR_COLUMN)
        self.assertEqual((found["headers"], found["num_rows"]), (["1", "2"], 2001))
        _wizard, found = read(workbook([["a"], [1]]), options | {"sheet": "None such"})
        self.assertIn("does not contain this sheet", found["error"])
        rows = [FIELDS[:4], ["Sales", date(2026, 1, 1), "Finance", 120.5]]
        wizard, found = read(workbook(rows))
        self.assertEqual(found["headers"], FIELDS[:4])
        result = wizard.execute_import(
            FIELDS[:4], FIELDS[:4], options | {"date_format": "%Y-%m-%d"}
        )
        self.assertFalse(result["messages"])
        value = self.Value.browse(result["ids"])
        self.assertEqual((value.value, value.date_from), (120.5, date(2026, 1, 1)))

    def test_lists_are_read_at_once(self):
        """Ten times the results cost not one query more, all texts included."""
        months = [date(1980 + n // 12, 1 + n % 12, 1) for n in range(480)]
        self.Value.create(
            [
                {"kpi_id": self.sales.id, "date_from": month, "value": n}
                for n, month in enumerate(months)
            ]
        )
        texts = ["display_name", "value_text", "target_text", "explanation", "trend"]
        counts = []
        for limit in (1, 48, 480):
            values = self.Value.with_user(self.officer).search(
                [("kpi_id", "=", self.sales.id)], limit=limit
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = values.read(texts)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), limit)
            self.assertTrue(all(row["explanation"] for row in found))
        self.assertLessEqual(counts[2], counts[1])
        self.assertLess(counts[2], 25)

    def test_twice_is_refused(self):
        self._enter()
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._enter()

    def test_the_way_from_the_indicator(self):
        action = self.sales.with_user(self.colleague).action_enter()
        self.assertEqual(action["res_model"], "icrm.kpi.value")
        with self.assertRaises(AccessError):
            self.sales.with_user(self.staff).action_enter()
