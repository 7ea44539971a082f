# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AccessCommon


@tagged("post_install", "-at_install")
class TestFollowers(AccessCommon):
    """Followers of requests are not those who serve them."""

    def test_followers_follow_the_request(self):
        for ticket, user in ((self.own, self.staff), (self.foreign, self.victim)):
            ticket.message_subscribe(user.partner_id.ids)
        tickets = self.own | self.foreign
        domain = [("res_model", "=", "helpdesk.ticket"), ("res_id", "in", tickets.ids)]
        Followers = self.env["mail.followers"]
        everybody = Followers.search(domain)
        hidden = everybody.filtered(lambda row: row.res_id == self.foreign.id)
        self.assertTrue(hidden)
        for user in (self.staff, self.agent, self.finance_head, self.desk):
            as_user = Followers.with_user(user)
            found = as_user.search(domain)
            self.assertFalse(found.sudo() & hidden, user.name)
            self.assertFalse(
                as_user.search([("partner_id", "=", self.victim.partner_id.id)])
            )
            self.assertFalse(as_user.search_count([("id", "in", hidden.ids)]))
            self.assertFalse(
                as_user.formatted_read_group(
                    [("id", "in", hidden.ids)], ["partner_id"], ["__count"]
                )
            )
            with self.assertRaises(AccessError):
                hidden.with_user(user).read(["partner_id"])
        self.assertFalse(Followers.with_user(self.desk).search(domain))
        for user in (self.officer, self.auditor):
            self.assertEqual(Followers.with_user(user).search(domain), everybody)
        # One's own request lists its followers, by the way the chatter takes.
        own = self.own.with_user(self.staff)
        self.assertIn(self.staff.partner_id, own.message_partner_ids)

    def test_other_documents_stay_as_core_has_them(self):
        partner = self.env["res.partner"].create({"name": "Anybody"})
        partner.message_subscribe(self.staff.partner_id.ids)
        found = (
            self.env["mail.followers"]
            .with_user(self.colleague)
            .search([("res_model", "=", "res.partner"), ("res_id", "=", partner.id)])
        )
        self.assertEqual(found.partner_id, self.staff.partner_id)

    def test_every_model_of_ours_with_followers_is_guarded(self):
        guarded = self.env["mail.followers"]._hardening_guarded_models()
        self.assertIn("helpdesk.ticket", guarded)
        self.assertIn("icrm.customer", guarded)
        self.assertIn("icrm.service", guarded)
        self.assertNotIn("res.partner", guarded)

    def test_query_count(self):
        """The guard is part of the one query, whatever the number of rows."""
        Followers = self.env["mail.followers"].with_user(self.agent)
        Followers.search([])
        with self.assertQueryCount(1):
            Followers.search_count([("res_model", "=", "helpdesk.ticket")])


