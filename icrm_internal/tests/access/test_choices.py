# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...wizards.request.icrm_setup import COMPANY_CHOICES
from ..request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestChoices(RequestCommon):
    """What restricts others is off until chosen; requests are always protected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).write(dict.fromkeys(COMPANY_CHOICES, False))
        cls.guest_team = cls.env["helpdesk.ticket.team"].create({"name": "Old desk"})
        cls.peer = cls._user("peer", None, "helpdesk_mgmt.group_helpdesk_user_team")
        cls.boss = cls._user("boss", None, "helpdesk_mgmt.group_helpdesk_user")

    def _plain(self, **values):
        return self.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "x", **values}
        )

    def _reads(self, user, records):
        self.env.invalidate_all()
        return records.with_user(user).has_access("read")

    def _writes(self, user, records):
        self.env.invalidate_all()
        return records.with_user(user).has_access("write")

    def _requests(self, **values):
        return self._plain(
            **{
                "icrm_service_id": self.service.id,
                "icrm_requester_id": self.requester.id,
                **values,
            }
        )

    def test_all_are_off_in_a_new_company(self):
        company = self.env["res.company"].create({"name": "New"})
        for name in COMPANY_CHOICES:
            self.assertFalse(company[name], name)

    def test_without_a_team(self):
        plain, request = self._plain(), self._requests(team_id=False)
        self.assertTrue(self._reads(self.peer, plain))
        self.assertFalse(self._reads(self.peer, request))
        self.company.icrm_ticket_no_team = True
        self.assertFalse(self._reads(self.peer, plain))

    def test_who_follows_or_asked(self):
        own = {"partner_id": self.peer.partner_id.id}
        plain = self._plain(team_id=self.guest_team.id, **own)
        served = self._plain(team_id=self.it_team.id, **own)
        request = self._requests(**own)
        for ticket in (plain, served, request):
            ticket.message_subscribe(self.peer.partner_id.ids)
            self.assertTrue(self._reads(self.peer, ticket))
        self.assertTrue(self._writes(self.peer, plain))
        # helpdesk_mgmt gives a ticket without a team to every agent.
        teamless = self._plain(**own)
        self.assertTrue(self._writes(self.peer, teamless))
        self.assertFalse(self._writes(self.peer, served))
        self.assertFalse(self._writes(self.peer, request))
        self.company.icrm_ticket_write = True
        self.assertFalse(self._writes(self.peer, plain))
        self.assertFalse(self._writes(self.peer, teamless))

    def test_portal_colleagues(self):
        one, other = (
            new_test_user(self.env, login=login, groups="base.group_portal")
            for login in ("icrm_one", "icrm_other")
        )
        (one | other).partner_id.parent_id = self.company.partner_id
        own = {"partner_id": one.partner_id.id}
        plain = self._plain(**own)
        served = self._plain(team_id=self.it_team.id, **own)
        request = self._requests(**own, icrm_requester_id=False)
        for ticket in (plain, served, request):
            self.assertTrue(self._reads(one, ticket))
        self.assertTrue(self._reads(other, plain))
        self.assertFalse(self._reads(other, served))
        self.assertFalse(self._reads(other, request))
        self.company.icrm_ticket_portal = True
        self.assertFalse(self._reads(other, plain))

    def test_what_hangs_on_a_plain_ticket(self):
        outsider = self._user("outsider", None)
        rows = {}
        for ticket in (
            self._plain(team_id=self.guest_team.id),
            self._plain(),
            self._plain(team_id=self.it_team.id),
            self._requests(),
        ):
            ticket.message_subscribe(self.env.ref("base.partner_admin").ids)
            rows[ticket] = self.env["mail.followers"].search(
                [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id)]
            )
            self.assertTrue(rows[ticket])
        plain, teamless, served, request = rows.values()
        self.assertTrue(self._reads(outsider, plain))
        self.assertTrue(self._reads(outsider, teamless))
        self.assertFalse(self._reads(outsider, served))
        self.assertFalse(self._reads(outsider, request))
        self.company.icrm_ticket_confidential = True
        self.assertFalse(self._reads(outsider, plain))

    def test_ratings_of_plain_tickets(self):
        kind = self.env["ir.model"]._get_id("helpdesk.ticket")
        plain, request = self.env["rating.rating"].create(
            [
                {"res_model_id": kind, "res_id": ticket.id, "rating": 1}
                for ticket in (
                    self._plain(team_id=self.guest_team.id),
                    self._requests(),
                )
            ]
        )
        plain.with_user(self.boss).write({"rating": 5})
        with self.assertRaises(AccessError):
            request.with_user(self.boss).write({"rating": 5})
        self.company.icrm_ticket_confidential = True
        with self.assertRaises(AccessError):
            plain.with_user(self.boss).write({"rating": 1})

    # -- the application's menu --
    def _sees_menu(self, user):
        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        return self.env.ref("icrm_internal.icrm_menu_root").id in menus

    def test_menu_comes_with_the_first_service(self):
        self.env["icrm.service"].search([]).state = "draft"
        self.env["ir.ui.menu"]._icrm_show_to_all(False)
        seeing = (
            self.agent,
            self.it_head,
            self.officer,
            self.admin_user,
            self.desk,
        )
        for user in seeing:
            self.assertTrue(self._sees_menu(user), user.name)
        self.assertFalse(self._sees_menu(self.staff))
        self.service.state = "published"
        self.assertTrue(self._sees_menu(self.staff))
        # An administrator who wants it otherwise is not overruled by the next one.
        self.env["ir.ui.menu"]._icrm_show_to_all(False)
        self._service("Another")
        self.assertFalse(self._sees_menu(self.staff))
        # ... nor by one that is taken back and published again.
        self.service.owner_id = self.it_head
        self.service.action_publish()
        self.env["icrm.service"].search([]).state = "draft"
        self.service.action_publish()
        self.assertFalse(self._sees_menu(self.staff))

    # -- Getting Started --
    def _setup(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["icrm.setup"].with_user(user or self.admin_user).new()

    def test_choices_are_made_in_getting_started(self):
        company = self.admin_user.company_id
        for name in COMPANY_CHOICES:
            setup = self._setup().with_context(icrm_choice=name)
            self.assertFalse(setup[name])
            with self.assertRaises(AccessError):
                setup.with_user(self.officer).action_choose()
            setup.action_choose()
            self.assertTrue(company[name])
            self.assertTrue(self._setup()[name])
            self._setup().with_context(icrm_choice=name).action_choose()
            self.assertFalse(company[name])
        shown = self._setup().icrm_menu_for_all
        self._setup().with_context(icrm_choice="icrm_menu_for_all").action_choose()
        self.assertNotEqual(self._setup().icrm_menu_for_all, shown)
        for wrong in (None, "name", "icrm_show_ratings", ["name"]):
            with self.assertRaises(UserError):
                self._setup().with_context(icrm_choice=wrong).action_choose()

    def test_an_archived_protection_is_told(self):
        self.assertFalse(self._setup().archived_protections)
        self.env.ref("icrm_internal.helpdesk_ticket_rule_read").active = False
        told = self._setup().archived_protections
        self.assertIn("Requests: those concerned read them", told)
        self.assertEqual(len(told.splitlines()), 1)
        # A group rule only widens; it protects nothing.
        rule = self.env.ref("icrm_internal.helpdesk_ticket_rule_officer")
        self.assertTrue(rule.groups)
        rule.active = False
        self.assertEqual(self._setup().archived_protections, told)

    def test_others_may_insert_rows_without_us(self):
        """Other addons' tests, while ours is not loaded yet: columns have defaults."""
        self.env.cr.execute(
            """
            SELECT table_name, column_name
              FROM information_schema.columns
             WHERE table_schema = 'public'
               AND is_nullable = 'NO' AND column_default IS NULL
               AND column_name LIKE 'icrm\\_%' AND table_name NOT LIKE 'icrm\\_%'
               AND table_name NOT LIKE '%\\_rel'
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    def test_no_dialog_names_a_hidden_plain_ticket(self):
        plain = self._plain(team_id=self.guest_team.id)
        staff = self.env["icrm.request.rate"].with_user(self.requester.user_id)
        with self.assertRaises(AccessError):
            staff.create({"ticket_id": plain.id, "score": "3"})

    def test_no_token_is_set_on_a_plain_ticket(self):
        plain = self._plain(team_id=self.guest_team.id, user_id=self.peer.id)
        with self.assertRaises(AccessError):
            plain.with_user(self.peer).write({"access_token": "known"})

    def test_what_hangs_on_a_hidden_ticket_without_a_team_is_hidden(self):
        plain = self._plain()
        plain.message_subscribe(self.boss.partner_id.ids)
        followers = self.env["mail.followers"].with_user(self.peer)
        found = [("res_model", "=", plain._name), ("res_id", "=", plain.id)]
        self.assertTrue(followers.search(found))
        self.company.icrm_ticket_no_team = True
        self.assertFalse(followers.search(found))
