# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDeskBulk(RequestCommon):
    """Several requests of the list at once; those left out are named, with reasons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mate = cls._user("mate", cls.it, "icrm_internal.group_icrm_agent")
        cls.it_team.user_ids = [Command.link(cls.mate.id)]
        cls.fin_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Payroll",
                "icrm_department_id": cls.finance.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.finance_head.id)],
            }
        )
        cls.refund = cls._service(
            "Refund", department_id=cls.finance.id, team_id=cls.fin_team.id
        )

    def bulk(self, kind, tickets, user=None, **values):
        """Return the dialog as the list opens it, filled in."""
        Dialog = self.env["icrm.request.bulk"].with_user(user or self.agent)
        dialog = Dialog.with_context(
            active_model="helpdesk.ticket", active_ids=tickets.ids, default_kind=kind
        )
        with Form(dialog) as form:
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_assign_to_one_of_the_team(self):
        tickets = self.request() | self.request()
        dialog = self.bulk("assign", tickets, user_id=self.mate)
        self.assertEqual(dialog.member_ids, self.agent | self.mate)
        self.assertEqual((dialog.allowed_count, dialog.ticket_count), (2, 2))
        self.assertFalse(dialog.refusals)
        dialog.action_apply()
        self.assertEqual(tickets.user_id, self.mate)
        self.assertTrue(all(tickets.mapped("assigned_date")))

    def test_what_cannot_be_changed_is_named_and_left_out(self):
        ours, closed = self.request(), self.request()
        closed.with_user(self.agent).action_icrm_resolve()
        theirs = self.request(icrm_service_id=self.refund.id, user_id=self.agent.id)
        theirs.user_id = self.finance_head
        head = self.it_head  # of IT, and customer of the refund
        theirs.icrm_requester_id = self._customer(head)
        tickets = ours | closed | theirs
        dialog = self.bulk("resolve", tickets, head, body="<p>Done</p>")
        self.assertEqual((dialog.allowed_count, dialog.ticket_count), (1, 3))
        self.assertIn(f"{closed.number}: is “Resolved”", dialog.refusals)
        self.assertIn(f"{theirs.number}: is served by another team", dialog.refusals)
        self.assertNotIn(ours.number, dialog.refusals)
        before = len(closed.message_ids), len(theirs.message_ids)
        action = dialog.action_apply()
        self.assertIn(closed.number, action["params"]["message"])
        self.assertIn(theirs.number, action["params"]["message"])
        self.assertEqual(ours.icrm_state, "resolved")
        self.assertEqual(theirs.icrm_state, "new")
        self.assertEqual((len(closed.message_ids), len(theirs.message_ids)), before)

    def test_unreadable_requests_are_not_among_them(self):
        ours = self.request()
        theirs = self.request(icrm_service_id=self.refund.id)
        dialog = self.bulk("answer", ours | theirs, body="<p>Hello</p>")
        self.assertEqual(dialog.ticket_ids, ours)
        before = len(theirs.message_ids)
        dialog.action_apply()
        self.assertEqual(len(theirs.message_ids), before)
        # Written into the dialog by hand they are refused all the same.
        with self.assertRaises(AccessError):
            dialog.write({"ticket_ids": [Command.set(theirs.ids)]})
            dialog.action_apply()

    def test_none_can_be_changed(self):
        closed = self.request()
        closed.with_user(self.agent).action_icrm_resolve()
        dialog = self.bulk("assign", closed, user_id=self.mate)
        with self.assertRaisesRegex(UserError, closed.number):
            dialog.action_apply()
        self.assertFalse(closed.user_id)

    def test_outsiders_cannot_be_assigned(self):
        ticket = self.request()
        dialog = self.bulk("assign", ticket, user_id=self.mate)
        dialog.user_id = self.finance_head
        with self.assertRaisesRegex(UserError, "Finance Head is not in team"):
            dialog.action_apply()
        self.assertFalse(ticket.user_id)

    def test_assign_by_load_spreads(self):
        self.request(user_id=self.agent.id)
        self.request(user_id=self.agent.id)
        tickets = self.env["helpdesk.ticket"].concat(
            *(self.request() for _index in range(4))
        )
        self.bulk("assign", tickets, rule="load").action_apply()
        assignees = [ticket.user_id for ticket in tickets]
        self.assertEqual(assignees.count(self.mate), 3)
        self.assertEqual(assignees.count(self.agent), 1)

    def test_assign_where_no_one_is(self):
        """What no one could be assigned to is named, and not counted."""
        empty = self.it_team.copy({"name": "Empty", "user_ids": False})
        tickets = self.request() | self.request()
        tickets[1].team_id = empty
        action = self.bulk("assign", tickets, self.it_head, rule="load").action_apply()
        self.assertTrue(tickets[0].user_id)
        self.assertFalse(tickets[1].user_id)
        message = action["params"]["message"]
        self.assertIn("Requests changed: 1", message)
        self.assertIn(tickets[1].number, message)

    def test_answer_fills_in_each_customers_values(self):
        colleague = self._customer(self.colleague)
        first = self.request()
        second = self.request(icrm_requester_id=colleague.id, name="No <b>sound</b>")
        file = self.env["ir.attachment"].with_user(self.agent)
        file = file.create({"name": "guide.txt", "raw": b"Read me"})
        dialog = self.bulk(
            "answer",
            first | second,
            body="<p>Dear {customer}, about {number} ({subject}): {unknown}</p>",
        )
        dialog.attachment_ids = file
        dialog.action_apply()
        for ticket, name in ((first, "Staff"), (second, "Colleague")):
            message = ticket.message_ids[0]
            self.assertIn(f"Dear {name}, about {ticket.number}", message.body)
            self.assertIn("{unknown}", message.body)
            self.assertEqual(message.attachment_ids.mapped("name"), ["guide.txt"])
            self.assertEqual(message.attachment_ids.res_id, ticket.id)
            self.assertTrue(ticket.icrm_first_response_at)
            self.assertEqual(ticket.icrm_state, "new")
        self.assertIn("No &lt;b&gt;sound&lt;/b&gt;", second.message_ids[0].body)

    def test_merge(self):
        keep, same = self.request(), self.request()
        other = self.request(icrm_requester_id=self._customer(self.it_head).id)
        dialog = self.bulk("merge", keep | same | other, target_id=keep)
        self.assertEqual((dialog.allowed_count, dialog.ticket_count), (1, 2))
        self.assertIn(other.number, dialog.refusals)
        dialog.action_apply()
        self.assertEqual(same.duplicate_id, keep)
        self.assertFalse(other.duplicate_id)
        self.assertEqual(keep.icrm_state, "new")

    def test_merge_of_other_customers_and_undo(self):
        keep = self.request()
        other = self.request(icrm_requester_id=self._customer(self.it_head).id)
        dialog = self.bulk("merge", keep | other, target_id=keep, others=True)
        self.assertFalse(dialog.refusals)
        action = dialog.action_apply()
        self.assertEqual(other.duplicate_id, keep)
        self.assertEqual(action["tag"], "icrm_undo")
        self.assertEqual(action["params"]["next"]["tag"], "soft_reload")
        keep.with_user(self.agent).action_icrm_undo(action["params"]["step"])
        self.assertFalse(other.duplicate_id)
        self.assertEqual(other.icrm_state, "new")

    def test_calls_of_several_people(self):
        """The agent who registered them is not their customer."""
        agent = self._customer(self.agent)
        calls = [
            self.request(
                icrm_requester_id=agent.id,
                icrm_beneficiary_id=self._customer(user).id,
            )
            for user in (self.staff, self.colleague, self.staff)
        ]
        keep, other, same = calls
        dialog = self.bulk("merge", keep | same | other, target_id=keep)
        self.assertIn(other.number, dialog.refusals)
        self.assertNotIn(same.number, dialog.refusals)
        wizard = self.env["icrm.request.merge"].with_user(self.agent)
        wizard = wizard.create({"ticket_id": keep.id})
        self.assertEqual(wizard.candidate_ids.sudo(), same)
        self.assertFalse(wizard.is_other)

    def test_hand_over(self):
        tickets = self.request() | self.request()
        handed = self.request()
        handed.with_user(self.agent).action_icrm_hand_over(self.fin_team.id, "Yours")
        dialog = self.bulk(
            "hand_over",
            tickets | handed,
            user=self.it_head,
            team_id=self.fin_team,
            reason="It is about money",
        )
        self.assertIn(f"{handed.number}: ", dialog.refusals)
        dialog.action_apply()
        self.assertEqual(tickets.team_id, self.fin_team)
        self.assertEqual(
            tickets.icrm_handover_id.mapped("reason"), ["It is about money"] * 2
        )

    def test_awaiting_approval_is_left_out(self):
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.link(self.it_head.id)]}
            )
        ]
        ticket = self.submit().sudo(False)
        dialog = self.bulk("resolve", ticket)
        self.assertIn(f"{ticket.number}: is not approved", dialog.refusals)
        self.assertFalse(dialog.allowed_count)

    def test_a_change_meanwhile_changes_nothing_of_the_others(self):
        """All or nothing of what the dialog offered: a state is checked under lock."""
        tickets = self.request() | self.request()
        dialog = self.bulk("resolve", tickets)
        refusals = dialog._get_refusals
        self.patch(type(dialog), "_get_refusals", lambda this: {})
        self.assertFalse(refusals())
        tickets[1].with_user(self.agent).action_icrm_resolve()
        with self.assertRaisesRegex(UserError, tickets[1].number):
            dialog.action_apply()
        self.assertEqual(tickets[0].icrm_state, "new")

    def test_queries_do_not_grow_with_the_batch(self):
        """Of what the dialog decides; posting is core's, one message at a time."""
        counts = []
        for size in (5, 20):
            tickets = self.env["helpdesk.ticket"].concat(
                *(self.request() for _index in range(size))
            )
            dialog = self.bulk("assign", tickets, rule="load")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog._get_refusals()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_only_agents(self):
        for user in (self.staff, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["icrm.request.bulk"].with_user(user).create({})


@tagged("post_install", "-at_install")
class TestDeskListActions(RequestCommon):
    """Requests are neither archived nor copied from their lists."""

    def views(self, user, side="desk"):
        views = [
            (self.env.ref(f"icrm_internal.helpdesk_ticket_view_{kind}_{side}").id, kind)
            for kind in ("list", "form")
        ]
        Ticket = self.env["helpdesk.ticket"].with_user(user)
        return Ticket.get_views([*views, (False, "search")], {"toolbar": True})

    def actions(self, result):
        toolbar = result["views"]["list"]["toolbar"]
        return {action["name"] for action in toolbar.get("action", [])}

    def test_hidden_for_requests(self):
        for user, side in ((self.agent, "desk"), (self.staff, "my")):
            with self.subTest(user=user.login):
                result = self.views(user, side)
                self.assertNotIn("Duplicate", self.actions(result))
                fields = result["models"]["helpdesk.ticket"]["fields"]
                self.assertTrue(fields["active"]["readonly"])

    def test_the_list_of_merged_requests_is_the_desks(self):
        keep, same = self.request(), self.request()
        same.with_user(self.agent).action_icrm_merge(keep.id)
        action = keep.with_user(self.agent).action_view_duplicates()
        Ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        self.assertEqual(Ticket.search(action["domain"]), same)
        views = [(id_, kind) for id_, kind in action["views"] if kind == "list"]
        result = Ticket.get_views([*views, (False, "search")], {"toolbar": True})
        self.assertNotIn("Duplicate", self.actions(result))
        self.assertTrue(
            result["models"]["helpdesk.ticket"]["fields"]["active"]["readonly"]
        )

    def test_administrators_archive(self):
        result = self.views(self.admin_user)
        self.assertNotIn("Duplicate", self.actions(result))
        fields = result["models"]["helpdesk.ticket"]["fields"]
        self.assertFalse(fields["active"]["readonly"])

    def test_plain_tickets_stay_as_they_were(self):
        user = self._user("helper", None, "helpdesk_mgmt.group_helpdesk_manager")
        view = self.env.ref("helpdesk_mgmt.ticket_view_tree")
        result = (
            self.env["helpdesk.ticket"]
            .with_user(user)
            .get_views([(view.id, "list")], {"toolbar": True})
        )
        self.assertIn("Duplicate", self.actions(result))
