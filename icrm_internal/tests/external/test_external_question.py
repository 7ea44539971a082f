# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""After a delivery the customer outside is asked one question, now and then."""

import re
from datetime import timedelta

from lxml import html

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

from ...controllers.access import action_page
from ...models.access import action_link
from .common import ExternalCommon

LINK = re.compile(rf'href="[^"]*{action_link.PAGE}#([\w-]+)"')


@tagged("post_install", "-at_install")
class TestExternalQuestion(MailCase, HttpCase, ExternalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.azure.email = "azure@example.com"
        cls.contact = cls.env["res.partner"].create(
            {"name": "Lin", "parent_id": cls.azure.id, "email": "lin@example.com"}
        )
        cls.env.company.write({"icrm_ask_external": True, "email": "us@example.com"})

    def setUp(self):
        super().setUp()
        for counter in (action_page.wrong_links, action_page.acts):
            counter.clear()
            self.addCleanup(counter.clear)

    def delivered(self, **values):
        commitment = self.promise_outside(**values)
        commitment.action_deliver()
        return commitment

    def ask(self, hours=2):
        """Run the job, some time later; return what was sent."""
        self.clock.tick(timedelta(hours=hours))
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_external_ask").method_direct_trigger()
        self.env.invalidate_all()
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.send_messages()
        return list(self._mails)

    def tokens(self, mails):
        [mail] = mails
        return LINK.findall(mail["body"])

    def post(self, token, status=200, **data):
        """Return the text of the page."""
        self.env.flush_all()
        response = self.url_open(
            action_link.PAGE, data={"token": token, **data}, allow_redirects=False
        )
        self.env.invalidate_all()
        self.assertEqual(response.status_code, status, response.text[-2000:])
        page = html.fromstring(response.content)
        return " ".join(page.xpath("//main")[0].text_content().split())

    def answer(self, token, stars, text="", status=200):
        return self.post(token, status, deed="act", stars=str(stars), text=text)

    # ------------------------------------------------------------------
    # Who is asked
    # ------------------------------------------------------------------

    def test_off_by_default(self):
        company = self.env["res.company"].create({"name": "Another"})
        self.assertFalse(company.icrm_ask_external)
        self.env.company.icrm_ask_external = False
        commitment = self.delivered()
        self.assertFalse(self.ask())
        self.assertFalse(commitment.asked_at)

    def test_one_mail_with_nothing_of_the_inside(self):
        commitment = self.promise_outside(partner_id=self.contact.id)
        self.ask_inside(commitment, name="SECRET words")
        commitment.sudo().message_post(body="SECRET note", message_type="comment")
        commitment.action_deliver()
        [mail] = self.ask()
        self.assertEqual(mail["email_to"], ['"Lin" <lin@example.com>'])
        self.assertEqual(len(set(LINK.findall(mail["body"]))), 5)
        self.assertIn("S00042", mail["body"])
        for inside in ("SECRET", "IT", "Finance", "Staff", "icrm.external", "/odoo/"):
            self.assertNotRegex(mail["body"], rf"\b{inside}\b")
        self.assertNotIn("icrm.external", str(mail["headers"]))
        self.assertFalse(self.ask(), "asked once")
        # nothing of it in the conversation that holders of steps read
        texts = " ".join(commitment.sudo().message_ids.mapped("body"))
        self.assertNotIn("satisfied", texts)

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.contact.lang = "zh_CN"
        self.delivered(partner_id=self.contact.id)
        [mail] = self.ask()
        self.assertIn("1 星", mail["body"])
        page = self.post(LINK.findall(mail["body"])[0])
        self.assertIn("Lin的身份", page)

    def test_once_in_a_month_for_a_company(self):
        self.delivered()
        self.assertEqual(len(self.ask()), 1)
        other = self.delivered(name="S2", partner_id=self.contact.id)
        self.assertFalse(self.ask())
        self.assertFalse(other.asked_at)
        self.clock.tick(timedelta(days=30))
        self.delivered(name="S3", partner_id=self.contact.id)
        self.assertEqual(len(self.ask()), 1)

    def test_two_deliveries_at_once_are_one_question(self):
        self.delivered()
        self.delivered(name="S2", partner_id=self.contact.id)
        self.assertEqual(len(self.ask()), 1)

    def test_who_is_not_asked(self):
        internal = self.staff.partner_id
        internal.email = "staff@icrm.example.com"
        silent = self.env["res.partner"].create(
            {"name": "Silent", "email": "silent@example.com"}
        )
        self.env["mail.blacklist"]._add("silent@example.com")
        nowhere = self.env["res.partner"].create({"name": "Nowhere"})
        gone = self.env["res.partner"].create(
            {"name": "Gone", "email": "gone@example.com"}
        )
        for number, partner in enumerate(internal | silent | nowhere | gone):
            self.delivered(name=f"S{number}", partner_id=partner.id)
        gone.active = False
        rated = self.delivered(name="rated")
        rated.satisfaction = "3"
        self.env.company.icrm_link_days = 14
        self.assertFalse(self.ask())
        self.assertFalse(
            self.env["icrm.external.commitment"].search([("asked_at", "!=", False)])
        )

    def test_not_who_could_not_answer(self):
        """Of a mailbox that others with a login read, the stars would only lead to a
        login."""
        self.contact.email = self.azure.email
        self.env["res.users"].create(
            {
                "login": "lin_of_azure",
                "partner_id": self.contact.id,
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )
        commitment = self.delivered()
        self.assertFalse(self.ask())
        self.assertFalse(commitment.asked_at)
        # the one with the login is asked
        self.delivered(name="S2", partner_id=self.contact.id)
        self.assertEqual(len(set(self.tokens(self.ask()))), 5)
        # nor of one that has several addresses
        self.contact.user_ids.active = False
        self.clock.tick(timedelta(days=31))
        self.azure.email = "azure@example.com, orders@example.com"
        self.delivered(name="S3")
        self.assertFalse(self.ask())

    def test_not_in_his_own_name(self):
        """A company without an address has none to ask from."""
        commitment = self.delivered()
        self.env.company.email = False
        self.env.company.alias_domain_id = False
        self.assertFalse(self.ask())
        self.assertFalse(commitment.asked_at)
        self.env.company.email = "us@example.com"
        [mail] = self.ask()
        self.assertIn("us@example.com", mail["email_from"])

    def test_not_without_links(self):
        self.env.company.icrm_link_days = 0
        self.delivered()
        self.assertFalse(self.ask())

    def test_neither_at_once_nor_for_old_deliveries(self):
        commitment = self.delivered()
        self.assertFalse(self.ask(hours=0.5))
        self.clock.tick(timedelta(days=8))
        self.assertFalse(self.ask())
        self.assertFalse(commitment.asked_at)

    def test_never_for_what_is_open_again(self):
        """Neither before the job nor between the queue and the mail."""
        first = self.delivered()
        first.action_reopen()
        second = self.delivered(name="S2")
        second.action_reopen()
        second.action_cancel("Not wanted")
        self.assertFalse(self.ask())
        third = self.delivered(name="S3")
        self.clock.tick(timedelta(hours=2))
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_external_ask").method_direct_trigger()
        third.action_reopen()
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.send_messages()
        self.assertFalse(self._mails)

    def test_blacklisted_meanwhile(self):
        self.delivered()
        self.clock.tick(timedelta(hours=2))
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_external_ask").method_direct_trigger()
        self.env["mail.blacklist"]._add("azure@example.com")
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.send_messages()
        self.assertFalse(self._mails)

    def test_another_delivery_was_asked_about_meanwhile(self):
        """Both are written on the customer, so that a second job cannot pass by."""
        self.delivered()
        other = self.delivered(name="S2", partner_id=self.contact.id)
        self.clock.tick(timedelta(hours=2))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET icrm_asked_at = %s WHERE id = %s",
            (fields.Datetime.now(), self.azure.id),
        )
        self.env.invalidate_all()
        other.sudo()._ask()
        self.assertFalse(other.asked_at)

    # ------------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------------

    def test_answer(self):
        commitment = self.delivered(partner_id=self.contact.id)
        tokens = self.tokens(self.ask())
        page = self.post(tokens[3])
        for text in ("How satisfied are you", "S00042", "You act as Lin."):
            self.assertIn(text, page)
        self.assertNotIn("Log in", page)
        self.assertFalse(commitment.satisfaction, "a look changes nothing")
        page = self.answer(tokens[3], 4, "Two days late")
        self.assertIn("Thank you", page)
        self.assertNotIn("Log in", page)
        self.assertEqual(commitment.satisfaction, "4")
        self.assertTrue(commitment.answered_at)
        self.assertEqual(commitment.customer_comment, "Two days late")
        # a changed mind
        self.clock.tick(timedelta(hours=1))
        self.answer(tokens[0], 2)
        self.assertEqual(commitment.satisfaction, "2")
        self.assertFalse(commitment.customer_comment)
        # entered by hand later, and answered later still
        commitment.satisfaction = "5"
        self.assertEqual(commitment.satisfaction, "5")
        self.answer(tokens[0], 1)
        self.assertEqual(commitment.satisfaction, "1")
        self.assertFalse(
            self.env["rating.rating"].search(
                [("res_model", "=", "icrm.external.commitment")]
            )
        )

    def test_odd_answers(self):
        commitment = self.delivered()
        token = self.tokens(self.ask())[0]
        for stars in ("0", "6", "x", ""):
            self.answer(token, stars, status=400)
        self.answer(token, 5, "x" * 2001, status=400)
        self.post("x" + token, 404)
        self.assertFalse(commitment.satisfaction)

    def test_links_of_what_is_open_again(self):
        commitment = self.delivered()
        token = self.tokens(self.ask())[0]
        commitment.action_reopen()
        self.assertIn("open again", self.answer(token, 5))
        self.clock.tick(timedelta(hours=1))
        commitment.action_deliver()
        self.assertIn("latest", self.answer(token, 5))
        self.assertFalse(commitment.satisfaction)

    def test_customer_with_a_login_answers(self):
        portal = self.env["res.users"].create(
            {
                "login": "lin_of_azure",
                "partner_id": self.contact.id,
                "password": "lin_of_azure",
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )
        commitment = self.delivered(partner_id=self.contact.id)
        token = self.tokens(self.ask())[0]
        self.authenticate(portal.login, portal.login)
        self.answer(token, 5)
        self.assertEqual(commitment.satisfaction, "5")
        # forwarded to a colleague of ours
        self.authenticate(self.staff.login, self.staff.login)
        self.assertIn("This link is for Lin", self.answer(token, 1))
        self.assertEqual(commitment.satisfaction, "5")

    # ------------------------------------------------------------------
    # Who reads the comment
    # ------------------------------------------------------------------

    def test_who_reads_the_comment(self):
        commitment = self.delivered()
        self.ask_inside(self.promise_outside(name="S9"))
        self.answer(self.tokens(self.ask())[0], 3, "SECRET words")
        for user, shown in (
            (self.staff, "SECRET words"),
            (self.finance_head, "SECRET words"),
            (self.officer, "SECRET words"),
            (self.auditor, "SECRET words"),
            (self.colleague, False),
        ):
            mine = commitment.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(mine.satisfaction, "3")
                self.assertEqual(mine.customer_comment, shown)
                with self.assertRaises(AccessError):
                    mine.read(["answer_comment"])
                with self.assertRaises(AccessError):
                    mine.search([("answer_comment", "ilike", "SECRET")])
                with self.assertRaises(AccessError):
                    mine._read_group([], ["answer_comment"])
        texts = " ".join(commitment.sudo().message_ids.mapped("body"))
        self.assertNotIn("SECRET", texts)

    def test_nobody_writes_an_answer(self):
        commitment = self.delivered()
        for values in (
            {"answer_comment": "x"},
            {"answered_at": "2026-06-01"},
            {"asked_at": "2026-06-01"},
        ):
            for user in (self.staff, self.officer, self.admin_user):
                with (
                    self.subTest(values=values, user=user.login),
                    self.assertRaises(AccessError),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                ):
                    commitment.with_user(user).write(values)
        commitment.customer_comment = "x"
        self.assertFalse(commitment.sudo().answer_comment)
        with self.assertRaises(AccessError):
            self.azure.with_user(self.admin_user).read(["icrm_asked_at"])
