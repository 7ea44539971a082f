# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from ..voice.counted_common import CountedCommon
from .kpi_common import MARCH, KpiCommon

JUNE = date(2026, 6, 1), date(2026, 6, 30)


@tagged("post_install", "-at_install")
class TestKpiVoice(KpiCommon, CountedCommon):
    """Indicators of what internal customers said, against numbers known beforehand.

    Eight people of one department and five of two small ones answer about IT, four
    about finance: too few.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey, cls.ids = cls._survey(
            [
                *cls._pairs(cls.reliability, (1,)),
                *cls._pairs(cls.empathy, (2,)),
                cls._question("csat", icrm_measure="csat"),
                cls._question("nps", icrm_measure="nps"),
                cls._question("ces", icrm_measure="ces"),
            ]
        )
        cls.campaign = cls._campaign(cls.survey, [cls.it, cls.finance])
        cls.about_it, cls.about_finance = cls.campaign.subject_ids
        cls.responses = [
            # satisfied, a promoter, a gap of 0 and -1
            *(cls._sheet(cls.large, 5, 10, 7, 6, 6, 5, 6) for _one in range(6)),
            # neither, passive, -2 and -2
            *(cls._sheet(cls.large, 3, 8, 4, 4, 6, 3, 5) for _one in range(2)),
            # dissatisfied, detractors, -3 and 0
            *(cls._sheet(cls.small_a, 1, 2, 1, 2, 5, 4, 4) for _one in range(2)),
            *(cls._sheet(cls.small_b, 4, 6, 2, 2, 5, 4, 4) for _one in range(3)),
        ]
        finance = [(cls.about_finance, cls.large, cls.responses[0][2])] * 4
        cls._count(cls.campaign, [*cls.responses, *finance])
        # a result belongs to the month of its period, whenever it was counted
        cls.env["icrm.result"].search(
            [("campaign_id", "=", cls.campaign.id)]
        ).date = "2026-06-30"

    @classmethod
    def _sheet(cls, department, *values):
        names = ("csat", "nps", "ces", "perception 1", "expectation 1")
        names += ("perception 2", "expectation 2")
        answers = {
            cls.ids[name]: value for name, value in zip(names, values, strict=True)
        }
        return cls.about_it, department, answers

    def check(self, code, numerator, denominator, value, **whom):
        row = self.result(code, JUNE, **whom)
        self.assertEqual((row.numerator, row.denominator), (numerator, denominator))
        self.assertAlmostEqual(row.value, value)
        self.assertEqual(row.case_count, denominator)

    def test_of_a_department(self):
        self.compute(JUNE)
        it = {"department": self.it}
        self.check("csat", 6 + 3, 13, 100 * 9 / 13, **it)
        self.check("nps", 6 - 5, 13, 100 / 13, **it)
        self.check("ces", 42 + 8 + 2 + 6, 13, 58 / 13, **it)
        self.check("servqual_reliability", -4 - 15, 13, -19 / 13, **it)
        self.check("servqual_empathy", -6 - 4, 13, -10 / 13, **it)
        self.check("servqual", -14.5, 13, -14.5 / 13, **it)
        self.assertEqual(self.result("csat", JUNE).case_count, 13)

    def test_of_customers_only_in_groups(self):
        """Two small departments are shown together, as their parent."""
        self.compute(JUNE)
        it = {"department": self.it}
        self.check("csat", 6, 8, 75, customer=self.large, **it)
        self.check("csat", 3, 5, 60, customer=self.unit, **it)
        for small in (self.small_a, self.small_b):
            self.assertFalse(self.result("csat", JUNE, customer=small, **it))
        rows = self.Value.search(
            [
                ("kpi_id.formula", "in", ["csat", "nps", "ces", "servqual"]),
                ("date_from", "=", JUNE[0]),
            ]
        )
        self.assertGreaterEqual(
            min(rows.mapped("case_count")), self.campaign.anonymity_threshold
        )

    def test_too_few_are_no_number(self):
        self.compute(JUNE)
        for code in ("csat", "nps", "ces", "servqual", "servqual_empathy"):
            self.assertFalse(self.result(code, JUNE, department=self.finance), code)

    def test_its_own_month_only(self):
        self.compute(MARCH)
        self.assertFalse(self.result("csat", MARCH))

    def test_what_is_not_published_for_heads_is_in_no_indicator(self):
        for values in ({"state": "closed"}, {"state": "published"}):
            self.campaign._write_workflow(values)
            if values["state"] == "published":
                self.campaign.visibility = "officers"
            self.compute(JUNE)
            self.assertFalse(self.result("csat", JUNE), values)

    def test_participation(self):
        customers = self.env["icrm.customer"].search([("employee_id", "!=", False)])[:6]
        self.env["icrm.campaign.participant"].create(
            [
                {
                    "campaign_id": self.campaign.id,
                    "customer_id": customer.id,
                    "name": customer.name,
                    "subject_ids": [(6, 0, self.about_it.ids)],
                    "answered": place < 3,
                    "state": "withdrawn" if place == 5 else "invited",
                }
                for place, customer in enumerate(customers)
            ]
        )
        self.compute(JUNE, "participation")
        self.check("participation", 3, 5, 60, department=self.it)
        self.assertFalse(self.result("participation", JUNE, department=self.finance))
