# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from ..common import IcrmCommon

FIRST, SECOND = date(2026, 3, 1), date(2026, 4, 1)


class ScorecardCommon(IcrmCommon):
    """Entered results of a March and an April; what they come to is easy to compute.

    =========  ======  ======  ======  ===========================================
    indicator  weight  floor   target  what
    =========  ======  ======  ======  ===========================================
    quality    100                     made of the others
    kept       60      50      100     more is better, by relationship
    hours      40      10      0       less is better
    =========  ======  ======  ======  ===========================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM icrm_kpi_value")
        cls.env["icrm.kpi"].search([]).active = False
        cls.Scorecard = cls.env["icrm.scorecard"]
        Kpi = cls.env["icrm.kpi"]
        cls.quality = Kpi.create(
            {
                "code": "t_quality",
                "name": "Quality",
                "definition": "All of it",
                "source": "computed",
                "formula": "composite",
                "unit": "points",
                "floor": 0,
                "target": 100,
                "weight": 100,
            }
        )
        cls.kept, cls.hours = Kpi.create(
            [
                {
                    "code": "t_kept",
                    "name": "Kept",
                    "definition": "Share of promises kept",
                    "parent_id": cls.quality.id,
                    "by_relationship": True,
                    "floor": 50,
                    "target": 100,
                    "weight": 60,
                    "sequence": 1,
                },
                {
                    "code": "t_hours",
                    "name": "Hours",
                    "definition": "Hours to answer",
                    "parent_id": cls.quality.id,
                    "unit": "hours",
                    "direction": "down",
                    "floor": 10,
                    "target": 0,
                    "weight": 40,
                    "sequence": 2,
                },
            ]
        )
        cls.procurement = cls.env["hr.department"].create({"name": "Procurement"})

    @classmethod
    def _enter(cls, kpi, department, first, value, customer=None, case_count=None):
        vals = {
            "kpi_id": kpi.id,
            "department_id": department.id,
            "date_from": first,
            "value": value,
        }
        if customer:
            vals["customer_department_id"] = customer.id
        result = cls.env["icrm.kpi.value"].create(vals)
        if case_count:
            # What computed results come with
            cls.env.flush_all()
            cls.env.cr.execute(
                "UPDATE icrm_kpi_value SET numerator = %s, denominator = %s,"
                " case_count = %s"
                " WHERE id = %s",
                [value * case_count, case_count, case_count, result.id],
            )
            result.invalidate_recordset()
        return result

    @classmethod
    def _enter_all(cls):
        """IT falls from 86 to 56 by what finance got; finance has one of two."""
        for first, kept, hours in ((FIRST, 90, 5), (SECOND, 65, 5)):
            cls._enter(cls.kept, cls.it, first, kept, case_count=20)
            cls._enter(cls.hours, cls.it, first, hours)
        for first, customer, value in (
            (FIRST, cls.finance, 90),
            (FIRST, cls.procurement, 90),
            (SECOND, cls.finance, 40),
            (SECOND, cls.procurement, 90),
        ):
            cls._enter(cls.kept, cls.it, first, value, customer, case_count=10)
        cls._enter(cls.kept, cls.finance, SECOND, 75, case_count=4)
        cls.env.flush_all()

    def freeze(self, first=SECOND, user=None):
        Scorecard = self.Scorecard.with_user(user or self.officer)
        count = Scorecard.action_freeze("month", str(first))
        self.env.invalidate_all()
        return count

    def publish(self, first=SECOND):
        return self.Scorecard.with_user(self.officer).action_publish_period(
            "month", str(first)
        )

    def card(self, department, first=SECOND):
        return self.Scorecard.search(
            [
                ("department_id", "=", department.id),
                ("period_kind", "=", "month"),
                ("date_from", "=", first),
            ]
        )

    def line(self, card, kpi):
        return card.line_ids.filtered(lambda line: line.kpi_id == kpi)
