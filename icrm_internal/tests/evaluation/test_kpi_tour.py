# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .kpi_common import MARCH, KpiCommon, at


@tagged("post_install", "-at_install")
class TestKpiTour(HttpCase, KpiCommon):
    """Indicators in a browser: what is asked changes, what was stays as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promises = cls._kpi("promises_met")
        cls._request(at(3, 2), 3)
        cls._request(fields.Datetime.now() - timedelta(days=1), 1)

    def _turn(self, tour, user):
        self.env.flush_all()
        self.start_tour("/odoo/internal-indicators", tour, login=user.login)
        self.env.invalidate_all()

    def test_officer_from_target_to_records(self):
        self.compute(code="promises_met", is_final=True)
        march = self.result("promises_met", MARCH, department=self.it)
        before = march.target, march.score
        self._turn("icrm_kpi_officer", self.admin_user)
        self.assertEqual((march.target, march.score), before)
        last = self.Value.search(
            [
                ("kpi_id", "=", self.promises.id),
                ("department_id", "=", self.it.id),
                ("period_kind", "=", "month"),
            ],
            limit=1,
        )
        self.assertEqual(last.target, 97)

    def test_owner_enters(self):
        sales = self._kpi("sales_amount")
        sales.write({"owner_id": self.colleague.id, "floor": 100, "target": 200})
        self._turn("icrm_kpi_owner", self.colleague)
        value = self.Value.search([("kpi_id", "=", sales.id)])
        self.assertEqual((value.value, value.score), (150, 50))
        self.assertEqual(value.entered_by_id, self.colleague)
