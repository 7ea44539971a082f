# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from .kpi_common import KpiCommon

WEST = "America/Los_Angeles"
ISLANDS = "Pacific/Kiritimati"
CHINA = "Asia/Shanghai"
# The first instant of March, in UTC, where it is
MARCH = {
    WEST: datetime(2026, 3, 1, 8, 0),
    ISLANDS: datetime(2026, 2, 28, 10, 0),
    CHINA: datetime(2026, 2, 28, 16, 0),
}
FEBRUARY_28, MARCH_1 = date(2026, 2, 28), date(2026, 3, 1)
ANSWER_DATE = "odoo.addons.icrm_internal.models.voice.icrm_feedback.get_answer_date"


@tagged("post_install", "-at_install")
class TestCompanyDayEverywhere(KpiCommon):
    """What is due, valid, over or counted follows the company's day, in jobs too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([]).active = False
        cls.env.cr.execute("DELETE FROM icrm_kpi_value; DELETE FROM icrm_kpi_period")

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1)
        )

    def _around_midnight(self, days=0):
        """Yield (zone, is it March) a second before and at the midnight of each zone.

        :param int days: so many days later
        """
        for zone, first in MARCH.items():
            at = first + timedelta(days=days)
            self.company.resource_calendar_id.tz = zone
            self.env.flush_all()
            for is_march in (False, True):
                instant = at if is_march else at - timedelta(seconds=1)
                with (
                    self.subTest(zone=zone, is_march=is_march),
                    freeze_time(instant),
                ):
                    yield zone, is_march
                    self.env.invalidate_all()

    def test_the_first_month_is_there(self):
        """A request of February there is one of March here."""
        self.company.resource_calendar_id.tz = WEST
        request = self._request(datetime(2026, 3, 1, 5, 0), 1)
        with freeze_time("2026-05-10"):
            self.Period._ensure()
        months = self.Period.search([("kind", "=", "month")], order="date_from")
        self.assertEqual(months[0].date_from, date(2026, 2, 1))
        bounds = months[0].date_from, months[0].date_to
        self.compute(bounds, "resolution_rate")
        self.assertEqual(self.result("resolution_rate", bounds).case_count, 1)
        self.assertEqual(request.icrm_submitted_at.month, 3)

    def test_the_last_month_ends_in_time(self):
        for _zone, is_march in self._around_midnight():
            self.env.cr.execute("DELETE FROM icrm_kpi_period")
            self.env.invalidate_all()
            self.Period._ensure()
            latest = self.Period.search(
                [("kind", "=", "month"), ("company_id", "=", self.company.id)],
                order="date_from desc",
                limit=1,
            )
            self.assertEqual(latest.date_from.month, 3 if is_march else 2)

    def test_deputies(self):
        delegation = self.env["icrm.approval.delegation"].create(
            {
                "user_id": self.it_head.id,
                "delegate_id": self.agent.id,
                "date_from": MARCH_1,
                "date_to": MARCH_1,
            }
        )
        for _zone, is_march in self._around_midnight():
            deputies = delegation._get_deputies(self.it_head)
            self.assertEqual(bool(deputies), is_march)
            self.assertEqual(delegation.is_active, is_march)

    def test_agreements_expire(self):
        Agreement = self.env["icrm.agreement"]
        self.env["icrm.relationship"]._ensure(
            {(self.it.id, self.finance.id, self.company.id)}
        )
        relationship = self.env["icrm.relationship"].search(
            [
                ("provider_department_id", "=", self.it.id),
                ("customer_department_id", "=", self.finance.id),
            ]
        )
        for _zone, is_march in self._around_midnight():
            agreement = Agreement.create(
                {
                    "name": "February",
                    "relationship_id": relationship.id,
                    "date_from": date(2026, 2, 1),
                    "date_to": FEBRUARY_28,
                }
            )
            agreement._store({"state": "signed"})
            Agreement._cron_advance()
            self.assertEqual(agreement.state, "ended" if is_march else "signed")
            agreement._store({"state": "ended"})

    def test_reminders(self):
        self.env["icrm.relationship"]._ensure(
            {(self.it.id, self.finance.id, self.company.id)}
        )
        relationship = self.env["icrm.relationship"].search([], limit=1)
        for _zone, is_march in self._around_midnight():
            relationship.sudo().write(
                {"next_review_date": date(2026, 3, 8), "reminded_date": False}
            )
            relationship._remind("next_review_date", [], 7, "Review")
            self.assertEqual(bool(relationship.reminded_date), is_march)

    def test_evaluations(self):
        Cycle = self.env["icrm.evaluation.cycle"]
        for zone, is_march in self._around_midnight():
            cycle = Cycle.create(
                {
                    "name": "Winter",
                    "date_from": date(2026, 2, 1),
                    "date_to": FEBRUARY_28,
                    "close_on": FEBRUARY_28,
                }
            )
            # The period ends with the company's day.
            since, until = self.env.execute_query(
                SQL("SELECT %s, %s", *cycle._get_instants())
            )[0]
            self.assertEqual(until, MARCH[zone])
            self.assertEqual((until - since).days, 28)
            cycle.sudo().write({"state": "open"})
            with patch.object(type(Cycle), "_close", autospec=True) as close:
                Cycle._cron_advance()
            closed = [call.args[0] for call in close.call_args_list]
            self.assertEqual(cycle in closed, is_march)
            cycle.sudo().write({"state": "draft"})
            self.assertEqual(
                Cycle.default_get(["date_from"])["date_from"], date(2025, 10, 1)
            )

    def test_scorecards_freeze(self):
        Scorecard = self.env["icrm.scorecard"]
        self.company.icrm_scorecard_kind = "month"
        self.company.icrm_scorecard_days = 2
        for _zone, is_over in self._around_midnight(days=2):
            with patch.object(
                type(Scorecard), "_freeze", autospec=True, return_value=0
            ) as freeze:
                Scorecard._cron_freeze()
            frozen = {call.args[1:] for call in freeze.call_args_list}
            month = (self.company, "month", date(2026, 2, 1))
            self.assertEqual(month in frozen, is_over)

    def test_ledger_of_segments(self):
        for zone, is_march in self._around_midnight():
            segment = self.env["icrm.segment"].create(
                {
                    "name": f"Those of {zone} {is_march}",
                    "customer_ids": self._customer(self.staff).ids,
                }
            )
            membership = self.env["icrm.segment.membership"].search(
                [("segment_id", "=", segment.id)]
            )
            self.assertEqual(membership.joined_on, MARCH_1 if is_march else FEBRUARY_28)

    def test_feedback_and_reviews(self):
        customer = self._customer(self.staff)
        for _zone, is_march in self._around_midnight():
            with patch(ANSWER_DATE, lambda _company, day: day):
                feedback = self.env["icrm.feedback"].create(
                    {
                        "name": "The door sticks",
                        "department_id": self.it.id,
                    }
                )
            self.assertEqual(feedback.due_on, MARCH_1 if is_march else FEBRUARY_28)
            customer.with_user(self.agent).action_mark_reviewed()
            self.assertEqual(customer.reviewed_on, MARCH_1 if is_march else FEBRUARY_28)

    def test_two_companies_in_one_run(self):
        """Each job follows the day of each company, not that of the first one."""
        other = self.env["res.company"].create({"name": "Line Islands"})
        other.resource_calendar_id.tz = ISLANDS
        self.company.resource_calendar_id.tz = WEST
        with freeze_time("2026-02-28 12:00:00"):
            self.Period._ensure()
        months = {
            company: day.month
            for company, day in self.Period._read_group(
                [("kind", "=", "month")], ["company_id"], ["date_from:max"]
            )
        }
        self.assertEqual(months[self.company], 2)
        self.assertEqual(months[other], 3)
