# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import RequestCommon

# A Monday at nine, in the calendar of the tests; nothing is due before 14:00.
MONDAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestDesk(RequestCommon):
    """The agents' queue: its filters, its order, the customer beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.env.ref("icrm_internal.helpdesk_ticket_action_desk")
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

    def found(self, name, user=None):
        """Return what the filter *name* of the desk finds for *user* (the agent)."""
        user = user or self.agent
        Ticket = self.env["helpdesk.ticket"].with_user(user)
        view = Ticket.get_view(self.action.search_view_id.id, "search")
        node = etree.fromstring(view["arch"]).find(f".//filter[@name='{name}']")
        domain = safe_eval(node.get("domain"), {"uid": user.id})
        return Ticket.search(safe_eval(self.action.domain) + domain).sudo()

    def queue(self, user, **kwargs):
        """Return the first page of the queue as the web client asks for it."""
        Ticket = self.env["helpdesk.ticket"].with_user(user)
        view = Ticket.get_view(
            self.env.ref("icrm_internal.helpdesk_ticket_view_list_desk").id, "list"
        )
        arch = etree.fromstring(view["arch"])
        specification = {node.get("name"): {} for node in arch.iterfind("field")}
        for name in specification:
            if Ticket._fields[name].type == "many2one":
                specification[name] = {"fields": {"display_name": {}}}
        return Ticket.web_search_read(
            safe_eval(self.action.domain),
            specification,
            order=arch.get("default_order"),
            limit=80,
            **kwargs,
        )

    @freeze_time(MONDAY)
    def test_filters(self):
        new = self.request()
        taken = self.request(user_id=self.agent.id, priority="3")
        waiting = self.request(user_id=self.it_head.id)
        waiting.with_user(self.agent).action_icrm_ask("Which one?")
        done = self.request()
        done.with_user(self.agent).action_icrm_resolve()
        confirmed = self.request()
        confirmed.with_user(self.agent).action_icrm_resolve()
        confirmed.with_user(self.staff).action_icrm_confirm()
        again = self.request()
        again.with_user(self.agent).action_icrm_resolve()
        again.with_user(self.staff).action_icrm_reopen("Still broken")
        archived = self.request(active=False)
        plain = self.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "", "team_id": self.it_team.id}
        )
        self.assertNotIn(plain, self.found("open"))
        self.assertEqual(self.found("open"), new | taken | waiting | again)
        self.assertEqual(self.found("mine"), taken)
        self.assertEqual(self.found("unassigned"), new | done | confirmed | again)
        self.assertEqual(self.found("not_confirmed"), done)
        self.assertEqual(self.found("waiting_customer"), waiting)
        self.assertEqual(self.found("reopened"), again)
        self.assertEqual(self.found("high_priority"), taken)
        self.assertEqual(self.found("archived"), archived)
        everything = new | taken | waiting | done | confirmed | again
        self.assertEqual(self.found("this_month"), everything)
        self.assertEqual(self.found("my_teams"), everything)
        self.assertEqual(self.found("my_teams", self.it_head), everything)
        self.assertFalse(self.found("my_teams", self.officer))
        self.assertFalse(self.found("my_teams", self.finance_head))

    def test_due_filters_follow_the_clock(self):
        with freeze_time(MONDAY) as clock:
            ticket = self.request()  # to be answered by 14:00
            self.assertEqual(self.found("due_today"), ticket)
            self.assertFalse(self.found("overdue"))
            clock.move_to("2026-03-02 14:00:01")
            self.assertFalse(self.found("due_today"))
            self.assertEqual(self.found("overdue"), ticket)
            ticket.with_user(self.agent).message_post(
                body="On it", message_type="comment", subtype_xmlid="mail.mt_comment"
            )  # answered, late; resolution is promised for Wednesday
            self.assertFalse(self.found("overdue"))
            self.assertFalse(self.found("due_today"))
            clock.move_to("2026-04-01 09:00:00")
            self.assertFalse(self.found("this_month"))

    def test_queue_by_next_promise_nothing_due_last(self):
        with freeze_time(MONDAY) as clock:
            clock.move_to("2026-03-02 09:30:00")
            later = self.request()
            done = self.request()
            done.with_user(self.agent).action_icrm_resolve()
            clock.move_to(MONDAY)
            first = self.request()
        ids = [row["id"] for row in self.queue(self.agent)["records"]]
        self.assertEqual(ids, (first | later | done).ids)

    def test_queue_shows_each_what_is_his(self):
        mine, other = self.request(), self.request(icrm_service_id=self.refund.id)
        for user, expected in (
            (self.agent, mine),
            (self.it_head, mine),
            # heads the department that serves the one and asked for the other
            (self.finance_head, mine | other),
            (self.officer, mine | other),
            (self.auditor, mine | other),
            (self.colleague, self.env["helpdesk.ticket"]),
        ):
            with self.subTest(user=user.name):
                ids = {row["id"] for row in self.queue(user)["records"]}
                self.assertEqual(ids, set(expected.ids))

    def test_queue_costs_the_same_for_four_and_for_fifty(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.queue(self.agent)
            return self.env.cr.sql_log_count - before

        # a first few, for names of every kind to be read
        self.request_batch(4)
        count()
        few = count()
        self.request_batch(46)
        self.assertLessEqual(count(), few)

    def request_batch(self, number):
        """Return *number* requests of several customers, some of them taken."""
        customers = self.requester | self._customer(self.colleague)
        return self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Request {index}",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": customers[index % 2].id,
                    "user_id": index % 3 and self.agent.id,
                }
                for index in range(number)
            ]
        )

    def test_context_of_the_customer(self):
        past = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Request {day}",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self.requester.id,
                    "icrm_submitted_at": datetime(2026, 1, day),
                }
                for day in range(1, 8)
            ]
        )
        self.request(icrm_service_id=self.refund.id)  # not the agent's to see
        ticket = past[0].with_user(self.agent)
        self.assertEqual(ticket.icrm_recent_ids.ids, past[:1:-1].ids)
        self.assertEqual(ticket.icrm_customer_open_count, 7)
        self.assertEqual(ticket.icrm_customer_email, self.requester.email)
        self.env.invalidate_all()
        self.assertEqual(past[0].with_user(self.officer).icrm_customer_open_count, 8)

    def test_context_costs_the_same_for_four_and_for_fifty(self):
        names = ["icrm_recent_ids", "icrm_customer_open_count", "icrm_is_provider"]

        def count(tickets):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tickets.read(names)
            return self.env.cr.sql_log_count - before

        tickets = self.request_batch(50).with_user(self.agent)
        count(tickets)
        self.assertLessEqual(count(tickets), count(tickets[:4]))

    @freeze_time(MONDAY)
    def test_verdicts(self):
        def verdicts(ticket):
            ticket.invalidate_recordset()
            return ticket.icrm_response_verdict, ticket.icrm_resolution_verdict

        with freeze_time(MONDAY) as clock:
            ticket = self.request()
            self.assertEqual(verdicts(ticket), ("running", "running"))
            clock.move_to("2026-03-02 15:00:00")
            self.assertEqual(verdicts(ticket), ("late", "running"))
            ticket.with_user(self.agent).action_icrm_resolve()
            self.assertEqual(verdicts(ticket), ("missed", "met"))
            gone = self.request()
            gone.with_user(self.staff).action_icrm_withdraw()
            self.assertEqual(verdicts(gone), (False, False))

    def test_form_offers_only_what_one_may(self):
        """The buttons depend on icrm_is_provider; so do the fields."""
        ticket = self.request()
        form = self.env.ref("icrm_internal.helpdesk_ticket_view_form_desk")
        for user, may in ((self.agent, True), (self.finance_head, False)):
            with self.subTest(user=user.name):
                self.assertIs(ticket.with_user(user).icrm_is_provider, may)
        arch = etree.fromstring(form.arch_db)
        for button in arch.iterfind("header/button"):
            self.assertIn("not icrm_is_provider", button.get("invisible"))
        for name in ("user_id", "team_id", "priority", "tag_ids"):
            (node,) = arch.xpath(f"//sheet//field[@name='{name}']")
            self.assertEqual(node.get("readonly"), "not icrm_is_provider")

    # -- dialogs --
    def reply(self, ticket, user, kind, body):
        wizard = self.env["icrm.request.reply"].with_user(user)
        wizard = wizard.with_context(default_ticket_id=ticket.id, default_kind=kind)
        with Form(wizard) as form:
            form.body = body
        return form.record.action_send()

    def test_ask_then_resolve(self):
        ticket = self.request()
        self.reply(ticket, self.agent, "ask", "Which screen?\nThe left one?")
        self.assertEqual(ticket.icrm_state, "waiting")
        question = ticket.message_ids[0]
        self.assertIn("Which screen?<br", question.body)
        self.assertEqual(question.author_id, self.agent.partner_id)
        self.assertEqual(question.subtype_id, self.env.ref("mail.mt_comment"))
        self.reply(ticket, self.agent, "resolve", "<b>Done</b>")
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertIn("&lt;b&gt;Done", ticket.message_ids[0].body)

    def test_question_must_be_asked(self):
        ticket = self.request()
        with self.assertRaises(UserError):
            self.reply(ticket, self.agent, "ask", " ")
        self.assertEqual(ticket.icrm_state, "new")

    def test_resolve_without_a_word(self):
        ticket = self.request()
        self.reply(ticket, self.agent, "resolve", False)
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_who_does_not_serve_cannot_reply(self):
        ticket = self.request()
        for user in (self.finance_head, self.staff, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.reply(ticket, user, "resolve", "Done")
        self.assertEqual(ticket.icrm_state, "new")

    def merge(self, ticket, user):
        wizard = self.env["icrm.request.merge"].with_user(user)
        return wizard.create({"ticket_id": ticket.id, "target_id": ticket.id})

    def test_merge_offers_the_same_customers_open_requests(self):
        ticket, keep, done = self.request(), self.request(), self.request()
        done.with_user(self.agent).action_icrm_resolve()
        neighbour = self.request(icrm_requester_id=self._customer(self.colleague).id)
        stranger = self.request(icrm_requester_id=self._customer(self.it_head).id)
        unserved = self.request(icrm_service_id=self.refund.id)
        wizard = self.merge(ticket, self.agent)
        self.assertEqual(wizard.candidate_ids.sudo(), keep)
        wizard.others = True
        candidates = wizard.candidate_ids.sudo()
        self.assertLessEqual(keep | neighbour | stranger, candidates)
        self.assertFalse(candidates & (unserved | done))
        wizard.target_id = keep
        action = wizard.action_merge()
        self.assertEqual(action["params"]["next"]["res_id"], keep.id)
        self.assertEqual(ticket.icrm_state, "withdrawn")
        self.assertEqual(ticket.duplicate_id, keep)
        self.assertEqual(keep.icrm_state, "new")

    def test_merge_refuses_a_forged_target(self):
        ticket = self.request()
        stranger = self.request(icrm_requester_id=self._customer(self.it_head).id)
        wizard = self.merge(ticket, self.agent)
        wizard.target_id = stranger
        with self.assertRaises(UserError):
            wizard.action_merge()
        self.assertEqual(ticket.icrm_state, "new")

    def test_register_for_a_customer_who_calls(self):
        wizard = (
            self.env["icrm.request.register"]
            .with_user(self.agent)
            .create(
                {"service_id": self.service.id, "beneficiary_id": self.requester.id}
            )
        )
        action = wizard.action_continue()
        dialog = self.env[action["res_model"]].with_user(self.agent)
        with Form(dialog.with_context(**action["context"])) as form:
            form.name = "Sofia's screen is broken"
        form.record.action_submit()
        ticket = self.env["helpdesk.ticket"].search([], order="id desc", limit=1)
        self.assertEqual(ticket.name, "Sofia's screen is broken")
        self.assertEqual(ticket.icrm_beneficiary_id, self.requester)
        self.assertEqual(ticket.icrm_requester_id, self._customer(self.agent))
        self.assertEqual(ticket.icrm_customer_department_id, self.finance)
        with self.assertRaises(AccessError):
            wizard.with_user(self.staff).create({"service_id": self.service.id})

    # -- menus --
    def test_default_filter_only_where_it_finds_something(self):
        for user, filtered in (
            (self.agent, True),
            (self.it_head, True),
            (self.officer, False),
            (self.auditor, False),
        ):
            server_action = self.env.ref(
                "icrm_internal.helpdesk_ticket_action_desk_open"
            ).with_user(user)
            context = server_action.run()["context"]
            if isinstance(context, str):
                context = safe_eval(context, {"uid": user.id})
            with self.subTest(user=user.name):
                self.assertIs("search_default_my_teams" in context, filtered)
                self.assertTrue(context["search_default_open"])
        with self.assertRaises(AccessError):
            server_action.with_user(self.staff).run()
