# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from .improvement_common import ImprovementCommon

# The first instant of 2026, in UTC, where it is
NEW_YEAR = {
    "America/Los_Angeles": datetime(2026, 1, 1, 8, 0),
    "Pacific/Kiritimati": datetime(2025, 12, 31, 10, 0),
    "Asia/Shanghai": datetime(2025, 12, 31, 16, 0),
}


@tagged("post_install", "-at_install")
class TestCompanyDayOfImprovements(ImprovementCommon):
    """Improvements, risks and training follow the company's day, in jobs too."""

    def test_around_new_year(self):
        improvement = self._improvement(due_date=date(2025, 12, 31))
        risk = self.env["icrm.risk"].create(
            {
                "name": "Fire",
                "department_id": self.it.id,
                "owner_id": self.it_head.id,
                "review_months": 1,
            }
        )
        rule = self.env["icrm.improvement.rule"].search([], limit=1)
        for zone, at in NEW_YEAR.items():
            self.company.resource_calendar_id.tz = zone
            self.env.flush_all()
            for seconds, is_new in ((-1, False), (0, True)):
                with (
                    self.subTest(zone=zone, seconds=seconds),
                    freeze_time(at + timedelta(seconds=seconds)),
                ):
                    today = date(2026, 1, 1) if is_new else date(2025, 12, 31)
                    self.env.invalidate_all()
                    improvement._compute_is_overdue()
                    self.assertEqual(improvement.is_overdue, is_new)
                    risk.action_review()
                    self.assertEqual(risk.reviewed_on, today)
                    year = self.env["icrm.training.need"].default_get(["year"])
                    self.assertEqual(year["year"], str(today.year))
                    keys = rule._get_keys(self.company.id, "miss")
                    self.assertEqual(
                        keys["origin_key"], f"miss:{today.isoformat()[:7]}"
                    )
                    programme = self.env["icrm.programme"].default_get(["date_from"])
                    self.assertEqual(programme["date_from"], today)

    def test_rules_look_back_by_the_company_s_days(self):
        """What a job finds hangs on the day of the company that it is found for."""
        other = self.env["res.company"].create({"name": "Line Islands"})
        other.resource_calendar_id.tz = "Pacific/Kiritimati"
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        rule = self.env["icrm.improvement.rule"].create(
            {"name": "Again", "signal": "complaint", "count": 2, "days": 30}
        )
        with freeze_time("2026-01-01 05:00:00"):
            self.assertEqual(rule._get_today(self.company.id), date(2025, 12, 31))
            self.assertEqual(rule._get_today(other.id), date(2026, 1, 1))
            for company, first in (
                (self.company, date(2025, 12, 1)),
                (other, date(2025, 12, 2)),
            ):
                self.env.flush_all()
                found = self.env.execute_query(
                    SQL("SELECT %s", rule._sql_first_day(company.id))
                )
                self.assertEqual(found[0][0], first)
