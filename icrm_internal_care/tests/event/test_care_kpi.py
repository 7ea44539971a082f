# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.evaluation.kpi_common import (
    FIRST_QUARTER,
    MARCH,
    KpiCommon,
)


@tagged("post_install", "-at_install")
class TestCareKpi(KpiCommon):
    """What care costs is no longer typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A database that had the addon before has it as it was: typed
        cls.env["icrm.kpi"]._measure_care()
        cls.mine = cls.spend(cls.staff, "2026-03-01", 40.5)
        cls.spend(cls.staff, "2026-03-31", 20)
        cls.spend(cls.agent, "2026-03-15", 300)
        cls.spend(cls.staff, "2026-02-28", 7)
        cls.spend(cls.staff, "2026-03-05", 0)
        cls.env.flush_all()

    @classmethod
    def spend(cls, user, date, amount):
        return cls.env["icrm.care.record"].create(
            {
                "name": "Flowers",
                "customer_id": cls._customer(user).id,
                "date": date,
                "amount": amount,
            }
        )

    def test_sum_of_the_records(self):
        kpi = self._kpi("care_cost")
        self.assertEqual((kpi.source, kpi.formula), ("computed", "care_cost"))
        self.compute(MARCH, "care_cost")
        for department, spent, cases in (
            (self.finance, 60.5, 2),
            (self.it, 300, 1),
            (None, 360.5, 3),
        ):
            result = self.result("care_cost", department=department)
            self.assertEqual((result.value, result.numerator), (spent, spent))
            self.assertEqual(result.case_count, cases)
        self.compute(FIRST_QUARTER, "care_cost")
        result = self.result("care_cost", FIRST_QUARTER, department=self.finance)
        self.assertEqual(result.value, 67.5)

    def test_the_number_leads_to_its_records(self):
        self.compute(MARCH, "care_cost")
        result = self.result("care_cost", department=self.finance)
        for user, seen in ((self.officer, 2), (self.finance_head, 0)):
            found = (
                self.env["icrm.care.record"]
                .with_user(user)
                .search([("icrm_kpi_value_id", "=", result.id)])
            )
            self.assertEqual(len(found), seen)
        # Auditors read the sum, not on whom it was spent.
        with self.assertRaisesRegex(UserError, "not its records"):
            result.with_user(self.auditor).action_open_records()

    def test_what_was_spent_in_another_currency_is_left_out(self):
        other = self.env.ref("base.JPY")
        self.spend(self.colleague, "2026-03-02", 1000)
        # SQL: entered before the company changed its currency
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_care_record SET currency_id = %s WHERE amount = 1000",
            [other.id],
        )
        self.compute(MARCH, "care_cost")
        self.assertEqual(self.result("care_cost").value, 360.5)

    def test_typed_results_stay_typed(self):
        self.env["icrm.kpi"]._forget_care()
        kpi = self._kpi("care_cost")
        self.assertEqual((kpi.source, kpi.formula), ("manual", False))
        self.Value.create({"kpi_id": kpi.id, "date_from": MARCH[0], "value": 9})
        self.env["icrm.kpi"]._measure_care()
        self.assertEqual(kpi.source, "manual")
