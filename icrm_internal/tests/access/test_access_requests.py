# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AccessCommon


@tagged("post_install", "-at_install")
class TestRequestAccess(AccessCommon):
    """What helpdesk_mgmt's OR-ed group rules let through, and ours must not."""

    def assertSees(self, user, tickets):
        self.env.invalidate_all()
        self.assertTrue(tickets.with_user(user).has_access("read"), user.name)
        found = self.env["helpdesk.ticket"].with_user(user).search([])
        self.assertLessEqual(tickets, found.sudo(), user.name)

    def assertSeesNot(self, user, tickets):
        self.env.invalidate_all()
        as_user = tickets.with_user(user)
        for ticket in as_user:
            with mute_logger("odoo.addons.base.models.ir_rule"):
                self.assertFalse(ticket.has_access("read"), user.name)
        found = self.env["helpdesk.ticket"].with_user(user).search([])
        self.assertFalse(tickets & found.sudo(), user.name)

    def assertWrites(self, user, ticket):
        ticket.with_user(user).write({"priority": "3"})

    def assertWritesNot(self, user, ticket):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            ticket.with_user(user).write({"priority": "3"})

    # -- with any group of helpdesk_mgmt --
    def test_helpdesk_groups_do_not_open_requests(self):
        for level in ("user_own", "user_team", "user", "manager"):
            user = self._helpdesk_user(f"peer_{level}", level)
            self.assertSeesNot(user, self.own | self.foreign)
            with self.assertRaises(AccessError):
                self._request_values_as(user)
            self.assertWritesNot(user, self.own)
            with self.assertRaises(AccessError):
                self.own.with_user(user).unlink()

    def _request_values_as(self, user):
        return (
            self.env["helpdesk.ticket"]
            .with_user(user)
            .create(
                {
                    "name": "Forged",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self.requester.id,
                }
            )
        )

    def test_helpdesk_groups_keep_plain_tickets(self):
        plain = self._plain_ticket(team_id=self.it_team.id)
        boss = self._helpdesk_user("peer_boss", "manager")
        self.assertSees(boss, plain)
        self.assertWrites(boss, plain)
        plain.with_user(boss).unlink()

    # -- requesters and followers have no right to write --
    def test_requester_with_agent_group_cannot_write(self):
        request = self._request(self.buyer, self.service)
        followed = self._request(self.staff, self.service)
        followed.message_subscribe(self.buyer.partner_id.ids)
        for ticket in (request, followed):
            self.assertSees(self.buyer, ticket)
            self.assertWritesNot(self.buyer, ticket)
            self.assertWrites(self.agent, ticket)

    def test_requester_with_helpdesk_group_cannot_write_plain_tickets(self):
        user = self._helpdesk_user("peer_own", "user_own")
        plain = self._plain_ticket(
            team_id=self.it_team.id, partner_id=user.partner_id.id
        )
        plain.message_subscribe(user.partner_id.ids)
        self.assertSees(user, plain)
        self.assertWritesNot(user, plain)
        self.it_team.user_ids = [Command.link(user.id)]
        self.assertWrites(user, plain)

    def test_nobody_gives_oneself_a_foreign_request(self):
        """A command on one's own record is a write on the other one."""
        for command in (
            Command.link(self.foreign.id),
            Command.update(self.foreign.id, {"name": "Mine now"}),
        ):
            with self.assertRaises(AccessError):
                self.own.with_user(self.agent).write({"duplicate_ids": [command]})
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.agent).message_subscribe(
                self.agent.partner_id.ids
            )
            self.foreign.with_user(self.agent).read(["name"])

    def test_agent_creates_for_own_desk_only(self):
        self._request_values_as(self.agent)
        with self.assertRaises(AccessError):
            self._request_values_as(self.buyer)

    def test_only_the_administrator_deletes(self):
        for user in (self.agent, self.it_head, self.officer):
            with self.assertRaises(AccessError):
                self.own.with_user(user).unlink()
        self.own.with_user(self.admin_user).unlink()

    # -- a ticket without a team does not belong to every team --
    def test_without_team(self):
        plain = self._plain_ticket()
        request = self._request(self.staff, self.service, team_id=False)
        triage = self._helpdesk_user("peer_triage", "user")
        for user in (
            self._helpdesk_user("peer_team", "user_team"),
            self.agent,
            self.colleague,
        ):
            self.assertSeesNot(user, plain | request)
        self.assertSees(triage, plain)
        self.assertSeesNot(triage, request)
        self.assertSees(self.it_head, request)
        self.assertSees(self.officer, request)
        self.assertSees(self.staff, request)

    def test_own_plain_ticket_without_team(self):
        user = self._helpdesk_user("peer_team", "user_team")
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(user)
            .create({"name": "Note to myself", "description": "x"})
        )
        self.assertFalse(ticket.team_id)
        self.assertSees(user, ticket)
        self.assertWrites(user, ticket)

    # -- portal users --
    def _portal_user(self, login, parent):
        user = new_test_user(self.env, login=login, groups="base.group_portal")
        user.partner_id.parent_id = parent
        return user

    def test_portal_colleagues_of_our_own_company(self):
        home = self.company.partner_id
        one = self._portal_user("icrm_one", home)
        other = self._portal_user("icrm_other", home)
        plain = self._plain_ticket(partner_id=one.partner_id.id)
        request = self._request(
            self.staff,
            self.service,
            icrm_requester_id=False,
            partner_id=one.partner_id.id,
        )
        followed = self._plain_ticket(partner_id=home.id)
        followed.message_subscribe(one.partner_id.ids)
        self.assertSees(one, plain | request | followed)
        self.assertSeesNot(other, plain | request | followed)
        groups = (
            self.env["helpdesk.ticket"]
            .with_user(other)
            .formatted_read_group([], ["partner_id"], ["__count"])
        )
        self.assertFalse(groups)

    def test_portal_colleagues_of_an_outside_customer(self):
        """As helpdesk_mgmt means it; but never a request."""
        customer = self.env["res.partner"].create(
            {"name": "Outside", "is_company": True}
        )
        one = self._portal_user("icrm_one", customer)
        other = self._portal_user("icrm_other", customer)
        plain = self._plain_ticket(partner_id=one.partner_id.id)
        request = self._request(
            self.staff,
            self.service,
            icrm_requester_id=False,
            partner_id=one.partner_id.id,
        )
        self.assertSees(other, plain)
        self.assertSees(one, request)
        self.assertSeesNot(other, request)

    # -- rights end at once with their reason --
    def test_leaving_ends_access(self):
        self.assertSees(self.agent, self.own)
        self.it_team.user_ids = [Command.unlink(self.agent.id)]
        self.assertSeesNot(self.agent, self.own)
        self.assertWritesNot(self.agent, self.own)

    def test_a_new_head_begins_as_the_old_one_ends(self):
        self.assertSees(self.finance_head, self.own)
        self.assertWritesNot(self.finance_head, self.own)
        self.assertSees(self.it_head, self.own)
        self.assertWrites(self.it_head, self.own)
        self.it.manager_id = self.finance_head.sudo().employee_id
        self.finance.manager_id = False
        self.assertSeesNot(self.it_head, self.own)
        self.assertWrites(self.finance_head, self.own)

    def test_head_of_the_department_above(self):
        below = self.env["hr.department"].create(
            {"name": "Helpline", "parent_id": self.it.id}
        )
        service = self._service("Password", department_id=below.id)
        request = self._request(self.victim, service)
        self.assertSees(self.it_head, request)
        self.assertSeesNot(self.finance_head, request)

    # -- companies --
    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Daughter"})
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Daughter's desk", "company_id": other.id}
        )
        plain = self._plain_ticket(team_id=team.id, company_id=other.id)
        for user in (self.officer, self.admin_user, self.auditor):
            self.assertSeesNot(user, plain)

    # -- what `read` refuses is hidden in all channels --
    def test_five_channels(self):
        """Nothing for those it does not concern; the provider finds it."""
        self.agent.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        for user in (self.staff, self.agent, self.finance_head, self.desk):
            Ticket = self.env["helpdesk.ticket"].with_user(user)
            self.assertFalse(Ticket.search([("name", "ilike", "SECRET")]))
            self.assertFalse(Ticket.search_count([("name", "ilike", "SECRET")]))
            self.assertFalse(Ticket.name_search("SECRET"))
            self.assertNotIn(self.foreign.id, Ticket.search([], order="name").ids)
            for groupby in ("name", "partner_id", "icrm_requester_id", "team_id"):
                rows = Ticket.formatted_read_group(
                    [("id", "=", self.foreign.id)], [groupby], ["__count"]
                )
                self.assertFalse(rows)
            # UserError: no right to export at all
            with self.assertRaises(AccessError if user == self.agent else UserError):
                Ticket.browse(self.foreign.id).export_data(["name"])
            with self.assertRaises(AccessError):
                Ticket.browse(self.foreign.id).copy()
        Ticket = self.env["helpdesk.ticket"].with_user(self.buyer)
        self.assertEqual(Ticket.search([("name", "ilike", "SECRET")]), self.foreign)

    def test_related_paths_tell_nothing(self):
        """A domain through another model's link to tickets."""
        for user in (self.staff, self.agent):
            partners = (
                self.env["res.partner"]
                .with_user(user)
                .search([("helpdesk_ticket_ids.name", "ilike", "SECRET")])
            )
            self.assertFalse(partners)
            teams = (
                self.env["helpdesk.ticket.team"]
                .with_user(user)
                .search([("ticket_ids.name", "ilike", "SECRET")])
            )
            self.assertFalse(teams)

    def test_context_does_not_widen(self):
        """Keys of the context do not widen access."""
        Ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.staff)
            .with_context(
                active_test=False,
                default_user_id=self.staff.id,
                mail_notrack=True,
                bin_size=True,
                portal_view=True,
            )
        )
        self.assertFalse(Ticket.search([("id", "=", self.foreign.id)]))
        with self.assertRaises(AccessError):
            Ticket.browse(self.foreign.id).read(["name"])

    def test_the_duplicate_is_not_named_to_the_customer(self):
        self.own.duplicate_id = self.foreign
        request = self.own.with_user(self.staff)
        with self.assertRaises(AccessError):
            request.read(["duplicate_id"])
        self.assertNotIn("duplicate_id", request.fields_get())
        with self.assertRaises(AccessError):
            request.search([("duplicate_id.name", "ilike", "SECRET")])
        self.assertEqual(request.duplicate_count, 0)
        self.assertTrue(self.own.with_user(self.agent).read(["duplicate_id"]))

    def test_asking_for_another_user_tells_nothing(self):
        """The form view of another user must not reveal whom a request concerns."""
        foreign = self.foreign.with_user(self.staff)
        answers = {
            foreign.get_formview_id(access_uid=user.id)
            for user in (self.victim, self.colleague, self.buyer)
        }
        self.assertEqual(len(answers), 1)

    # -- what hangs on a request --
    def test_events_are_as_confidential(self):
        domain = [("ticket_id", "in", (self.own | self.foreign).ids)]
        Event = self.env["icrm.request.event"]
        events = Event.search(domain)
        self.assertEqual(events.ticket_id, self.own | self.foreign)
        foreign = events.filtered(lambda event: event.ticket_id == self.foreign)
        for user in (self.agent, self.it_head, self.finance_head):
            found = Event.with_user(user).search(domain)
            self.assertEqual(found.sudo().ticket_id, self.own, user.name)
            rows = Event.with_user(user).formatted_read_group(
                domain, ["ticket_id"], ["__count"]
            )
            self.assertEqual([row["ticket_id"][0] for row in rows], self.own.ids)
            with self.assertRaises(AccessError):
                foreign.with_user(user).read(["state"])
        for user in (self.officer, self.auditor):
            self.assertEqual(Event.with_user(user).search(domain), events)

    def test_ratings_are_the_raters_own(self):
        rating = self.env["icrm.request.rating"].create(
            {
                "ticket_id": self.own.id,
                "score": 1,
                "comment": "SECRET",
                "customer_id": self.requester.id,
                "provider_department_id": self.it.id,
                "service_id": self.service.id,
                "company_id": self.company.id,
            }
        )
        own_side = (self.staff, self.officer, self.auditor)
        served = (self.agent, self.it_head)
        others = (self.colleague, self.finance_head, self.buyer, self.portal_user)

        def reads(user):
            self.env.invalidate_all()
            Rating = rating.with_user(user)
            found = Rating.search([("comment", "ilike", "SECRET")])
            rows = Rating.formatted_read_group([], ["ticket_id"], ["score:avg"])
            self.assertEqual(bool(found), bool(rows))
            self.assertEqual(bool(found), Rating.has_access("read"))
            # nor by the way of the request
            Ticket = self.env["helpdesk.ticket"].with_user(user)
            by_ticket = Ticket.search([("icrm_rating_ids.score", "=", 1)])
            self.assertLessEqual(bool(by_ticket), bool(found))
            return bool(found)

        for user in own_side:
            self.assertTrue(reads(user), user.name)
        for user in served + others:
            self.assertFalse(reads(user), user.name)
        self.company.icrm_show_ratings = True
        for user in own_side + served:
            self.assertTrue(reads(user), user.name)
        for user in others:
            self.assertFalse(reads(user), user.name)
        for user in own_side + served:
            with self.assertRaises(AccessError):
                rating.with_user(user).write({"score": 5})
            with self.assertRaises(AccessError):
                rating.with_user(user).unlink()
