# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestCurrency(ImprovementCommon):
    """Amounts keep the currency they were entered in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dollar, cls.yen = cls.env.ref("base.USD"), cls.env.ref("base.JPY")
        (cls.dollar | cls.yen).active = True
        cls.company.currency_id = cls.dollar

    def _amounts(self):
        competence = self.env["icrm.competence"].create(
            {"name": "Listening", "code": self.company.currency_id.name}
        )
        process = self.env["icrm.process"].create(
            {"name": "Laptops", "service_id": self.service.id}
        )
        return [
            self.env["icrm.programme"].create({"name": "Sooner", "budget": 180000}),
            self.env["icrm.training.need"].create(
                {
                    "department_id": self.it.id,
                    "competence_id": competence.id,
                    "cost": 180000,
                }
            ),
            self.env["icrm.process.evaluation"].create(
                {"process_id": process.id, "cost": 12.5}
            ),
        ]

    def test_the_company_s_currency_changes(self):
        before = self._amounts()
        self.env.flush_all()
        self.company.currency_id = self.yen
        self.env.flush_all()
        self.env.invalidate_all()
        for record in before:
            with self.subTest(model=record._name):
                self.assertEqual(record.currency_id, self.dollar)
        for record in self._amounts():
            with self.subTest(model=record._name):
                self.assertEqual(record.currency_id, self.yen)
        self.assertEqual(before[0].budget, 180000)
        self.assertEqual(before[2].cost, 12.5)

    def test_every_amount_has_a_currency_of_its_own(self):
        for model in self.env.registry.values():
            if not model._name.startswith("icrm.") or model._abstract:
                continue
            for field in model._fields.values():
                if field.type == "monetary":
                    with self.subTest(field=str(field)):
                        currency = model._fields[field.get_currency_field(model)]
                        self.assertTrue(currency.store and not currency.related)
