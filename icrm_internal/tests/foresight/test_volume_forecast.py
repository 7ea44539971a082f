# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MONDAY, ForesightCommon


@tagged("post_install", "-at_install")
class TestForecast(ForesightCommon):
    """Requests to expect and capacity: of the right weeks, for the right readers."""

    def forecast(self, service=None, reader=None):
        """Compute, and return the row of a service, or of the team without one."""
        self.env["icrm.forecast"]._compute_company(self.company)
        return self.rows(reader or self.officer).filtered(
            lambda row: row.service_id == (service or self.env["icrm.service"])
        )

    def rows(self, reader):
        self.env.invalidate_all()
        return (
            self.env["icrm.forecast"]
            .with_user(reader)
            .search([("team_id", "=", self.it_team.id)])
        )

    def test_too_little_history(self):
        self._weeks([3] * 25)
        row = self.forecast(self.service)
        self.assertEqual((row.state, row.weeks, row.recent), ("too_little", 25, 24))
        self.assertFalse(row.expected)
        self.assertFalse(row.chart["rows"])
        self.assertIn("25", row.chart["sentence"])

    def test_forecast(self):
        """What comes every week is expected every week."""
        self._weeks([3] * 30)
        row = self.forecast(self.service)
        self.assertEqual((row.state, row.weeks, row.recent), ("ready", 30, 24))
        self.assertEqual(row.expected, 24)
        self.assertEqual(row.mae, 0)
        self.assertEqual(len(row.chart["rows"]), 8)
        self.assertEqual(row.chart["rows"][0]["mean"], 3)

    def test_only_complete_weeks(self):
        """This week's requests do not count yet; Sunday belongs to the week before."""
        self._weeks([1] * 26)
        sunday = MONDAY - timedelta(hours=1)
        self._history([(sunday, sunday + timedelta(hours=12))])
        self._history([(MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=10))])
        row = self.forecast(self.service)
        self.assertEqual(row.weeks, 26)
        self.assertEqual(row.series["history"], [1] * 25 + [2])

    def test_weeks_are_the_company_s(self):
        """Sunday, 23:00 in London is Monday in Shanghai: the current week."""
        self._weeks([1] * 26)
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        sunday = MONDAY - timedelta(hours=1)
        self._history([(sunday, sunday + timedelta(hours=12))])
        self.assertEqual(self.forecast(self.service).series["history"][-1], 1)

    def test_weeks_without_requests_count(self):
        self._weeks([5] + [0] * 30 + [5])
        row = self.forecast(self.service)
        self.assertEqual(row.weeks, 32)
        self.assertEqual(row.series["history"], [0] * 25 + [5])

    def test_work_and_capacity(self):
        """Three requests a week of two hours each, one member with forty."""
        self._weeks([3] * 30)
        row = self.forecast(self.service)
        self.assertAlmostEqual(row.work_hours, 48)
        self.assertFalse(row.capacity_hours)
        team = self.rows(self.officer).filtered("is_team")
        self.assertAlmostEqual(team.work_hours, 48)
        self.assertAlmostEqual(team.capacity_hours, 320)
        self.assertAlmostEqual(team.load, 48 / 320)
        self.assertEqual(team.chart["rows"][0]["capacity"], 40)

    def _absent(self):
        """The agent is away on two days of the second week: 16 hours."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "calendar_id": self.calendar.id,
                "resource_id": self.agent.sudo().employee_id.resource_id.id,
                "date_from": "2026-03-10 00:00:00",
                "date_to": "2026-03-11 23:59:59",
            }
        )

    def _members(self, count):
        """The team has *count* members, of forty hours each."""
        for number in range(count - 1):
            user = self._user(
                f"member{number}", self.it, "icrm_internal.group_icrm_agent"
            )
            user.sudo().employee_id.resource_calendar_id = self.calendar
            self.it_team.user_ids += user

    def test_absences_take_capacity_away(self):
        self._weeks([3] * 30)
        self._members(5)
        self._absent()
        team = self.forecast()
        self.assertEqual(
            [row["capacity"] for row in team.chart["rows"]], [200, 184] + [200] * 6
        )

    def test_few_members_show_no_absence(self):
        """Of one person or four no week tells who is away when; the total is right."""
        self._weeks([3] * 30)
        self._absent()
        for count in (1, 4):
            with self.subTest(members=count):
                self._members(count)
                team = self.forecast()
                self.assertAlmostEqual(team.capacity_hours, 320 * count - 16)
                self.assertEqual(len(set(team.series["capacity"])), 1)

    def test_computed_twice(self):
        """Running again changes nothing, and rows of what is gone go."""
        self._weeks([3] * 30)
        other = self._service("Printer")
        self._weeks([2] * 30, other)
        self.forecast()
        before = self.rows(self.officer)
        self.forecast()
        self.assertEqual(self.rows(self.officer), before)
        other.active = False
        self.assertFalse(self.forecast(other))
        self.assertTrue(self.forecast(self.service))

    def test_statements(self):
        """As many statements for twenty services as for two, but for the rows."""
        self._weeks([3] * 30)
        self.forecast()

        def count():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            rows = self.env["icrm.forecast"].sudo()._prepare_rows(self.company)
            self.assertTrue(rows)
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(10):
            self._weeks([1] * 30, self._service(f"Service {number}"))
        self.assertLessEqual(count(), few + 1)

    def test_who_sees_it(self):
        """The team, the head of the provider, officers and auditors; nobody else."""
        self._weeks([3] * 30)
        self.forecast()
        for reader in (self.agent, self.it_head, self.officer, self.auditor):
            self.assertEqual(len(self.rows(reader)), 2, reader.login)
        self.assertFalse(self.rows(self.finance_head))
        buyer = self._user("buyer", self.finance, "icrm_internal.group_icrm_agent")
        self.assertFalse(self.rows(buyer))
        row = self.rows(self.officer)[:1]
        for reader in (self.finance_head, buyer):
            with self.assertRaises(AccessError):
                row.with_user(reader).read(["expected"])
            with self.assertRaises(AccessError):
                row.with_user(reader).action_open_requests()
        for reader in (self.staff, self.desk, self.portal_user):
            with self.assertRaises(AccessError):
                self.rows(reader)

    def test_nobody_writes_it(self):
        self._weeks([3] * 30)
        row = self.forecast(self.service)
        for reader in (self.agent, self.it_head, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                row.with_user(reader).write({"expected": 1})
            with self.assertRaises(AccessError):
                row.with_user(reader).unlink()

    def test_opens_its_requests(self):
        tickets = self._weeks([1] * 30)
        row = self.forecast(self.service, self.agent)
        action = row.action_open_requests()
        found = self.env["helpdesk.ticket"].with_user(self.agent)
        self.assertLessEqual(tickets, found.search(action["domain"]).sudo())
