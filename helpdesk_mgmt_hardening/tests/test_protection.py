# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.helpdesk_mgmt_hardening.hooks import pre_init_hook


@tagged("post_install", "-at_install")
class TestProtection(TransactionCase):
    """Tickets called "Secret" declare themselves protected; the others do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.env, "hard_agent", "helpdesk_mgmt.group_helpdesk_user_own"
        )
        values = {"description": "x", "user_id": cls.env.ref("base.user_admin").id}
        cls.secret, cls.plain = cls.env["helpdesk.ticket"].create(
            [{**values, "name": "Secret"}, {**values, "name": "Plain"}]
        )
        tickets = cls.secret | cls.plain
        tickets.message_subscribe(cls.env.ref("base.partner_admin").ids)
        cls.ratings = cls.env["rating.rating"].create(
            [
                {
                    "res_model_id": cls.env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": ticket.id,
                    "rating": 1,
                }
                for ticket in tickets
            ]
        )

    @contextmanager
    def _declared(self, domain):
        """Protect the tickets of *domain*, and no others."""
        ticket = self.registry["helpdesk.ticket"]
        clear = self.registry.clear_cache
        with (
            patch.object(ticket, "_hardening", True, create=True),
            patch.object(ticket, "_hardening_domain", lambda self: domain),
            patch.object(
                ticket,
                "_hardening_will_protect",
                lambda self, vals: vals.get("name") == "Secret",
            ),
        ):
            clear()
            try:
                yield
            finally:
                clear()

    def test_rows_follow_the_document(self):
        followers = self.env["mail.followers"].search(
            [
                ("res_model", "=", "helpdesk.ticket"),
                ("res_id", "in", (self.secret | self.plain).ids),
            ]
        )
        for rows in (followers, self.ratings):
            hidden = rows.filtered(lambda row: row.res_id == self.secret.id)
            self.assertTrue(hidden)
            with self._declared(Domain("name", "=", "Secret")):
                found = rows.with_user(self.agent).search([("id", "in", rows.ids)])
                self.assertEqual(found.sudo(), rows - hidden)
                self.assertFalse(hidden.with_user(self.agent).has_access("read"))
                shown = (rows - hidden).with_user(self.agent)
                self.assertTrue(shown.has_access("read"))
            with self._declared(Domain.TRUE):
                self.assertFalse(
                    rows.with_user(self.agent).search_count([("id", "in", rows.ids)])
                )

    def test_ratings_are_changed_by_nobody(self):
        secret, plain = self.ratings.with_user(self.agent)
        # Of what is not protected it stays as core has it, whatever that is.
        may = plain.has_access("write")
        with self._declared(Domain("name", "=", "Secret")):
            with self.assertRaises(AccessError):
                secret.write({"rating": 5})
            if may:
                plain.write({"rating": 5})
                with self.assertRaises(AccessError):
                    plain.write({"res_id": self.secret.id})

    def test_nobody_points_to_what_is_hidden(self):
        own = self.env["helpdesk.ticket"].create(
            {"name": "Own", "description": "x", "user_id": self.agent.id}
        )
        with self._declared(Domain("name", "=", "Secret")):
            with self.assertRaises(AccessError):
                own.with_user(self.agent).write({"duplicate_id": self.secret.id})
            with self.assertRaises(AccessError):
                own.with_user(self.agent).write({"duplicate_id": self.secret.id + 9999})
            own.with_user(self.agent).write({"duplicate_id": self.plain.id})
            self.assertEqual(own.duplicate_id, self.plain)

    def test_no_search_finds_what_is_hidden(self):
        partners = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        self.secret.partner_id, self.plain.partner_id = partners
        Partner = self.env["res.partner"].with_user(self.agent)
        with self._declared(Domain("name", "=", "Secret")):
            pairs = (self.secret, partners[:0]), (self.plain, partners[1])
            for ticket, partner in pairs:
                found = Partner.search([("helpdesk_ticket_ids", "in", ticket.ids)])
                self.assertEqual(found.sudo(), partner)

    def test_fields_of_the_application_are_not_forged(self):
        Ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        secret, plain = (
            self.env["helpdesk.ticket"].create(
                {"name": name, "description": "x", "user_id": self.agent.id}
            )
            for name in ("Secret", "Plain")
        )
        forged = {"commercial_partner_id": self.env.company.partner_id.id}
        with self._declared(Domain("name", "=", "Secret")):
            with self.assertRaises(AccessError):
                secret.with_user(self.agent).write(forged)
            plain.with_user(self.agent).write(forged)
            values = {"description": "x", "user_id": self.agent.id, **forged}
            with self.assertRaises(AccessError):
                Ticket.create({**values, "name": "Secret"})
            self.assertTrue(Ticket.create({**values, "name": "Plain"}))
            # What protects the record and what is forged, in one write
            with self.assertRaises(AccessError):
                plain.with_user(self.agent).write({**forged, "name": "Secret"})
            # ... or one of them in the context
            secret = Ticket.with_context(default_number="FORGED-3").create(
                {"name": "Secret", "description": "x", "user_id": self.agent.id}
            )
            self.assertNotEqual(secret.number, "FORGED-3")
            with self.assertRaises(AccessError):
                Ticket.with_context(default_name="Secret").create(values)

    def test_everybody_writes_in_his_own_name(self):
        admin = self.env.ref("base.partner_admin")
        (self.secret | self.plain).user_id = self.agent
        with self._declared(Domain("name", "=", "Secret")):
            with self.assertRaises(AccessError):
                self.secret.with_user(self.agent).message_post(
                    body="x", author_id=admin.id
                )
            message = self.plain.with_user(self.agent).message_post(
                body="x", author_id=admin.id
            )
            self.assertEqual(message.author_id, admin)


@tagged("post_install", "-at_install")
class TestEnterprise(TransactionCase):
    def test_enterprise_helpdesk_is_refused(self):
        modules = self.env["ir.module.module"]
        pre_init_hook(self.env)
        row = modules.search([("name", "=", "helpdesk")]) or modules.create(
            {"name": "helpdesk"}
        )
        row.state = "uninstalled"
        pre_init_hook(self.env)
        row.state = "installed"
        with self.assertRaisesRegex(UserError, "only one of the two"):
            pre_init_hook(self.env)
