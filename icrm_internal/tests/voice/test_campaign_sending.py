# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from ast import literal_eval
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from ...models.voice import codes
from ...models.voice import icrm_campaign_participant as sending
from ...models.voice.campaign_message import LINK_MARK
from ..scan import Scan
from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignSending(CampaignCommon, MailCommon):
    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
        )

    def _send(self):
        self.env["icrm.campaign"]._cron_send()

    def _get_mails(self, campaign):
        return self.env["mail.mail"].search(
            [
                ("model", "=", "icrm.campaign.participant"),
                ("res_id", "in", campaign.sudo().participant_ids.ids),
            ]
        )

    def test_one_mail_each(self):
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        self._send()
        participants = campaign.sudo().participant_ids
        mails = self._get_mails(campaign)
        self.assertEqual(sorted(mails.mapped("res_id")), sorted(participants.ids))
        self.assertEqual(set(participants.mapped("state")), {"invited"})
        for mail in mails:
            participant = participants.browse(mail.res_id)
            self.assertEqual(mail.recipient_ids, participant.customer_id.partner_id)
            self.assertNotIn(codes.get_code(participant), str(mail.read()))
            self.assertIn(LINK_MARK, mail.body_html)
            self.assertIn(participant.name, mail.body_html)
            self.assertIn("not what or when", mail.body_html)
            self.assertTrue(mail.auto_delete)

    def test_nothing_stays_after_sending(self):
        """Sent mails are gone with the links inside; participants stay invited."""
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        mails = self._get_mails(campaign)
        messages = mails.mail_message_id
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mails.send()
            self.assertEqual(len(self._mails), 10)
        self.assertFalse(mails.exists())
        self.assertFalse(messages.exists())
        for participant in campaign.sudo().participant_ids:
            address = participant.customer_id.partner_id.email_formatted
            (sent,) = [_mail for _mail in self._mails if _mail["email_to"] == [address]]
            link = codes.get_link(participant)
            self.assertIn(f'href="{link}"', sent["body"])
            self.assertIn(link, sent["body_alternative"])
            self.assertNotIn("b1a5f0", sent["body"] + sent["body_alternative"])

    def test_a_link_goes_to_whom_it_is_for(self):
        """Changing a waiting mail does not reveal its code."""
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        spy = self.officer.partner_id
        spy.email = "spy@example.com"
        mails = self._get_mails(campaign)
        mails[0].recipient_ids = [Command.set(spy.ids)]
        mails[1].recipient_ids = [Command.link(spy.id)]
        mails[2].email_cc = spy.email
        mails[3].write({"email_to": spy.email, "recipient_ids": [Command.clear()]})
        mails[4].res_id = mails[5].res_id
        mails[6].body_html = f'<img src="https://spy.example/?{LINK_MARK}"/>'
        participants = campaign.sudo().participant_ids.browse(mails.mapped("res_id"))
        secrets = {
            participant.id: codes.get_code(participant) for participant in participants
        }
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mails[:7].send()
        for sent in self._mails:
            text = sent["body"] + sent["body_alternative"]
            found = [person for person, code in secrets.items() if code in text]
            if spy.email in str(sent["email_to"]) + str(sent.get("email_cc")):
                self.assertFalse(found)
            for participant in participants.browse(found):
                own = participant.customer_id.partner_id.email_formatted
                self.assertEqual(sent["email_to"], [own])
            self.assertNotIn("spy.example/?http", text.replace(LINK_MARK, ""))

    def test_failed_mail_gets_no_code(self):
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        mail = self._get_mails(campaign)[:1]
        mail._postprocess_sent_message(
            [], [], failure_reason="No such mailbox", failure_type="mail_smtp"
        )
        participant = campaign.sudo().participant_ids.browse(mail.res_id)
        self.assertEqual(participant.state, "failed")
        self.assertEqual(campaign.code_count, 0)
        with self.assertRaises(AccessError):
            participant.with_user(self.desk).action_issue_code()
        with self.assertRaisesRegex(UserError, "cannot get a paper code"):
            participant.with_user(self.desk).sudo()._check_issue_code()

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        person = self.finance_people[0]
        person.sudo().lang = "fr_FR"
        campaign = self._campaign()
        campaign.with_context(lang="fr_FR").name = "Comment IT nous sert"
        campaign.action_open()
        self._send()
        subjects = {mail.res_id: mail.subject for mail in self._get_mails(campaign)}
        for participant in campaign.sudo().participant_ids:
            self.assertIn(
                "Comment IT nous sert"
                if participant.customer_id == person
                else "How IT serves",
                subjects[participant.id],
            )

    def test_name_is_text(self):
        """A name is no markup, and the officer's words are cleaned."""
        person = self.finance_people[0]
        person.sudo().employee_id.name = "<b>Bob</b> & Sons"
        campaign = self._campaign(mail_text="<p>Hello<script>alert(1)</script></p>")
        campaign.action_open()
        self._send()
        mail = self._get_mails(campaign).filtered(
            lambda mail: mail.recipient_ids == person.sudo().partner_id
        )
        self.assertIn("&lt;b&gt;Bob&lt;/b&gt; &amp; Sons", mail.body_html)
        self.assertNotIn("script", mail.body_html)

    def test_inbox_for_who_likes_it(self):
        customer = self._customer(self.staff)
        customer.sudo().preferred_channel = "inbox"
        self._ask(customer)
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        participant = campaign.sudo().participant_ids.filtered(
            lambda participant: participant.customer_id == customer
        )
        self.assertEqual(participant.state, "invited")
        self.assertNotIn(participant.id, self._get_mails(campaign).mapped("res_id"))
        notification = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.staff.partner_id.id)],
            order="id desc",
            limit=1,
        )
        self.assertEqual(notification.notification_type, "inbox")
        body = notification.mail_message_id.body
        self.assertIn("/odoo/internal-my-surveys", body)
        self.assertNotIn("code=", body)
        self.assertNotIn("b1a5f0", body)

    def test_quiet_hours(self):
        """No one is disturbed at night; the next run writes to them."""
        person = self.finance_people[0].sudo()
        person.write({"quiet_from": 20, "quiet_to": 7})
        person.employee_id.tz = "UTC"
        campaign = self._campaign()
        campaign.action_open()
        with freeze_time(f"{self.today} 22:00:00"):
            self._send()
        self.assertEqual(len(self._get_mails(campaign)), 9)
        with freeze_time(f"{self.today + timedelta(days=1)} 08:00:00"):
            self._send()
        self.assertEqual(len(self._get_mails(campaign)), 10)

    def test_batches(self):
        self.patch(sending, "SEND_BATCH", 3)
        campaign = self._campaign()
        campaign.action_open()
        self._send()
        self.assertEqual(len(set(self._get_mails(campaign).mapped("res_id"))), 10)
        self.assertEqual(len(self._get_mails(campaign)), 10)

    def test_reminders(self):
        """Only those who have not answered, and each round once."""
        campaign = self._campaign(reminder_days=4, reminder_max=2)
        campaign.action_open()
        self._send()
        self._get_mails(campaign).unlink()
        self._answer(campaign, self.finance_people)
        for days, count in ((3, 0), (4, 4), (5, 0), (9, 4), (13, 0)):
            with self.subTest(days=days):
                with freeze_time(self.today + timedelta(days=days)):
                    self._send()
                    self._send()
                mails = self._get_mails(campaign)
                self.assertEqual(len(mails), count)
                self.assertTrue(
                    all(mail.subject.startswith("Reminder") for mail in mails)
                )
                mails.unlink()
        rounds = campaign.sudo().participant_ids.mapped("reminders")
        self.assertEqual(set(rounds), {2}, "no row tells who had answered")

    def _send_all(self, campaign):
        """Make the messages and send the queue, as the two jobs do."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self._send()
            self._get_mails(campaign).send()

    def test_no_table_tells_who_was_reminded(self):
        """A dump between two rounds says the same of all, by mail and in the app."""
        # Ids that nothing else looks like
        self.env.cr.execute(
            "SELECT setval(s.sequencename::regclass,"
            " greatest(s.last_value, 9000000 + 100000 * place))"
            " FROM unnest(%s) WITH ORDINALITY AS tables(name, place)"
            " JOIN pg_sequences s ON s.sequencename = tables.name || '_id_seq'",
            [["res_partner", "icrm_customer", "icrm_campaign_participant"]],
        )
        pairs = [self._people(name, self.finance, 4) for name in ("Said", "Silent")]
        for people in pairs:
            by_inbox, quiet, by_phone, _by_mail = people.sudo()
            user = self._user(f"app_{by_inbox.id}", None)
            by_inbox.employee_id.user_id = user
            by_inbox.preferred_channel = "inbox"
            quiet.write({"quiet_from": 11, "quiet_to": 14})
            quiet.employee_id.tz = "UTC"
            by_phone.preferred_channel = "phone"
        said, silent = pairs
        self._ask(said | silent)
        campaign = self._campaign(reminder_days=4, reminder_max=2)
        campaign.action_open()
        with freeze_time(f"{self.today} 09:00:00"):
            self._send_all(campaign)
        self._answer(campaign, said[0] + said[1] + said[3])
        before = Scan(self.env)
        with freeze_time(f"{self.today + timedelta(days=4)} 12:00:00"):
            self._send_all(campaign)
        changes = before.changes()
        self.assertIn("mail_notification", changes, "the app was used")
        self.assertIn("icrm_campaign_participant", changes)
        self.assertFalse({"mail_mail", "icrm_message"} & set(changes))
        written = {mail["email_to"][0] for mail in self._mails}
        self.assertIn(silent[3].partner_id.email_formatted, written)
        self.assertNotIn(said[3].partner_id.email_formatted, written)
        for one, other in zip(said, silent, strict=True):
            self.assertEqual(
                *(
                    {
                        table: [
                            re.sub(r"[\da-f]*\d[\da-f]*|said|silent", "#", row.lower())
                            for row in sorted(rows)
                            if numbers & set(re.findall(r"\b9\d{6}\b", row))
                        ]
                        for table, rows in changes.items()
                    }
                    for numbers in (
                        self._numbers(campaign, one),
                        self._numbers(campaign, other),
                    )
                ),
            )

    def _numbers(self, campaign, person):
        """Return the ids that stand for a person, as text."""
        participant = campaign.sudo().participant_ids.filtered(
            lambda participant: participant.customer_id == person
        )
        return {
            str(record.id)
            for record in (person, person.sudo().partner_id, participant)
            if record
        }

    def test_failed_reminder_leaves_nothing(self):
        campaign = self._campaign(reminder_days=4)
        campaign.action_open()
        self._send_all(campaign)
        with freeze_time(self.today + timedelta(days=4)):
            self._send()
        mails = self._get_mails(campaign)
        people = campaign.sudo().participant_ids
        self.assertEqual(len(mails), len(people))
        mails.write({"state": "exception"})
        mails._postprocess_sent_message(
            [], [], failure_reason="No such mailbox", failure_type="mail_smtp"
        )
        self.assertFalse(mails.exists())
        self.assertEqual(set(people.mapped("state")), {"invited"})

    def test_missed_rounds_are_one(self):
        """A job that slept for weeks sends one reminder, not two."""
        campaign = self._campaign(reminder_days=2, reminder_max=3)
        campaign.action_open()
        self._send()
        self._get_mails(campaign).unlink()
        with freeze_time(self.today + timedelta(days=10)):
            self._send()
            self._send()
        self.assertEqual(len(self._get_mails(campaign)), 10)

    def test_leavers_get_nothing(self):
        campaign = self._campaign()
        campaign.action_open()
        person = self.finance_people[0]
        # behind the ORM's back, as an import may do
        self.cr.execute(
            "UPDATE icrm_customer SET active = FALSE WHERE id = %s", [person.id]
        )
        self.env.invalidate_all()
        self._send()
        self.assertEqual(len(self._get_mails(campaign)), 9)

    def test_test_run(self):
        """The officer alone gets it, and no one is asked."""
        campaign = self._campaign()
        self.officer.email = "officer@example.com"
        before = self.env["mail.mail"].search([])
        campaign.action_test_run()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.officer.partner_id)
        self.assertIn(f"/survey/preview/{self.survey.id}", mail.body_html)
        self.assertFalse(campaign.participant_ids)
        self.assertEqual(campaign.state, "draft")

    # -- codes on paper --

    def _silent(self):
        silent = self._people("Silent", self.sales, 2, email=False)
        self._ask(silent)
        campaign = self._campaign()
        campaign.action_open()
        return campaign, campaign.sudo().participant_ids.filtered(
            lambda participant: participant.customer_id in silent
        )

    def _print(self, user, participants):
        report = "icrm_internal.icrm_campaign_code_report"
        Report = self.env["ir.actions.report"].with_user(user)
        return Report._render_qweb_html(report, participants.ids)[0].decode()

    def test_codes_on_paper(self):
        """The desk issues codes one by one; each is logged."""
        campaign, (first, second) = self._silent()
        mine = first.with_user(self.desk)
        self.assertEqual(
            mine.search([("campaign_id", "=", campaign.id)]), mine | second
        )
        mine.action_issue_code()
        self.assertEqual(first.state, "unreachable", "nothing was printed yet")
        html = self._print(self.desk, first)
        for participant in campaign.sudo().participant_ids:
            code = codes.get_code(participant)
            shown = "-".join(code[at : at + 4] for at in range(0, 16, 4))
            self.assertEqual(shown in html, participant == first)
        self.assertEqual((first.state, second.state), ("handed", "unreachable"))
        self._print(self.desk, first)
        log = self.env["icrm.access.log"].search(
            [("res_model", "=", "icrm.campaign"), ("res_id", "=", campaign.id)]
        )
        self.assertEqual(log.mapped("kind"), ["codes"] * 2)
        self.assertEqual(log.user_id, self.desk)
        self.assertNotIn(first.name, str(log.read()), "auditors do not learn whose")
        with self.assertRaises(ValueError):
            self._print(self.desk, first | second)

    def test_desk_finds_whom_to_hand_a_code(self):
        """By its menu: the desk reads no campaigns, so no condition names them."""
        campaign, people = self._silent()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_campaign_participant_action_desk"
        )
        Listed = people.browse().with_user(self.desk)
        listed = Listed.search(literal_eval(action["domain"]))
        self.assertLessEqual(people, listed.sudo())
        self._print(self.desk, people[0])
        self.assertIn(people[0], Listed.search(literal_eval(action["domain"])))
        campaign.action_close()
        self.assertFalse(people & Listed.search(literal_eval(action["domain"])))

    def test_codes_are_for_nobody_else(self):
        campaign, (person, _other) = self._silent()
        both = self._user("both", None, "icrm_internal.group_icrm_desk")
        both.group_ids += self.env.ref("icrm_internal.group_icrm_officer")
        runs = self._user("runs", None, "icrm_internal.group_icrm_desk")
        for user in (
            self.officer,
            self.admin_user,
            self.auditor,
            self.staff,
            self.it_head,
            both,
            self.env.ref("base.user_admin"),
        ):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    person.with_user(user).action_issue_code()
                with self.assertRaises(AccessError):
                    self._print(user, person)
        campaign.user_id = runs
        with self.assertRaisesRegex(AccessError, "People who run campaigns"):
            self._print(runs, person)
        reachable = campaign.sudo().participant_ids.filtered(
            lambda participant: participant.state == "waiting"
        )[0]
        with self.assertRaises(AccessError):
            self._print(self.desk, reachable)
        campaign.action_close()
        with self.assertRaises(AccessError):
            self._print(self.desk, person)
        self.assertEqual(person.state, "unreachable")

    def test_no_interview_where_nobody_shall_know(self):
        anonymous = self._campaign()
        anonymous.action_open()
        person = anonymous.participant_ids[0]
        with self.assertRaisesRegex(UserError, "nonymous"):
            person.action_interview()
        known = self._campaign(protection="identified", cooldown_days=0)
        known.action_open()
        person = known.participant_ids[0]
        self.assertIn(str(person.id), person.action_interview()["url"])
