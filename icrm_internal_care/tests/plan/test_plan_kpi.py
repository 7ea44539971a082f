# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import NOW, PlanCommon

MARCH = date(2026, 3, 1), date(2026, 3, 31)


@tagged("post_install", "-at_install")
class TestPlanKpi(PlanCommon):
    """A call is a contact of the caller's department; a message is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env.ref("icrm_internal.icrm_kpi_contact_frequency")
        plan = cls._plan()
        cls._start(plan)
        cls.call = cls.Touch.search(
            [("plan_id", "=", plan.id), ("customer_id", "=", cls.by_phone.id)]
        )

    def _get_result(self, department):
        self.env.flush_all()
        self.env["icrm.kpi"]._compute_values(*MARCH, kpis=self.kpi)
        return self.env["icrm.kpi.value"].search(
            [
                ("kpi_id", "=", self.kpi.id),
                ("date_from", "=", MARCH[0]),
                ("department_id", "=", department.id),
                ("customer_department_id", "=", False),
                ("service_id", "=", False),
            ]
        )

    def test_calls_are_contacts(self):
        self.assertFalse(self._get_result(self.it))
        call = self.call.with_user(self.manager)
        with freeze_time(NOW):
            call.action_not_reached()
        self.assertFalse(self._get_result(self.it))
        with freeze_time("2026-03-20 08:00:00"):
            call.action_reached()
        result = self._get_result(self.it)
        self.assertEqual((result.numerator, result.denominator), (1, 1))
        found = self.env["icrm.customer"].search(
            [("icrm_kpi_value_id", "=", result.id)]
        )
        self.assertEqual(found, self.by_phone)
