# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestImprovementKpi(ImprovementCommon):
    """Measured by an indicator: no one types the values before and after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env["icrm.kpi"].create(
            {
                "name": "Kept promises",
                "code": "test_kept",
                "definition": "x",
                "direction": "up",
            }
        )
        cls.month = cls.today.replace(day=1)
        for months, value in ((-5, 60), (-4, 62), (-1, 91), (0, 99)):
            cls._result(months, value)
        cls._result(-4, 10, department_id=cls.finance.id)

    @classmethod
    def _result(cls, months, value, **values):
        first = cls.month + relativedelta(months=months)
        return cls.env["icrm.kpi.value"].create(
            {
                "kpi_id": cls.kpi.id,
                "date_from": first,
                "department_id": cls.it.id,
                "value": value,
                **values,
            }
        )

    def _by_kpi(self, **values):
        return self._improvement(
            **{
                "kpi_id": self.kpi.id,
                "indicator": False,
                "baseline_value": 1,
                "target_value": 90,
                **values,
            }
        )

    def test_head_takes_before_and_after_from_the_indicator(self):
        self.env["icrm.kpi.value"].search(
            [("kpi_id", "=", self.kpi.id), ("date_from", ">=", self._day(-70))]
        ).unlink()
        improvement = self._by_kpi().with_user(self.it_head)
        self.assertEqual(improvement.indicator, "Kept promises")
        self.assertEqual(improvement.baseline_value, 62)
        improvement.baseline_value = 3
        improvement.action_start()
        self.assertEqual((improvement.baseline_value, improvement.unit), (62, "%"))
        self.assertEqual(improvement.baseline_value_id.value, 62)
        improvement.write(
            {
                "change": "Two people more.",
                "implemented_on": self.month - relativedelta(months=1, days=3),
            }
        )
        improvement.action_mark_implemented()
        # Typed figures do not count.
        improvement.write(
            {"after_value": 100, "after_from": self.today, "after_to": self.today}
        )
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            improvement.action_measure()
        self.assertIn("Kept promises", str(caught.exception))
        self._result(0, 99)
        with self.assertRaises(UserError), self.cr.savepoint():
            improvement.action_measure()
        after = self._result(-1, 91)
        improvement.action_measure()
        self.assertEqual(improvement.after_value_id, after)
        self.assertEqual(
            (improvement.after_value, improvement.outcome), (91, "success")
        )

    def test_result_of_the_time_of_the_change_does_not_count(self):
        improvement = self._by_kpi().with_user(self.it_head)
        self._result(-2, 95)
        improvement.baseline_value = 3
        improvement._prepare_from_kpi()
        improvement.sudo().write(
            {
                "state": "check",
                "change": "x",
                "implemented_on": self.month - relativedelta(months=1),
            }
        )
        with self.assertRaises(UserError):
            improvement.action_measure()

    def test_figures_of_others_are_not_read_along(self):
        """An owner who may not read results gets none; the head takes them."""
        improvement = self._by_kpi(owner_id=self.staff.id, target_value=95)
        self.assertEqual(improvement.baseline_value, 91)
        own = improvement.copy(
            {"kpi_id": False, "baseline_date": False, "baseline_value": 0}
        )
        with Form(own.with_user(self.staff)) as form:
            form.kpi_id = self.kpi
            self.assertEqual(form.indicator, "Kept promises")
            self.assertFalse(form.baseline_date)
        self.assertIn("measurable", own.with_user(self.staff).missing_text)
        own.with_user(self.it_head).action_start()
        self.assertEqual(own.baseline_value, 91)

    def test_department_without_results(self):
        improvement = self._by_kpi(
            department_id=self.env["hr.department"].create({"name": "New"}).id
        )
        self.assertFalse(improvement.baseline_date)
        with self.assertRaises(UserError):
            improvement.with_user(self.officer).action_start()

    def _counted(self, unit="percent", **values):
        """Return one in step Check, of a computed figure."""
        kpi = self.env["icrm.kpi"].create(
            {
                "name": "Computed",
                "definition": "x",
                "source": "computed",
                "formula": "promises_met",
                "unit": unit,
            }
        )
        improvement = self._by_kpi(kpi_id=kpi.id, target_value=90)
        improvement.sudo().write(
            {
                "state": "check",
                "change": "x",
                "baseline_date": self.month - relativedelta(months=4),
                "baseline_value": 60,
                "baseline_case_count": 200,
                "implemented_on": self.month - relativedelta(months=3),
                **values,
            }
        )
        return improvement

    def _measured(self, count_before, count_after, value=91, unit="percent"):
        improvement = self._counted(
            unit,
            baseline_case_count=count_before,
            after_case_count=count_after,
            after_value=value,
            after_from=self.month - relativedelta(months=2),
            after_to=self.month - relativedelta(months=1),
        )
        return improvement.effect_text

    def test_verdict_in_one_line(self):
        for counts, value, unit, expected in (
            ((200, 200), 91, "percent", "target of 90"),
            ((200, 200), 75, "percent", "50% of the way"),
            ((200, 200), 50, "percent", "no progress"),
            ((12, 9), 75, "percent", "not clear, too few cases (12 before, 9"),
            ((200, 3), 91, "percent", "not clear"),
            ((3, 200), 91, "number", "not clear"),
            ((200, 200), 91, "number", "target of 90"),
            # Typed figures have no cases: they are taken as they are.
            ((0, 0), 91, "percent", "target of 90"),
        ):
            with self.subTest(counts=counts, value=value, unit=unit):
                self.assertIn(expected, self._measured(*counts, value, unit))

    def test_value_after_is_read_when_the_period_is_closed(self):
        improvement = self._by_kpi(owner_id=self.it_head.id)
        hidden = self._by_kpi(owner_id=self.staff.id)
        for own in improvement | hidden:
            own.sudo().write(
                {
                    "state": "check",
                    "change": "x",
                    "implemented_on": self.month - relativedelta(months=2),
                }
            )
        night = self.env["icrm.improvement"]._cron_advance
        night()
        self.assertFalse(improvement.is_measured)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE icrm_kpi_value SET is_final = TRUE WHERE kpi_id = %s",
            [self.kpi.id],
        )
        self.env.invalidate_all()
        night()
        self.assertEqual(
            (improvement.after_value, improvement.after_case_count), (91, 1)
        )
        self.assertIn("target of 90", improvement.effect_text)
        self.assertEqual((improvement.state, improvement.outcome), ("check", False))
        # Whose owner may not read results gets none.
        self.assertFalse(hidden.is_measured)

    def test_approval_is_offered_once_nothing_is_missing(self):
        improvement = self._by_kpi(problem=False, cause=False, relevance=False)
        mine = improvement.with_user(self.it_head)
        self.assertTrue(mine.can_approve)
        with Form(mine) as form:
            for button in ("action_start", "action_ask_approval"):
                node = form._view["tree"].find(f".//button[@name='{button}']")
                self.assertIn("missing_text", node.get("invisible"))
            self.assertTrue(form.missing_text)
        with self.assertRaises(UserError):
            mine.action_start()
