# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .kpi_common import KpiCommon

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@tagged("post_install", "-at_install")
class TestKpiDue(KpiCommon):
    """Results to be typed: empty cells of open periods, a row per department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Period.search([]).unlink()
        for first, last in (
            ("2026-09-01", "2026-09-30"),
            ("2026-10-01", "2026-10-31"),
            ("2026-11-01", "2026-11-30"),
        ):
            cls.Period.create(
                {
                    "company_id": cls.company.id,
                    "kind": "month",
                    "date_from": first,
                    "date_to": last,
                    "state": "closed" if first < "2026-10" else "open",
                }
            )
        cls.Kpi.search([("source", "in", ("manual", "imported"))]).active = False
        cls.kpi = cls.Kpi.create(
            {
                "name": "Sick days",
                "definition": "Days",
                "owner_id": cls.colleague.id,
                "unit": "number",
                "direction": "down",
                "floor": 10,
                "target": 0,
            }
        )
        cls.Due = cls.env["icrm.kpi.due"]

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(datetime(2026, 11, 3, 9)))

    def _due(self, user=None, **domain):
        Due = self.Due.with_user(user or self.colleague)
        return Due.search([(name, "=", value) for name, value in domain.items()])

    def test_open_periods_alone(self):
        """October has ended and is open, November ends this month; no closed one."""
        due = self._due(department_id=self.it.id)
        self.assertEqual(due.mapped("date_from"), [OCTOBER, NOVEMBER])
        self.assertEqual(due.mapped("due_on"), [date(2026, 11, 5), date(2026, 12, 5)])
        self.assertEqual(due.mapped("result"), [False, False])
        self.Period.search([("date_from", "=", OCTOBER)]).state = "closed"
        self.Due.invalidate_model()
        self.assertEqual(
            self._due(department_id=self.it.id).mapped("date_from"), [NOVEMBER]
        )

    def test_the_form_proposes_no_closed_period(self):
        proposed = self.Value.with_user(self.colleague).default_get(["date_from"])
        self.assertEqual(proposed["date_from"], OCTOBER)
        self.Period.search([("date_from", "=", OCTOBER)]).state = "closed"
        proposed = self.Value.with_user(self.colleague).default_get(["date_from"])
        self.assertEqual(proposed["date_from"], NOVEMBER)

    def test_typed_in_the_list(self):
        due = self._due(department_id=self.it.id, date_from=OCTOBER)
        due.write({"result": "2.5", "note": "From HR"})
        value = self.Value.search([("kpi_id", "=", self.kpi.id)])
        self.assertEqual(
            (value.value, value.score, value.note, value.department_id),
            (2.5, 75, "From HR", self.it),
        )
        self.assertEqual(value.entered_by_id, self.colleague)
        due = self._due(department_id=self.it.id, date_from=OCTOBER)
        self.assertEqual((due.result, due.score, due.is_entered), ("2.50", 75, True))
        due.write({"result": "1,000"})
        self.assertEqual(value.value, 1000)
        due.write({"result": ""})
        self.assertFalse(value.exists())
        self.assertFalse(self._due(department_id=self.it.id)[0].is_entered)

    def test_a_note_alone(self):
        """It is not lost without a word, and leaves an entered result as it is."""
        due = self._due(department_id=self.it.id, date_from=OCTOBER)
        with self.assertRaisesRegex(UserError, "Sick days, IT: enter a result"):
            due.note = "From HR"
        self.Due.invalidate_model()
        due.result = "2.5"
        due = self._due(is_entered=True)
        self.env.invalidate_all()
        due.note = "From HR"
        self.assertEqual((due.value_id.note, due.value_id.value), ("From HR", 2.5))
        self.env.invalidate_all()
        due.result = "3"
        self.assertEqual((due.value_id.note, due.value_id.value), ("From HR", 3))
        due.write({"result": "", "note": False})
        self.assertFalse(self._due(is_entered=True))

    def test_typed_in_the_form(self):
        due = self._due(department_id=self.it.id, date_from=OCTOBER)
        with Form(due) as form:
            form.result = "4"
        self.assertEqual(self._due(is_entered=True).value_id.value, 4)

    def test_decimal_comma(self):
        lang = self.env["res.lang"]._activate_lang("de_DE")
        self.assertEqual(lang.decimal_point, ",")
        self.colleague.lang = "de_DE"
        due = self._due(department_id=self.it.id, date_from=OCTOBER)
        due.with_context(lang="de_DE").result = "1.000,5"
        self.assertEqual(self._due(is_entered=True).value_id.value, 1000.5)

    def test_no_number(self):
        due = self._due(department_id=self.it.id, date_from=OCTOBER)
        for text in ("many", "nan", "1e400", "2;3"):
            with self.subTest(text), self.assertRaisesRegex(UserError, "Sick days, IT"):
                due.result = text
            self.Due.invalidate_model()

    def test_which_departments(self):
        self.assertIn(self.it, self._due().department_id)
        self.assertNotIn(self.finance, self._due().department_id)
        # Entered before, for whoever it was.
        self.kpi.write({"department_id": self.finance.id, "level": "department"})
        self.assertEqual(self._due().department_id, self.finance)
        self.kpi.write({"department_id": False, "level": "company"})
        self.Value.create(
            {"kpi_id": self.kpi.id, "date_from": "2026-09-01", "value": 1}
        )
        self.Due.invalidate_model()
        self.assertFalse(self._due().department_id)
        self.assertEqual(len(self._due()), 2)

    def test_of_quarters(self):
        self.kpi.entry_kind = "quarter"
        self.assertFalse(self._due())
        self.Period.create(
            {
                "company_id": self.company.id,
                "kind": "quarter",
                "date_from": "2026-07-01",
                "date_to": "2026-09-30",
            }
        )
        self.assertEqual(set(self._due().mapped("period_name")), {"Q3 2026"})

    def test_who_may_not(self):
        due = self._due(department_id=self.it.id, date_from=OCTOBER)
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            with self.subTest(user=user.login):
                self.assertFalse(self._due(user))
                with self.assertRaises(AccessError):
                    due.with_user(user).read(["result"])
                with self.assertRaises(AccessError):
                    due.with_user(user).result = "1"
        self.assertTrue(self._due(self.officer))
        with self.assertRaises(AccessError):
            due.unlink()
        # A head who reads the result enters none.
        self.kpi.owner_id = self.officer
        self.Due.invalidate_model()
        with self.assertRaises(AccessError):
            due.with_user(self.colleague).result = "1"

    def test_on_the_home_page(self):
        home = self.env["icrm.home"].with_user(self.colleague)
        task = next(
            found for found in home._get_tasks() if found["kind"] == "icrm.kpi.due"
        )
        self.assertIn("due by", task["status"])
        for user in (self.staff, self.officer):
            with self.subTest(user=user.login):
                kinds = [found["kind"] for found in home.with_user(user)._get_tasks()]
                self.assertNotIn("icrm.kpi.due", kinds)
