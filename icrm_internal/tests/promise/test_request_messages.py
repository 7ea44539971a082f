# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ...models.access import inner_context
from ..request.common import RequestCommon

MONDAY = datetime(2026, 6, 1, 8)


class MessageCase(RequestCommon):
    """Sends what is queued, and lists it per person.

    ``staff`` requests for ``colleague``; IT serves with ``agent`` and ``second``, its
    head is ``it_head``; ``buyer`` serves in purchasing, headed by ``buying_head``;
    ``boss`` approves.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Their notifications are what it is about: BaseCommon silences them.
        cls.env = cls.env(context={})
        cls.service = cls.service.with_env(cls.env)
        cls.buying = cls.env["hr.department"].create({"name": "Purchasing"})
        cls.boss = cls._user("boss", cls.finance)
        cls.second = cls._user("second", cls.it, "icrm_internal.group_icrm_agent")
        cls.buyer = cls._user("buyer", cls.buying, "icrm_internal.group_icrm_agent")
        cls.buying_head = cls._user(
            "buying_head", cls.buying, "icrm_internal.group_icrm_manager"
        )
        cls.buying.manager_id = cls.buying_head.sudo().employee_id
        cls.it_team.user_ids = [Command.link(cls.second.id)]
        cls.buying_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Buying desk",
                "icrm_department_id": cls.buying.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.buyer.id)],
            }
        )
        for name in (
            *("staff", "colleague", "agent", "second", "buyer", "boss"),
            *("it_head", "buying_head", "officer"),
        ):
            user = getattr(cls, name)
            user.partner_id.email = f"{name}@icrm.example.com"
            cls._customer(user).quiet_to = cls._customer(user).quiet_from
        cls.names = {
            getattr(cls, name).partner_id: name
            for name in (
                *("staff", "colleague", "agent", "second", "buyer", "boss"),
                *("it_head", "buying_head", "officer", "finance_head"),
            )
        }
        cls.Message = cls.env["icrm.message"].sudo()
        cls.seen = cls.Message.browse()

    def _at(self, **later):
        frozen = freeze_time(MONDAY + timedelta(**later))
        frozen.start()
        self.addCleanup(frozen.stop)

    def _sweep(self):
        self.env.flush_all()
        self.Message._flush_outbox()
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_clock_sweep").method_direct_trigger()
        self.env.invalidate_all()

    def _drain(self):
        """Send what is queued; return the new messages."""
        self.env.flush_all()
        self.Message._flush_outbox()
        found = self.Message.search([("id", "not in", self.seen.ids)], order="id")
        found._send_now()
        self.seen |= found
        return found

    def told(self):
        """Send what is queued; return {person: [events]}, without what was untrue."""
        result = {}
        for message in self._drain():
            if message.state != "cancelled":
                self.assertEqual(message.state, "sent", message.error)
                name = self.names.get(message.partner_id, message.partner_id.name)
                result.setdefault(name, []).append(message.event)
        return {name: sorted(events) for name, events in sorted(result.items())}

    def assertTold(self, **expected):
        wanted = {
            name: [events] if isinstance(events, str) else sorted(events)
            for name, events in expected.items()
        }
        self.assertEqual(self.told(), dict(sorted(wanted.items())))

    def core_notified(self, ticket):
        """Return the names of whom core notified of messages in the conversation."""
        notifications = self.env["mail.notification"].search(
            [
                ("mail_message_id.model", "=", ticket._name),
                ("mail_message_id.res_id", "=", ticket.id),
                ("mail_message_id.message_type", "!=", "user_notification"),
            ]
        )
        return sorted(self.names.get(p, p.name) for p in notifications.res_partner_id)


@tagged("post_install", "-at_install")
class TestRequestLife(MessageCase):
    """One request's whole life, listed per person: nothing twice, nothing missing."""

    def test_whole_life(self):
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.set(self.boss.ids)]}
            )
        ]
        both = {"staff", "colleague"}
        colleague = self._customer(self.colleague)

        def each(event):
            return dict.fromkeys(both, event)

        self._at()
        ticket = self.submit(beneficiary_id=colleague.id).sudo()
        self.assertTold(**each("request_received"), boss="approval_requested")
        approval = ticket.icrm_approval_id
        approval.with_user(self.boss).action_approve()
        self.assertTold(**each("request_approved"))
        ticket.with_user(self.agent).action_icrm_take()
        self.assertTold(**each("request_taken"))
        ticket.with_user(self.agent).action_icrm_ask("Which room?")
        self.assertTold(**each("request_question"))
        self._at(hours=1)
        ticket.with_user(self.agent).action_icrm_ask("And which floor?")
        self.assertTold(**each("request_question"))
        ticket.with_user(self.colleague).message_post(
            body="Room 4, floor 2",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(ticket.icrm_state, "in_progress")
        self.assertTold(agent="request_answered_desk")
        # 15 of 16 hours with IT, then handed over: purchasing is not to blame.
        self._at(days=1, hours=8, minutes=45)
        self._sweep()
        self.assertTold(agent="clock_warning_desk", **each("request_at_risk"))
        ticket.with_user(self.agent).action_icrm_hand_over(
            self.buying_team.id, "Needs a purchase"
        )
        self.assertTold(**each("request_handed_over"), buyer="request_handed_over_desk")
        self._at(days=1, hours=8, minutes=55)
        ticket.icrm_handover_id.with_user(self.buyer).action_acknowledge()
        self.assertTold()
        self._at(days=2, hours=2)
        self._sweep()
        told = self.told()
        self.assertEqual(told.pop("buyer"), ["clock_missed_desk"])
        self.assertEqual(told, {name: ["request_late"] for name in both})
        # 150 %: the head of who used up the time hears of it, the other does not.
        self._at(days=3, hours=2)
        self._sweep()
        self.assertTold(buyer="clock_missed_desk", it_head="clock_missed_desk")
        ticket.with_user(self.buyer).action_icrm_resolve("It is on your desk")
        self.assertTold(**each("request_done"))
        ticket.with_user(self.staff).action_icrm_reopen("There is no cable")
        self.assertTold(colleague="request_reopened", buyer="request_reopened_desk")
        self._at(days=3, hours=3)
        ticket.with_user(self.buyer).action_icrm_resolve()
        self.assertTold(**each("request_done"))
        ticket.with_user(self.colleague).message_post(
            body="Thank you", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertTold(buyer="request_replied_desk")
        ticket.with_user(self.colleague).action_icrm_confirm()
        self.assertTold()
        # Nothing twice: whom ours told, core did not.
        self.assertNotIn("buyer", self.core_notified(ticket))
        sent = self.seen.filtered(lambda message: message.res_id == ticket.id)
        keys = sent.mapped(lambda message: (message.partner_id, message.key))
        self.assertEqual(len(keys), len(set(keys)))
        # In order, each to the one and the other.
        self.assertEqual(
            sent.filtered(
                lambda message: message.partner_id == self.colleague.partner_id
            ).mapped("event"),
            [
                *("request_received", "request_approved", "request_taken"),
                *("request_question", "request_question", "request_at_risk"),
                *("request_handed_over", "request_late", "request_done"),
                *("request_reopened", "request_done"),
            ],
        )

    def test_merged(self):
        ticket, target = self.submit().sudo(), self.submit(name="Same").sudo()
        self.told()
        ticket.with_user(self.agent).action_icrm_merge(target.with_user(self.agent))
        self.assertTold(staff="request_merged")
        self.assertEqual(self.core_notified(ticket), [])
        self.assertIn(target.number, self.seen[-1:].subject)

    def test_several_levels_at_once_are_one_message_each(self):
        self._at()
        ticket = self.submit().sudo()
        ticket.with_user(self.agent).action_icrm_take()
        ticket.with_user(self.agent).message_post(
            body="I look into it", subtype_xmlid="mail.mt_comment"
        )
        self.it_team.user_id = self.agent
        self.told()
        self._at(days=4, hours=2)
        for _twice in range(2):
            self._sweep()
        told = self.told()
        self.assertEqual(told.pop("it_head"), ["clock_missed_desk"])
        self.assertEqual(told.pop("agent"), ["clock_missed_desk"])
        self.assertEqual(told, {"staff": ["request_at_risk", "request_late"]})
        todo = ticket.activity_ids.filtered(lambda todo: todo.user_id == self.agent)
        self.assertEqual(todo.mapped("summary"), ["Promise severely overdue"])
        self.assertEqual(todo.create_uid, self.env.ref("base.user_root"))
        self.assertNotIn(self.it_head.partner_id, ticket.message_partner_ids)
        alert = self.seen.filtered(lambda row: row.event == "clock_missed_desk")[:1]
        self.assertIn("IT", alert.body)
        self.assertIn("16 h promised", alert.body)

    def test_new_date(self):
        self._at()
        ticket = self.submit(beneficiary_id=self._customer(self.colleague).id).sudo()
        ticket.with_user(self.agent).action_icrm_take()
        self.told()
        ticket.with_user(self.agent).action_icrm_set_expected_date(
            MONDAY + timedelta(days=7), "The part is out of stock"
        )
        self.assertTold(staff="request_new_date", colleague="request_new_date")
        self.assertIn("out of stock", self.seen[-1:].body)
        self.assertEqual(self.core_notified(ticket), [])
        # Who knows the new date does not hear that it may be late.
        self._at(days=1, hours=8, minutes=45)
        self._sweep()
        self.assertTold(
            agent=["clock_warning_desk", "clock_missed_desk"],
            it_head="clock_missed_desk",  # of the first response
        )


@tagged("post_install", "-at_install")
class TestWhoMustNotHear(MessageCase):
    def test_withdrawn(self):
        """The desk hears of it where nobody follows, and why; who withdrew does not."""
        silent = self.service.with_context(tracking_disable=True)
        ticket = self.submit(
            service=silent, beneficiary_id=self._customer(self.colleague).id
        ).sudo()
        ticket = ticket.with_env(self.env).sudo()
        self.assertFalse(ticket.message_partner_ids)
        self.assertTold()
        ticket.with_user(self.staff).action_icrm_withdraw("Solved by a restart")
        self.assertTold(
            colleague="request_withdrawn",
            agent="request_withdrawn_desk",
            second="request_withdrawn_desk",
        )
        for message in self.seen:
            self.assertIn("Solved by a restart", message.body)
            self.assertIn(ticket.number, message.subject)

    def test_answer_where_nobody_follows(self):
        silent = self.service.with_context(tracking_disable=True)
        ticket = self.submit(service=silent).sudo().with_env(self.env).sudo()
        ticket._icrm_set_state("waiting")
        self.assertTold(staff="request_question")
        ticket.message_unsubscribe(ticket.message_partner_ids.ids)
        ticket.with_user(self.staff).message_post(
            body="Here you are", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertTold(agent="request_answered_desk", second="request_answered_desk")

    def test_people_who_left(self):
        ticket = self.submit(beneficiary_id=self._customer(self.colleague).id).sudo()
        self.told()
        self.colleague.sudo().employee_id.active = False
        self.second.active = False
        self.told()
        ticket.with_user(self.agent).action_icrm_take()
        self.assertTold(staff="request_taken")

    def test_a_registered_call(self):
        """The caller hears of it, not the agent who registered the call."""
        ticket = self.submit(
            user=self.agent, beneficiary_id=self._customer(self.staff).id
        ).sudo()
        self.assertTold(staff="request_received")
        ticket.with_user(self.second).action_icrm_take()
        self.assertTold(staff="request_taken")

    def test_one_person_in_two_roles(self):
        ticket = self.submit().sudo()
        self.assertEqual(ticket.icrm_requester_id, ticket.icrm_beneficiary_id)
        self.assertTold(staff="request_received")

    def test_untrue_by_now(self):
        ticket = self.submit().sudo()
        self.told()
        ticket.with_user(self.agent).action_icrm_ask("Which room?")
        ticket.with_user(self.agent).action_icrm_resume()
        ticket.with_user(self.agent).action_icrm_resolve("Found it")
        self.assertTold(staff="request_done")

    def test_no_address(self):
        """Who cannot be reached is listed."""
        employee = self.env["hr.employee"].create(
            {"name": "No Address", "department_id": self.finance.id}
        )
        customer = self.env["icrm.customer"].search([("employee_id", "=", employee.id)])
        self.submit(beneficiary_id=customer.id)
        states = {
            (message.customer_id or message.partner_id).name: message.state
            for message in self._drain()
        }
        self.assertEqual(states, {"Staff": "sent", "No Address": "unreachable"})

    def test_merged_into_another_customer_s(self):
        """Not a word about another's request; done, its customers hear of it."""
        ticket, target = self.submit().sudo(), self.submit(self.colleague).sudo()
        own = self.submit(name="Own").sudo()
        self.told()
        ticket.with_user(self.agent).action_icrm_merge(
            target.with_user(self.agent), others=True
        )
        own.with_user(self.agent).action_icrm_merge(
            self.submit(name="Again").with_user(self.agent)
        )
        merged = self._drain().filtered(lambda row: row.event == "request_merged")
        self.assertEqual(merged.partner_id, self.staff.partner_id)
        self.assertEqual(len(merged), 2)
        for request, has_link in ((ticket, False), (own, True)):
            sent = self.env["mail.message"].search(
                [("res_id", "=", request.id), ("subject", "like", "Merged")]
            )
            self.assertEqual("my-requests/" in sent.body, has_link)
            self.assertEqual(target.number in sent.body + sent.subject, False)

        self.told()
        target.with_user(self.agent).action_icrm_resolve()
        self.assertTold(colleague="request_done", staff="request_merged_done")

    def test_undone(self):
        """What was undone within the minute reaches nobody; done again, everybody."""
        ticket = self.submit().sudo()
        ticket.with_user(self.agent).action_icrm_take()
        self.told()
        for _twice in range(2):
            action = ticket.with_user(self.agent).action_icrm_resolve("Done")
            self.Message._flush_outbox()
            ticket.with_user(self.agent).action_icrm_undo(action["params"]["step"])
            self.assertTold()
        ticket.with_user(self.agent).action_icrm_resolve("Really done")
        self.assertTold(staff="request_done")

    def test_internal_notes_are_not_quoted(self):
        ticket = self.submit().sudo()
        self.told()
        note = ticket.with_user(self.agent).message_post(body="SECRET")
        ticket = ticket.with_user(self.agent).sudo()
        inner_context.give(ticket, icrm_quotes={ticket.id: note.id})._icrm_set_state(
            "resolved"
        )
        self.assertTold(staff="request_done")
        self.assertNotIn("SECRET", self.seen[-1:].body)

    def test_imports_are_silent(self):
        self.request(icrm_origin="import")
        self.assertTold()
        ticket = self.submit(service=self.service.with_context(tracking_disable=True))
        ticket.with_user(self.agent).action_icrm_take()
        self.assertTold()

    def test_preview_names_who_is_notified(self):
        """Of each event of a request those who would hear of it, not its followers."""
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.set(self.boss.ids)]}
            )
        ]
        self.env["icrm.escalation"].search([]).active = False
        for share, name in ((50, "notify_assignee"), (100, "notify_leader")):
            self.env["icrm.escalation"].create(
                {
                    "name": name,
                    "share": share,
                    **dict.fromkeys(("notify_assignee", "notify_leader"), False),
                    name: True,
                }
            )
        self.it_team.user_id = self.second
        ticket = self.submit(beneficiary_id=self._customer(self.colleague).id).sudo()
        ticket.user_id = self.agent
        ticket.message_subscribe(self.buyer.partner_id.ids)
        customers = self.staff | self.colleague
        for event, users in (
            ("request_received", customers),
            ("request_done", customers),
            ("request_late", customers),
            ("request_answered_desk", self.agent),
            ("request_assigned_desk", self.agent),
            ("approval_requested", self.boss),
            ("clock_warning_desk", self.agent),
            ("clock_missed_desk", self.second),
        ):
            with self.subTest(event=event):
                found = self.Message._get_preview_recipients(event, ticket)
                self.assertEqual(found, users.partner_id)
        # Who has not answered yet is nobody's business.
        cycle = self.env["icrm.evaluation.cycle"]
        for event in ("evaluation_reminder", "evaluation_invitation"):
            self.assertFalse(self.Message._get_preview_recipients(event, cycle))