@tagged("post_install", "-at_install")
class TestRatings(AccessCommon):
    """Core's ratings are readable and writable by everyone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket_model = cls.env["ir.model"]._get("helpdesk.ticket")
        cls.rating = cls.env["rating.rating"].create(
            {
                "res_model_id": cls.ticket_model.id,
                "res_id": cls.foreign.id,
                "rating": 1,
                "feedback": "SECRET",
                "consumed": True,
                "partner_id": cls.victim.partner_id.id,
            }
        )

    def test_reading(self):
        domain = [("id", "=", self.rating.id)]
        for user in (self.staff, self.agent, self.finance_head):
            rating = self.rating.with_user(user)
            self.assertFalse(rating.search(domain))
            self.assertFalse(rating.search([("feedback", "ilike", "SECRET")]))
            self.assertFalse(
                rating.formatted_read_group(domain, ["res_name"], ["rating:avg"])
            )
            with self.assertRaises(AccessError):
                rating.read(["access_token", "feedback"])
        self.assertTrue(self.rating.with_user(self.buyer).search(domain))

    def test_nobody_changes_or_forges_one(self):
        for user in (self.staff, self.buyer, self.officer, self.victim):
            rating = self.rating.with_user(user)
            with self.assertRaises(AccessError):
                rating.write({"rating": 5})
            with self.assertRaises(AccessError):
                rating.create(
                    {
                        "res_model_id": self.ticket_model.id,
                        "res_id": self.foreign.id,
                        "rating": 5,
                    }
                )
        self.assertEqual(self.rating.rating, 1)

    def test_nor_moves_one_onto_a_request(self):
        elsewhere = (
            self.env["rating.rating"]
            .with_user(self.staff)
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.staff.partner_id.id,
                    "rating": 5,
                }
            )
        )
        with self.assertRaises(AccessError):
            elsewhere.write(
                {"res_model_id": self.ticket_model.id, "res_id": self.own.id}
            )


@tagged("post_install", "-at_install")
class TestInternalNotes(AccessCommon):
    """A note of those who serve is not for the customer, who is an internal user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        files = cls.env["ir.attachment"].create(
            [
                {
                    "name": f"{name}.txt",
                    "raw": b"text",
                    "res_model": "helpdesk.ticket",
                    "res_id": cls.own.id,
                }
                for name in ("note", "answer", "both", "form")
            ]
        )
        cls.note_file, cls.answer_file, cls.both_file, cls.form_file = files
        agent_side = cls.own.with_user(cls.agent)
        cls.note = agent_side.message_post(
            body="SECRET he is always angry",
            subtype_xmlid="mail.mt_note",
            attachment_ids=(cls.note_file | cls.both_file).ids,
        )
        cls.answer = agent_side.message_post(
            body="Coming",
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
            attachment_ids=(cls.answer_file | cls.both_file).ids,
        )

    def _reads(self, user, record):
        self.env.invalidate_all()
        record = record.with_user(user)
        readable = record.has_access("read")
        domain = [
            ("id", "=", record.id),
            ("res_id", "=", self.own.id),
            ("model" if "model" in record else "res_model", "=", "helpdesk.ticket"),
        ]
        self.assertEqual(bool(record.search(domain)), readable)
        self.assertEqual(bool(record.search_count(domain)), readable)
        return readable

    def test_notes(self):
        for user in (self.agent, self.it_head, self.officer, self.auditor):
            self.assertTrue(self._reads(user, self.note), user.name)
            self.assertTrue(self._reads(user, self.note_file), user.name)
        for user in (self.staff, self.finance_head):
            self.assertFalse(self._reads(user, self.note), user.name)
            self.assertFalse(self._reads(user, self.note_file), user.name)
            self.assertNotIn(self.note, self.own.with_user(user).message_ids)
            for record in (
                self.answer,
                self.answer_file,
                self.both_file,
                self.form_file,
            ):
                self.assertTrue(self._reads(user, record), user.name)

    def test_followers_of_another_department(self):
        """Followers may read; following gives no right to serve."""
        self.own.message_subscribe(self.buyer.partner_id.ids)
        self.assertFalse(self._reads(self.buyer, self.note))
        self.assertTrue(self._reads(self.buyer, self.answer))

    def test_a_note_to_somebody_by_name(self):
        note = self.own.with_user(self.agent).message_post(
            body="For you alone",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.staff.partner_id.ids,
        )
        self.assertTrue(self._reads(self.staff, note))
        own = self.own.with_user(self.staff).message_post(
            body="To myself", subtype_xmlid="mail.mt_note"
        )
        self.assertTrue(self._reads(self.staff, own))

    def test_plain_tickets_stay_as_they_are(self):
        ticket = self._plain_ticket(
            team_id=self.it_team.id, partner_id=self.staff.partner_id.id
        )
        note = ticket.message_post(body="x", subtype_xmlid="mail.mt_note")
        self.assertTrue(note.with_user(self.staff).has_access("read"))

    def test_the_talk_about_services_and_customers(self):
        """Everybody reads the card; the notes below it are for those who serve."""
        for record in (self.service, self._customer(self.victim)):
            note = record.message_post(body="SECRET", subtype_xmlid="mail.mt_note")
            word = record.message_post(body="SECRET", subtype_xmlid="mail.mt_comment")
            for message in note | word:
                for user in (self.staff, self.desk, self.portal_user):
                    self.assertFalse(message.with_user(user).has_access("read"))
                    self.assertFalse(
                        message.with_user(user).search([("id", "=", message.id)])
                    )
                for user in (self.agent, self.officer, self.auditor):
                    self.assertTrue(message.with_user(user).has_access("read"))

    def test_foreign_conversation(self):
        """Messages, their tracking and files of a foreign request."""
        message = self.foreign.message_post(body="SECRET")
        file = self.env["ir.attachment"].create(
            {
                "name": "evidence.txt",
                "raw": b"SECRET",
                "res_model": "helpdesk.ticket",
                "res_id": self.foreign.id,
            }
        )
        for user in (self.staff, self.agent, self.finance_head):
            for record in (message, file):
                self.assertFalse(record.with_user(user).has_access("read"))
            mine = (
                self.env["ir.attachment"]
                .with_user(user)
                .create({"name": "mine.txt", "raw": b"x"})
            )
            with self.assertRaises(AccessError):
                mine.write({"res_model": "helpdesk.ticket", "res_id": self.foreign.id})
            with self.assertRaises(AccessError):
                self.foreign.with_user(user).message_post(body="x")
