# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.request import assignment
from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDeskAssignment(RequestCommon):
    """New requests go to a member who is there, by the rule of the team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mate = cls._user("mate", cls.it, "icrm_internal.group_icrm_agent")
        cls.third = cls._user("third", cls.it, "icrm_internal.group_icrm_agent")
        cls.team = cls.it_team
        cls.team.user_ids = [Command.link(cls.mate.id), Command.link(cls.third.id)]

    def assignees(self, count, **values):
        return [self.submit(**values).sudo().user_id for _index in range(count)]

    def leave(self, user, **values):
        now = fields.Datetime.now()
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": user.sudo().employee_id.resource_id.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=1),
                **values,
            }
        )

    def test_manually_by_default(self):
        self.assertEqual(self.team.icrm_assignment, "manual")
        self.assertFalse(self.submit().sudo().user_id)

    def test_by_load(self):
        self.team.icrm_assignment = "load"
        for user, count in ((self.agent, 3), (self.mate, 1)):
            for _index in range(count):
                self.request(user_id=user.id)
        self.assertEqual(self.assignees(1), [self.third])
        self.assertEqual(set(self.assignees(2)), {self.third, self.mate})
        done = self.env["helpdesk.ticket"].search([("user_id", "=", self.agent.id)])
        done.with_user(self.agent).action_icrm_resolve()
        self.assertEqual(self.assignees(1), [self.agent])

    def test_in_turn(self):
        self.team.icrm_assignment = "turn"
        first = self.assignees(3)
        self.assertEqual(set(first), {self.agent, self.mate, self.third})
        # Resolved or not: the turn counts, not the load.
        self.env["helpdesk.ticket"].search([("user_id", "=", first[0].id)]).with_user(
            self.agent
        ).action_icrm_resolve()
        now = fields.Datetime.now()
        for index, user in enumerate(first):
            tickets = self.env["helpdesk.ticket"].search([("user_id", "=", user.id)])
            tickets.assigned_date = now - timedelta(minutes=10 - index)
        self.assertEqual(self.assignees(1), [first[0]])

    def test_by_competence_then_by_load(self):
        self.team.icrm_assignment = "competence"
        parent = self.env["icrm.service.category"].create(
            {"name": "Machines", "specialist_ids": [Command.link(self.mate.id)]}
        )
        self.category.parent_id = parent
        self.assertEqual(self.assignees(2), [self.mate, self.mate])
        self.category.specialist_ids = self.third
        self.assertEqual(self.assignees(1), [self.third])
        # Nobody there who is competent: the others, by load.
        self.leave(self.mate)
        self.leave(self.third)
        self.assertEqual(self.assignees(1), [self.agent])

    def test_absent_members_get_none(self):
        self.team.icrm_assignment = "load"
        self.leave(self.agent)
        self.env["icrm.approval.delegation"].create(
            {
                "user_id": self.mate.id,
                "delegate_id": self.third.id,
                "date_from": fields.Date.today(),
                "date_to": fields.Date.today(),
            }
        )
        self.assertEqual(self.assignees(3), [self.third] * 3)
        self.leave(self.third)
        self.assertFalse(self.submit().sudo().user_id, "to the queue")

    def test_nobody_serves_what_they_ask_for(self):
        """A member of the team may ask it for something, too."""
        for rule in ("load", "turn", "competence"):
            with self.subTest(rule=rule):
                self.team.icrm_assignment = rule
                self.category.specialist_ids = self.third
                asked = [self.submit(self.third).sudo().user_id for _index in range(3)]
                self.assertNotIn(self.third, asked)
        # There is no one else.
        self.team.user_ids = self.third
        self.assertEqual(self.submit(self.third).sudo().user_id, self.third)

    def test_over_or_not_begun_is_not_absent(self):
        self.team.icrm_assignment = "load"
        now = fields.Datetime.now()
        self.leave(self.agent, date_from=now - timedelta(2), date_to=now - timedelta(1))
        self.leave(self.mate, date_from=now + timedelta(1), date_to=now + timedelta(2))
        self.assertEqual(set(self.assignees(3)), {self.agent, self.mate, self.third})

    def test_who_has_left_gets_none(self):
        self.team.icrm_assignment = "load"
        self.mate.sudo().employee_id.active = False
        self.third.active = False
        self.assertEqual(self.assignees(2), [self.agent, self.agent])

    def test_after_approval(self):
        self.team.icrm_assignment = "load"
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.link(self.it_head.id)]}
            )
        ]
        ticket = self.submit().sudo()
        self.assertFalse(ticket.user_id)
        ticket.with_user(self.it_head).sudo(False).action_icrm_approve()
        self.assertIn(ticket.user_id, self.team.user_ids)
        self.assertTrue(ticket.assigned_date)

    def test_imported_and_assigned_requests_stay(self):
        self.team.icrm_assignment = "load"
        self.assertFalse(self.request(icrm_origin="import").user_id)
        self.assertEqual(self.request(user_id=self.third.id).user_id, self.third)

    def test_a_batch_is_spread_in_one_query(self):
        self.team.icrm_assignment = "load"
        vals = {
            "name": "Broken",
            "icrm_service_id": self.service.id,
            "icrm_requester_id": self.requester.id,
        }
        create = self.env["helpdesk.ticket"].create
        tickets = create([dict(vals) for _index in range(6)])
        for user in (self.agent, self.mate, self.third):
            self.assertEqual(tickets.mapped("user_id.id").count(user.id), 1)
            self.assertEqual(
                len(tickets.filtered(lambda row, user=user: row.user_id == user)), 2
            )
        counts = []
        for size in (3, 12):
            batch = [dict(vals) for _index in range(size)]
            requests = [
                {
                    **row,
                    "team_id": self.team.id,
                    "icrm_origin": "api",
                    "icrm_state": "new",
                    "icrm_holder": "provider",
                }
                for row in batch
            ]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            assignment.assign_new(self.env["helpdesk.ticket"].sudo(), requests)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertTrue(all(row["user_id"] for row in requests))
        self.assertEqual(counts, [1, 1])

    def test_heads_set_the_rule_of_their_teams(self):
        self.team.with_user(self.it_head).icrm_assignment = "turn"
        with self.assertRaises(AccessError):
            self.team.with_user(self.finance_head).icrm_assignment = "load"
        with self.assertRaises(AccessError):
            self.team.with_user(self.agent).icrm_assignment = "load"
        with self.assertRaises(AccessError):
            self.team.with_user(self.it_head).write(
                {"icrm_assignment": "load", "name": "Mine"}
            )
        self.assertEqual(self.team.icrm_assignment, "turn")

    def test_my_specialty(self):
        other = self.env["icrm.service.category"].create({"name": "Phones"})
        phone = self._service("Phone", category_id=other.id)
        laptop, mobile = self.request(), self.request(icrm_service_id=phone.id)
        other.specialist_ids = self.agent
        Ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        found = Ticket.search([("icrm_is_my_specialty", "=", True)])
        self.assertEqual(found, mobile)
        self.assertTrue(mobile.with_user(self.agent).icrm_is_my_specialty)
        self.assertFalse(laptop.with_user(self.agent).icrm_is_my_specialty)
        self.assertFalse(
            self.env["helpdesk.ticket"]
            .with_user(self.it_head)
            .search([("icrm_is_my_specialty", "=", True)])
        )
        groups = Ticket.formatted_read_group(
            [("id", "in", (laptop | mobile).ids)], ["icrm_category_id"], ["__count"]
        )
        self.assertEqual([group["__count"] for group in groups], [1, 1])
