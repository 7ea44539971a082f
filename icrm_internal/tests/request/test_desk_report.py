# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDeskReport(RequestCommon):
    """Promises met, against figures computed by hand.

    The course is written, not lived: PostgreSQL's clock cannot be frozen, so all that
    is compared with now lies years in the past or ahead.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Network", "icrm_department_id": cls.it.id}
        )
        cls.Event = cls.env["icrm.request.event"]

    def create_request(self, **values):
        """Return a request submitted on 5 January 2026, with the given course."""
        events = values.pop("events", ())
        ticket = self.request(
            icrm_origin="import",
            icrm_submitted_at=datetime(2026, 1, 5, 8),
            icrm_response_due_at=datetime(2026, 1, 5, 12),
            icrm_due_at=datetime(2026, 1, 6, 17),
        )
        ticket.write({"icrm_next_due_at": datetime(2026, 1, 6, 17), **values})
        for hour, state, holder, team in events:
            self.Event.create(
                {
                    "ticket_id": ticket.id,
                    "occurred_at": datetime(2026, 1, 5, hour),
                    "state": state,
                    "holder": holder,
                    "team_id": team.id,
                }
            )
        self.env.flush_all()
        return ticket

    def figures(self, tickets, user=None):
        report = self.env["icrm.request.report"].with_user(user or self.officer)
        (row,) = report._read_group(
            [("ticket_id", "in", tickets.ids)],
            [],
            [
                "__count",
                "open_count:sum",
                "overdue_count:sum",
                "response_met:avg",
                "resolution_met:avg",
                "response_hours:avg",
                "resolution_hours:avg",
                "reopened:avg",
                "waiting_hours:avg",
                "handover_count:sum",
                "duplicate:avg",
            ],
        )
        # a mean over nothing
        return [None if figure is False else figure for figure in row]

    def test_kept(self):
        ticket = self.create_request(
            icrm_state="resolved",
            icrm_first_response_at=datetime(2026, 1, 5, 10),
            icrm_resolved_at=datetime(2026, 1, 6, 8),
            icrm_next_due_at=False,
            events=[
                (8, "new", "provider", self.it_team),
                (10, "waiting", "customer", self.it_team),
                (13, "in_progress", "provider", self.second_team),
                (14, "waiting", "customer", self.second_team),
                (15, "in_progress", "provider", self.it_team),
                (20, "resolved", False, self.it_team),
            ],
        )
        # 2 h to respond, 24 h to resolve, 3 + 1 h with the customer, 2 hand-overs
        self.assertEqual(self.figures(ticket), [1, 0, 0, 1, 1, 2, 24, 0, 4, 2, 0])

    def test_broken(self):
        late = self.create_request(
            icrm_state="resolved",
            icrm_first_response_at=datetime(2026, 1, 5, 13),
            icrm_resolved_at=datetime(2026, 1, 7, 8),
            icrm_next_due_at=False,
            icrm_reopen_count=2,
        )
        self.assertEqual(self.figures(late), [1, 0, 0, 0, 0, 5, 48, 1, 0, 0, 0])

    def test_open_and_past_due_counts_as_broken(self):
        overdue = self.create_request(icrm_state="in_progress", icrm_holder="provider")
        self.assertEqual(self.figures(overdue), [1, 1, 1, 0, 0, None, None, 0, 0, 0, 0])

    def test_what_still_runs_or_was_taken_back_counts_neither_way(self):
        ahead = datetime(2199, 1, 1)
        running = self.create_request(
            icrm_state="new",
            icrm_response_due_at=ahead,
            icrm_due_at=ahead,
            icrm_next_due_at=ahead,
        )
        withdrawn = self.create_request(icrm_state="withdrawn", icrm_next_due_at=False)
        unpromised = self.create_request(
            icrm_state="resolved",
            icrm_response_due_at=False,
            icrm_due_at=False,
            icrm_next_due_at=False,
            icrm_resolved_at=datetime(2026, 1, 5, 9),
        )
        figures = self.figures(running | withdrawn | unpromised)
        self.assertEqual(figures, [3, 1, 0, None, None, 1, 1, 0, 0, 0, 0])

    def test_rates_are_means_over_what_was_judged(self):
        kept = {
            "icrm_state": "resolved",
            "icrm_next_due_at": False,
            "icrm_first_response_at": datetime(2026, 1, 5, 9),
        }
        tickets = self.create_request(**kept, icrm_resolved_at=datetime(2026, 1, 5, 10))
        tickets |= self.create_request(
            **kept, icrm_resolved_at=datetime(2026, 1, 5, 12)
        )
        tickets |= self.create_request(
            **kept, icrm_resolved_at=datetime(2026, 1, 9, 12)
        )
        tickets |= self.create_request(icrm_state="withdrawn", icrm_next_due_at=False)
        self.assertAlmostEqual(self.figures(tickets)[4], 2 / 3)
        self.assertEqual(self.figures(tickets)[3], 1)

    def test_report_shows_each_what_the_requests_show(self):
        self.create_request(icrm_state="new")
        report = self.env["icrm.request.report"]
        for user, count in (
            (self.agent, 1),
            (self.it_head, 1),
            (self.finance_head, 1),
            (self.officer, 1),
            (self.auditor, 1),
        ):
            visible = self.env["helpdesk.ticket"].with_user(user)
            with self.subTest(user=user.name):
                self.assertEqual(report.with_user(user).search_count([]), count)
                self.assertEqual(
                    set(report.with_user(user).search([]).ticket_id.ids),
                    set(visible.search([("icrm_service_id", "!=", False)]).ids),
                )
        stranger = self._user("stranger", None, "icrm_internal.group_icrm_agent")
        self.assertFalse(report.with_user(stranger).search_count([]))
        self.assertEqual(
            report.with_user(stranger)._read_group([], [], ["open_count:sum"])[0][0]
            or 0,
            0,
        )
        for user in (self.staff, self.portal_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                report.with_user(user).search_count([])

    def test_who_waits_reads_the_late_requests_first(self):
        """The newest come first elsewhere; here a request not late is the newest."""
        late = self.create_request(icrm_state="in_progress", icrm_holder="provider")
        newest = self.create_request(
            icrm_state="new",
            icrm_submitted_at=datetime(2026, 1, 6, 8),
            icrm_next_due_at=datetime(2199, 1, 1),
        )
        pending = self.create_request(
            icrm_state="new",
            icrm_submitted_at=datetime(2026, 1, 7, 8),
            icrm_due_at=False,
            icrm_next_due_at=False,
        )
        action = self.env.ref("icrm_internal.icrm_request_report_action_received")
        view = self.env["ir.ui.view"].browse(
            next(view for view, mode in action.views if mode == "list")
        )
        report = self.env["icrm.request.report"].with_user(self.officer)
        arch = report.get_view(view.id, "list")["arch"]
        found = report.search(
            [("ticket_id", "in", (late | newest | pending).ids)],
            order=etree.fromstring(arch).get("default_order"),
        )
        self.assertEqual(found.ticket_id.ids, [late.id, newest.id, pending.id])

    def test_report_leads_to_the_request(self):
        ticket = self.create_request(icrm_state="new")
        report = self.env["icrm.request.report"].with_user(self.agent)
        action = report.browse(ticket.id).action_open_request()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("helpdesk.ticket", ticket.id)
        )

    def test_steps(self):
        ticket = self.create_request(
            icrm_state="resolved",
            icrm_resolved_at=datetime(2026, 1, 5, 20),
            events=[
                (8, "new", "provider", self.it_team),
                (10, "in_progress", "provider", self.it_team),
                (13, "in_progress", "provider", self.second_team),
                (14, "waiting", "customer", self.second_team),
                (20, "resolved", False, self.second_team),
            ],
        )
        steps = self.env["icrm.request.step.report"].with_user(self.it_head)
        found = steps.search([("ticket_id", "=", ticket.id)], order="started_at")
        self.assertEqual(
            [
                (step.state, step.holder, step.hours, step.handover_count)
                for step in found
            ],
            [
                ("new", "provider", 2, 0),
                ("in_progress", "provider", 3, 0),
                ("in_progress", "provider", 1, 1),
                ("waiting", "customer", 6, 0),
            ],
        )
        self.assertCountEqual(
            steps._read_group(
                [("ticket_id", "=", ticket.id)],
                ["state"],
                ["total_hours:sum", "hours:avg"],
            ),
            [("new", 2, 2), ("in_progress", 4, 2), ("waiting", 6, 6)],
        )
        action = found[0].action_open_request()
        self.assertEqual(action["res_id"], ticket.id)
        stranger = self._user("stranger", None, "icrm_internal.group_icrm_agent")
        self.assertFalse(steps.with_user(stranger).search([]))

    # -- the manager's overview --
    def test_overview_of_both_sides(self):
        now = datetime.now().replace(microsecond=0)
        ahead = datetime(2199, 1, 1)
        recent = {"icrm_submitted_at": now, "icrm_first_response_at": now}
        self.create_request(
            **recent,
            icrm_state="resolved",
            icrm_resolved_at=now,
            icrm_due_at=ahead,
            icrm_next_due_at=False,
        )
        self.create_request(
            **recent,
            icrm_state="resolved",
            icrm_resolved_at=now,
            icrm_next_due_at=False,
        )
        self.create_request(icrm_state="new")  # open, overdue and older than 90 days
        for user, department, prefix in (
            (self.it_head, self.it, "icrm_provided"),
            (self.finance_head, self.finance, "icrm_requested"),
        ):
            own = department.with_user(user)
            with self.subTest(user=user.name):
                self.assertEqual(own[f"{prefix}_open"], 1)
                self.assertEqual(own[f"{prefix}_overdue"], 1)
                self.assertEqual(own[f"{prefix}_count"], 2)
                self.assertEqual(own[f"{prefix}_met"], 0.5)
                self.assertTrue(own[f"{prefix}_measured"])
        self.assertEqual(self.it.with_user(self.it_head).icrm_top_services, "Laptop")
        other = self.it.with_user(self.it_head)
        self.assertFalse(other.icrm_requested_measured)
        # what one may not see is not counted
        stranger = self._user("stranger", None, "icrm_internal.group_icrm_manager")
        self.assertEqual(self.it.with_user(stranger).icrm_provided_open, 0)

    def test_overview_leads_to_the_records(self):
        overdue = self.create_request(icrm_state="new")
        department = self.it.with_user(self.it_head).with_context(
            icrm_side="provided", icrm_filter="overdue"
        )
        action = department.action_icrm_open_figures()
        self.assertEqual(action["context"], {"search_default_overdue": 1})
        rows = self.env[action["res_model"]].with_user(self.it_head)
        rows = rows.search([*action["domain"], ("overdue_count", "=", 1)])
        self.assertEqual(len(rows), department.icrm_provided_overdue)
        self.assertEqual(rows.ticket_id, overdue.with_user(self.it_head))

    def test_overview_costs_the_same_for_one_and_for_fifty(self):
        names = [
            name
            for name, field in self.env["hr.department"]._fields.items()
            if name.startswith(("icrm_provided", "icrm_requested", "icrm_top"))
            and field.compute
        ]

        def count(departments):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            departments.with_user(self.it_head).read(names)
            return self.env.cr.sql_log_count - before

        self.create_request(icrm_state="new")
        departments = self.it | self.env["hr.department"].create(
            [
                {"name": f"Department {index}", "parent_id": self.it.id}
                for index in range(49)
            ]
        )
        count(departments)
        one = count(self.it)
        self.assertLessEqual(count(departments), one)
        self.assertLessEqual(one, 20)

    def test_overview_follows_hr_at_once(self):
        Department = self.env["hr.department"].with_user(self.finance_head)
        mine = [("icrm_head_user_ids", "=", self.finance_head.id)]
        self.assertEqual(Department.search(mine).sudo(), self.finance)
        self.it.manager_id = self.finance_head.sudo().employee_id
        self.env.flush_all()
        self.assertCountEqual(Department.search(mine).ids, (self.finance | self.it).ids)

    # -- the period a report opens on --
    def open_report(self, name="promised"):
        action = self.env.ref(f"icrm_internal.icrm_request_report_action_{name}_open")
        self.env.flush_all()
        return action.with_user(self.officer).run()

    def test_opens_on_the_period_that_has_data(self):
        ticket = self.create_request()
        # SQL: no request may be recent, whatever the database had before
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_submitted_at = '2024-03-05'"
            " WHERE icrm_submitted_at IS NOT NULL"
        )
        self.env.invalidate_all()
        for name in ("promised", "received"):
            action = self.open_report(name)
            self.assertIn("03/05/2024", action["name"])
            self.assertNotIn("search_default_recent", action["context"])
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertIn(ticket, found.ticket_id)
        ticket.icrm_submitted_at = datetime.now()
        action = self.open_report()
        self.assertIn("search_default_recent", action["context"])
        self.assertEqual(action["name"], "Commitments Given")

    def test_months_and_quarters_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["res.lang"]._activate_lang("zh_TW")
        ticket = self.create_request()
        report = self.env["icrm.request.report"].with_user(self.officer)
        for lang, spec, label in (
            ("zh_CN", "submitted_at:month", "2026年1月"),
            ("zh_CN", "submitted_at:quarter", "2026年第1季度"),
            ("zh_TW", "submitted_at:quarter", "2026年第1季"),
            ("en_US", "submitted_at:month", "January 2026"),
            ("zh_CN", "submitted_at:year", "2026"),
        ):
            (group,) = report.with_context(lang=lang).formatted_read_group(
                [("ticket_id", "=", ticket.id)], [spec], ["__count"]
            )
            self.assertEqual(group[spec][1], label)
