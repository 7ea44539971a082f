# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import ExitStack

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RequestCommon

SILENT = {"tracking_disable": True, "mail_notrack": True, "mail_create_nolog": True}


@tagged("post_install", "-at_install")
class TestRatingRules(RequestCommon):
    """Who rates and confirms is the customer as of submission, never who serves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._customer(cls.colleague)
        cls.agents_own = cls._customer(cls.agent)

    def resolved(self, **values):
        ticket = self.request(**values)
        ticket._icrm_set_state("resolved")
        return ticket

    def refused(self, ticket, user, text):
        mine = ticket.with_user(user)
        self.assertFalse(mine.icrm_can_rate)
        self.assertFalse(mine.icrm_can_confirm)
        with self.assertRaisesRegex(UserError, text):
            mine.action_icrm_rate(5)
        with self.assertRaisesRegex(UserError, text):
            mine.action_icrm_confirm()
        self.assertFalse(ticket.icrm_confirmed_at)
        self.assertFalse(ticket.icrm_rating_ids)

    def refuses(self, text):
        """A refused call leaves nothing behind, as in a transaction of its own."""
        stack = ExitStack()
        stack.enter_context(self.assertRaisesRegex(UserError, text))
        stack.enter_context(self.cr.savepoint())
        return stack

    def test_customer_is_fixed_once_resolved(self):
        """Agents, heads and officers alike; by write, by load, without a service."""
        for state in ("resolved", "rejected", "withdrawn"):
            ticket = self.request()
            ticket._icrm_set_state(state)
            for user in (self.agent, self.it_head, self.officer):
                served = ticket.with_user(user).with_context(**SILENT)
                for name in ("icrm_requester_id", "icrm_beneficiary_id"):
                    for value in (self._customer(user).id, self.other.id, False):
                        if value == ticket[name].id:
                            continue
                        with self.refuses("cannot be changed"):
                            served.write({name: value})
                    # What changes nothing is no change.
                    served.write({name: ticket[name].id})
                with self.refuses("service is required"):
                    served.write({"icrm_service_id": False})
        result = (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .load(
                [".id", "icrm_requester_id/.id"], [[str(ticket.id), str(self.other.id)]]
            )
        )
        self.assertFalse(result["ids"])
        self.assertEqual(ticket.icrm_requester_id, self.requester)

    def test_agent_writes_himself(self):
        """Before it is resolved, or after it was reopened: no rating comes of it."""
        ticket = self.request()
        agent = ticket.with_user(self.agent)
        agent.with_context(**SILENT).icrm_requester_id = self.agents_own
        agent.action_icrm_resolve()
        self.refused(ticket, self.agent, "someone else")
        # Nor may the person they entered, who serves nothing.
        ticket = self.resolved()
        ticket.with_user(self.staff).action_icrm_reopen("Still broken")
        ticket.with_user(self.agent).icrm_requester_id = self.other
        ticket.with_user(self.agent).action_icrm_resolve()
        self.refused(ticket, self.colleague, "someone else")
        # Back again: the customer of submission may.
        ticket._icrm_set_state("in_progress")
        ticket.with_user(self.agent).write({"icrm_requester_id": self.requester.id})
        ticket._icrm_set_state("resolved")
        ticket.with_user(self.staff).action_icrm_rate(2, "Slow")
        ticket.with_user(self.staff).action_icrm_confirm()

    def test_first_customer_of_a_mail(self):
        """A request without a requester belongs to the first who is entered."""
        ticket = self.request(icrm_requester_id=False)
        ticket.with_user(self.agent).icrm_requester_id = self.requester
        ticket._icrm_set_state("resolved")
        ticket.with_user(self.staff).action_icrm_rate(5)

    def test_nobody_judges_his_own_service(self):
        """The team, its head, who has it, who had it, who handed it on first."""
        head = self._customer(self.it_head)
        for user, customer in (
            (self.agent, self.agents_own),
            (self.it_head, head),
        ):
            self.refused(
                self.resolved(icrm_requester_id=customer.id), user, "served by you"
            )
            self.refused(
                self.resolved(icrm_beneficiary_id=customer.id), user, "served by you"
            )
        mover = self._user("mover", self.it, "icrm_internal.group_icrm_agent")
        elsewhere = self.env["helpdesk.ticket.team"].create(
            {"name": "Elsewhere", "user_ids": [Command.link(self.agent.id)]}
        )
        self.it_team.user_ids |= mover
        ticket = self.request(icrm_requester_id=self._customer(mover).id)
        # They take it, give it away, and move it to a team they are not in.
        ticket.with_user(mover).action_icrm_take()
        ticket.with_user(mover).user_id = self.agent
        ticket.with_user(mover).team_id = elsewhere
        ticket._icrm_set_state("resolved")
        self.it_team.user_ids -= mover
        with self.refuses("served by you"):
            ticket.with_user(mover).action_icrm_rate(5)
        with self.refuses("served by you"):
            ticket.with_user(mover).action_icrm_confirm()
        # Who works in IT, but does not serve, is a customer like any other.
        plain = self._user("plain", self.it)
        ticket = self.resolved(icrm_requester_id=self._customer(plain).id)
        ticket.with_user(plain).action_icrm_rate(4)

    def test_history_cannot_be_silenced(self):
        """Each change of customer is a row of the ledger, with who made it."""
        ticket = self.request()
        served = ticket.with_user(self.agent).with_context(**SILENT)
        served.icrm_requester_id = self.other
        served.icrm_requester_id = self.requester
        events = self.env["icrm.request.event"].search(
            [("ticket_id", "=", ticket.id)], order="id"
        )
        self.assertEqual(events.mapped("requester_id"), self.requester | self.other)
        self.assertEqual(
            [(event.requester_id, event.changed_by_id) for event in events[1:]],
            [(self.other, self.agent), (self.requester, self.agent)],
        )
        self.assertEqual(events[0].beneficiary_id, self.requester)
        with self.assertRaises(AccessError):
            events.with_user(self.agent).unlink()
        with self.assertRaises(AccessError):
            events.with_user(self.officer).write({"requester_id": False})

    def test_first_customer_is_not_written(self):
        ticket = self.request()
        for name in ("icrm_first_requester_id", "icrm_first_beneficiary_id"):
            with self.assertRaises(AccessError):
                ticket.with_user(self.agent).write({name: self.other.id})
            forged = ticket.with_user(self.officer).with_context(
                **{f"default_{name}": self.other.id}
            )
            born = forged.create({"name": "x", "icrm_service_id": self.service.id})
            self.assertFalse(born[name])
