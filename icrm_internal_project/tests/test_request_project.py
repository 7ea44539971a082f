# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.request.common import RequestCommon

from ..models.helpdesk_ticket import HelpdeskTicket

SECRET = "He was dismissed"


@tagged("post_install", "-at_install")
class TestRequestProject(RequestCommon):
    """A move is a project: two milestones, on days 10 and 20."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("project.group_project_milestone")
        (cls.agent | cls.it_head).group_ids = [
            Command.link(cls.env.ref("project.group_project_user").id)
        ]
        cls.template = cls.env["project.project"].create(
            {
                "name": "Template of a move",
                "is_template": True,
                "allow_milestones": True,
                "privacy_visibility": "employees",
                "date_start": "2026-01-01",
                "date": "2026-01-31",
                "milestone_ids": [
                    Command.create({"name": "Rooms chosen", "deadline": "2026-01-11"}),
                    Command.create({"name": "Moved", "deadline": "2026-01-21"}),
                ],
                "task_ids": [Command.create({"name": "Call the landlord"})],
            }
        )
        cls.move = cls._service(
            "Office move", owner_id=cls.it_head.id, project_template_id=cls.template.id
        )

    def setUp(self):
        super().setUp()
        clock = freeze_time(datetime(2026, 6, 1, 8))
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def start(self, service=None, user=None):
        """Return a request on which work started, in sudo."""
        ticket = self.submit(
            user, service or self.move, name=SECRET, description=SECRET
        ).sudo()
        ticket.with_user(self.agent).action_icrm_take()
        return ticket

    def reach(self, ticket, *names):
        milestones = ticket.icrm_project_id.milestone_ids.filtered(
            lambda milestone: milestone.name in names
        )
        for milestone in milestones.with_user(self.agent):
            milestone.toggle_is_reached(True)

    def test_opened_once_when_work_starts(self):
        ticket = self.submit(service=self.move, name=SECRET, description=SECRET).sudo()
        self.assertFalse(ticket.icrm_project_id)
        ticket.with_user(self.agent).action_icrm_take()
        project = ticket.icrm_project_id
        self.assertEqual(project.name, f"{ticket.number} Office move")
        self.assertFalse(project.is_template)
        self.assertEqual(project.user_id, self.agent)
        self.assertEqual(project.task_ids.mapped("name"), ["Call the landlord"])
        self.assertEqual(
            (project.date_start, project.date), (date(2026, 6, 1), date(2026, 7, 1))
        )
        self.assertEqual(
            dict(project.milestone_ids.mapped(lambda one: (one.name, one.deadline))),
            {"Rooms chosen": date(2026, 6, 11), "Moved": date(2026, 6, 21)},
        )
        # nobody reads the customer's words in it, or who he is
        texts = f"{project.name}{project.description}" + "".join(
            project.message_ids.mapped("body")
        )
        self.assertNotIn(SECRET, texts)
        self.assertFalse(project.partner_id)
        self.assertNotIn(self.staff.partner_id, project.message_partner_ids)
        # two clicks, waiting and going on: the same project
        ticket.with_user(self.agent).action_icrm_ask("Which floor?")
        ticket.with_user(self.agent).action_icrm_resume()
        ticket._icrm_open_project()
        self.assertEqual(ticket.icrm_project_id, project)
        self.assertEqual(
            self.env["project.project"].search_count(
                [("name", "ilike", ticket.number)]
            ),
            1,
        )

    def test_who_takes_it_is_not_hindered(self):
        with patch.object(
            type(self.template),
            "action_create_from_template",
            side_effect=UserError("No"),
        ):
            ticket = self.start()
        self.assertEqual(ticket.icrm_state, "in_progress")
        self.assertFalse(ticket.icrm_project_id)
        self.assertIn(
            "could not be opened",
            ticket.message_ids[:1].body or "".join(ticket.message_ids.mapped("body")),
        )

    def test_without_a_right_in_project(self):
        """Agents and customers who do not use Project take, read and resolve."""
        self.agent.group_ids -= self.env.ref("project.group_project_user")
        ticket = self.start()
        self.assertTrue(ticket.icrm_project_id)
        self.assertNotEqual(ticket.icrm_project_id.user_id, self.agent)
        mine = ticket.with_user(self.agent)
        self.assertIn("Rooms chosen", mine.icrm_milestones)
        with self.assertRaises(AccessError):
            mine.read(["icrm_project_id"])
        mine.action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_customers_read_milestones_alone(self):
        ticket = self.start()
        ticket.icrm_project_id.privacy_visibility = "followers"
        for user in (self.staff, self.finance_head):
            mine = ticket.with_user(user)
            self.assertIn("Rooms chosen", mine.icrm_milestones)
            self.assertIn("06/11/2026", mine.icrm_milestones)
            self.assertNotIn("landlord", mine.icrm_milestones)
            self.assertNotIn(self.agent.name, mine.icrm_milestones)
            with self.assertRaises(AccessError):
                mine.action_icrm_open_project()
        with self.assertRaises(AccessError):
            ticket.with_user(self.colleague).read(["icrm_milestones"])
        self.assertFalse(self.submit().icrm_milestones)

    def test_privacy_of_the_project(self):
        """Those who serve open it as far as Project lets them."""
        ticket = self.start()
        head = ticket.with_user(self.it_head)
        self.assertEqual(head.icrm_project_access, "read")
        self.assertEqual(
            head.action_icrm_open_project()["res_id"], ticket.icrm_project_id.id
        )
        ticket.icrm_project_id.privacy_visibility = "followers"
        ticket.icrm_project_id.message_unsubscribe(self.it_head.partner_id.ids)
        self.env.invalidate_all()
        self.assertFalse(head.icrm_project_access)
        with self.assertRaises(AccessError):
            head.action_icrm_open_project()
        with self.assertRaises(UserError):
            self.submit(self.agent).action_icrm_open_project()

    def test_on_time_and_late(self):
        ticket = self.start()
        self.clock.move_to(datetime(2026, 6, 11, 9))
        self.reach(ticket, "Rooms chosen")
        self.clock.move_to(datetime(2026, 6, 25, 9))
        self.env.invalidate_all()
        text = ticket.with_user(self.staff).icrm_milestones
        self.assertIn("On time", text)
        self.assertIn("Late", text)
        self.reach(ticket, "Moved")
        self.assertIn("Reached late", ticket.with_user(self.staff).icrm_milestones)

    def test_all_reached(self):
        """The desk is told; resolved only where the service says so."""
        ticket = self.start()
        self.reach(ticket, "Rooms chosen")
        told = [("event", "=", "project_reached_desk")]
        self.assertFalse(self.env["icrm.message"].search_count(told))
        ticket.icrm_project_id.milestone_ids.with_user(self.it_head).is_reached = True
        self.assertEqual(ticket.icrm_state, "in_progress")
        subjects = self.send_messages().mapped("subject")
        self.assertTrue([text for text in subjects if "All milestones" in (text or "")])
        self.move.project_resolves = True
        other = self.start()
        self.reach(other, "Rooms chosen", "Moved")
        self.assertEqual(other.icrm_state, "resolved")

    def test_archived_when_cancelled(self):
        ticket = self.start()
        manager = self.it_head
        manager.group_ids += self.env.ref("project.group_project_manager")
        head = ticket.with_user(manager)
        with self.assertRaises(UserError):
            head.action_icrm_archive_project()
        ticket.with_user(self.staff).action_icrm_withdraw("Stays")
        self.env.invalidate_all()
        self.assertTrue(ticket.icrm_project_id.active)
        self.assertEqual(head.icrm_project_access, "archive")
        for user in (self.staff, self.agent, self.colleague):
            with self.assertRaises(AccessError):
                ticket.with_user(user).action_icrm_archive_project()
        head.action_icrm_archive_project()
        self.assertFalse(ticket.icrm_project_id.active)
        self.assertEqual(head.icrm_project_access, "read")

    def test_templates_only(self):
        plain = self.env["project.project"].create({"name": "Plain"})
        with self.assertRaisesRegex(ValidationError, "no template"):
            self.move.project_template_id = plain
        self.template.privacy_visibility = "followers"
        other = self._service("Other move", owner_id=self.it_head.id)
        with self.assertRaises(AccessError):
            other.with_user(self.it_head).project_template_id = self.template
        with self.assertRaises(AccessError):
            self.start().with_user(self.agent).icrm_project_id = plain

    def test_punctuality(self):
        """Milestones due in the period, those reached on time, per department."""
        kpi = self.env.ref("icrm_internal.icrm_kpi_project_completion")
        self.assertEqual((kpi.source, kpi.formula), ("computed", "project_completion"))
        ticket = self.start()
        self.clock.move_to(datetime(2026, 6, 11, 9))
        self.reach(ticket, "Rooms chosen")
        withdrawn = self.start()
        withdrawn.with_user(self.staff).action_icrm_withdraw("No")

        def result():
            kpi._compute_values(
                date(2026, 6, 1), date(2026, 6, 30), kpi, self.env.company
            )
            return self.env["icrm.kpi.value"].search(
                [
                    ("kpi_id", "=", kpi.id),
                    ("date_from", "=", "2026-06-01"),
                    ("department_id", "=", self.it.id),
                    ("customer_department_id", "=", False),
                    ("service_id", "=", False),
                ]
            )

        self.assertEqual((result().value, result().denominator), (100, 1))
        self.clock.move_to(datetime(2026, 7, 1, 9))
        value = result()
        self.assertEqual((value.value, value.denominator), (50, 2))

    def test_typed_where_there_is_no_project(self):
        kpi = self.env.ref("icrm_internal.icrm_kpi_project_completion")
        kpi._forget_projects()
        self.assertEqual(kpi.source, "manual")
        self.env["icrm.kpi.value"].create(
            {
                "kpi_id": kpi.id,
                "date_from": "2026-05-01",
                "department_id": self.it.id,
                "value": 80,
            }
        )
        # typed once, it is typed on
        self._service("Third move", project_template_id=self.template.id)
        self.assertEqual(kpi.source, "manual")

    def test_other_services_cost_nothing(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ticket = self.submit().with_user(self.agent)
            ticket.action_icrm_take()
            ticket.action_icrm_resolve()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()  # fills what is cached for all
        with patch.object(
            HelpdeskTicket,
            "_icrm_update_dependents",
            lambda self, batch: super(HelpdeskTicket, self)._icrm_update_dependents(
                batch
            ),
        ):
            without = count()
        self.assertEqual(count(), without)
