# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import re
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tests import Form, HttpCase, tagged

from odoo.addons.mail.tests.common import MailCommon

from ...models.voice import codes
from ...models.voice.campaign_message import LINK_MARK
from .campaign_common import CampaignCommon

# What only the victim says.
SECRET = 1
OTHERS = 5


@tagged("post_install", "-at_install")
class TestAttackerBallots(HttpCase, CampaignCommon, MailCommon):
    """One who runs campaigns wants to know what one person answered.

    The attack: have the victim asked among few, answer for all the others,
    and subtract what is known from the result. It tries every access to the codes of
    others, alone, as an officer and as the administrator of the application.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.victim = cls.finance_people[0]
        cls.silent = cls._people("Silent", cls.finance, 4, email=False)
        cls._ask(cls.silent)

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
        )
        self.question = self.survey.question_ids

    def _segment(self, customers):
        return self.env["icrm.segment"].create(
            {"name": "Chosen", "customer_ids": [Command.set(customers.ids)]}
        )

    def _picked(self, customers, user=None, **values):
        """Return the attacker's draft that asks *customers* and no one else."""
        return self._campaign(
            audience="segments",
            audience_segment_ids=[Command.set(self._segment(customers).ids)],
            subject_choice="all",
            **values,
        ).with_user(user or self.officer)

    def _of(self, campaign, customers):
        return campaign.sudo().participant_ids.filtered(
            lambda participant: participant.customer_id in customers
        )

    def _send(self, code, score):
        """Answer on the page, as anyone who has a code."""
        participant = self.env["icrm.campaign.participant"]._find_by_code(code)
        subjects = participant.subject_ids
        page = self.url_open(
            "/survey/me",
            data={
                "code": code,
                "send": "1",
                **{
                    f"a-{subject.id}-{self.question.id}": str(score)
                    for subject in subjects
                },
            },
            allow_redirects=False,
        )
        self.assertEqual(page.status_code, 303, page.text)

    def _print(self, participant, user=None):
        """Have the desk print a code, and read it from the paper."""
        html = (
            self.env["ir.actions.report"]
            .with_user(user or self.desk)
            ._render_qweb_html(
                "icrm_internal.icrm_campaign_code_report", participant.ids
            )[0]
            .decode()
        )
        return re.search(r">\s*((?:[0-9a-f]{4}-){3}[0-9a-f]{4})\s*<", html)[1]

    def _shown(self, campaign):
        """Return the sums of all groups of all that is shown to anybody."""
        campaign.with_user(self.officer).action_close()
        self.env.invalidate_all()
        return [
            (row.response_count, row.total)
            for row in self.env["icrm.result"].search(
                [("campaign_id", "=", campaign.id), ("level", "=", "question")]
            )
        ]

    # -- the attack of the issue -------------------------------------------------------

    def test_a_picked_few_are_not_asked(self):
        for user in (self.officer, self.admin_user):
            for protection in ("anonymous", "confidential"):
                campaign = self._picked(
                    self.victim | self.silent, user, protection=protection
                )
                for step in ("action_open", "action_plan"):
                    with self.assertRaisesRegex(
                        UserError, "needs 15 people|opening date"
                    ):
                        getattr(campaign, step)()
                self.assertEqual(campaign.state, "draft")

    def test_four_ballots_of_his_own_show_nothing(self):
        """Were the floor passed with four known codes: the fifth is not revealed."""
        campaign = self._picked(self.victim | self.silent)
        with patch.object(
            type(campaign),
            "_get_minimum_audience",
            lambda campaign: campaign.anonymity_threshold,
        ):
            campaign.action_open()
        for person in self._of(campaign, self.silent):
            self._send(self._print(person), OTHERS)
        self._send(codes.get_code(self._of(campaign, self.victim)), SECRET)
        self.assertEqual(self._shown(campaign), [])
        self.assertFalse(campaign.sudo().group_ids)
        self.assertEqual(campaign.answered_count, 5)

    def test_ballots_on_paper_never_make_a_group(self):
        """Any number of them; with five others they are counted all the same."""
        campaign = self._campaign(breakdown="none")
        campaign.action_open()
        for person in self._of(campaign, self.silent):
            self._send(self._print(person), OTHERS)
        five = self.finance_people[:5]
        for person in self._of(campaign, five - self.victim):
            self._send(codes.get_code(person), 3)
        self._send(codes.get_code(self._of(campaign, self.victim)), SECRET)
        self.assertEqual(self._shown(campaign), [(9, 4 * OTHERS + 4 * 3 + SECRET)])

    def test_small_departments_with_paper_join_others(self):
        """Four on paper and the victim in one department: shown with others only."""
        lone = self.env["hr.department"].create(
            {"name": "Lone", "parent_id": self.sales.id}
        )
        victim = self._people("Victim", lone, 1)
        silent = self._people("Mute", lone, 4, email=False)
        self._ask(victim | silent)
        campaign = self._campaign()
        campaign.action_open()
        for person in self._of(campaign, silent):
            self._send(self._print(person), OTHERS)
        for person in self._of(campaign, victim | self.sales_people):
            self._send(codes.get_code(person), SECRET)
        self._shown(campaign)
        groups = campaign.sudo().group_ids
        self.assertEqual(groups.mapped("respondent_count"), [9])
        self.assertEqual(groups.department_ids, lone | self.sales)

    def test_texts_on_paper_are_not_counted_towards_eight(self):
        text = self.env["survey.question"].create(
            {"survey_id": self.survey.id, "title": "Why?", "question_type": "text_box"}
        )
        more = self._people("Mute", self.sales, 3, email=False)
        self._ask(more)
        for count, shown in ((7, 0), (8, 15)):
            campaign = self._campaign(cooldown_days=0)
            campaign.action_open()
            own = self.people[:count]
            for participant in self._of(campaign, own | self.silent | more):
                if participant.state == "unreachable":
                    participant.with_user(self.desk)._log_issued_code()
                participant._submit(
                    {
                        subject.id: {self.question.id: 4, text.id: "words"}
                        for subject in participant.subject_ids
                    }
                )
            self._shown(campaign)
            comments = self.env["icrm.comment"].search(
                [("campaign_id", "=", campaign.id)]
            )
            self.assertEqual(len(comments), shown)

    def test_nor_do_interviews(self):
        """Anyone who enters answers given on the phone could invent them."""
        campaign = self._campaign(protection="confidential", breakdown="none")
        campaign.action_open()
        self.authenticate(self.officer.login, self.officer.login)
        for person in self._of(campaign, self.sales_people):
            path = f"/survey/interview/{person.id}"
            token = re.search(
                r'name="csrf_token"[^>]*value="([^"]+)"', self.url_open(path).text
            )[1]
            data = {
                f"a-{subject.id}-{self.question.id}": str(OTHERS)
                for subject in person.subject_ids
            }
            page = self.url_open(path, data={"csrf_token": token, "send": "1", **data})
            self.assertIn("Thank you for your answer", page.text)
        self._send(codes.get_code(self._of(campaign, self.victim)), SECRET)
        self.assertEqual(self._shown(campaign), [])

    def test_nothing_says_which_ballots_were_on_paper(self):
        """The mark is sealed with the ballot and gone after counting."""
        campaign = self._campaign(breakdown="none")
        campaign.action_open()
        for person in self._of(campaign, self.silent | self.people):
            if person.state == "unreachable":
                person.with_user(self.desk)._log_issued_code()
            person._submit(
                {subject.id: {self.question.id: 4} for subject in person.subject_ids}
            )
        self.cr.execute(
            "SELECT DISTINCT length(ciphertext) FROM icrm_campaign_box"
            " WHERE campaign_id = %s",
            [campaign.id],
        )
        self.assertEqual(self.cr.rowcount, 1)
        self._shown(campaign)
        self.cr.execute(
            "SELECT DISTINCT to_jsonb(answer) - 'id'"
            " FROM icrm_answer answer WHERE campaign_id = %s",
            [campaign.id],
        )
        self.assertEqual(self.cr.rowcount, 1, "all rows look alike")

    # -- every access to a code --------------------------------------------------------

    def _run(self):
        campaign = self._campaign(subject_choice="all")
        for customer in (self._customer(self.staff), self._customer(self.colleague)):
            customer.sudo().preferred_channel = "inbox"
        campaign.action_open()
        self.env["icrm.campaign"]._cron_send()
        return campaign, {
            codes.get_code(participant)
            for participant in campaign.sudo().participant_ids
        }

    def test_no_table_holds_a_code(self):
        """Sent or waiting: the whole database as text, and each file's content."""
        _campaign, secrets = self._run()
        self.env.flush_all()
        self.cr.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace"
        )
        digests = {codes.digest(secret) for secret in secrets}
        found = set()
        for (table,) in self.cr.fetchall():
            self.cr.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(row for (row,) in self.cr.fetchall())
            self.assertFalse([secret for secret in secrets if secret in text], table)
            found |= {digest for digest in digests if digest in text}
        self.assertEqual(found, digests, "the search finds what is there")

    def test_no_role_reads_a_code(self):
        """Officer, administrator and Odoo's own: all fields of all that they read."""
        campaign, secrets = self._run()
        participants = campaign.participant_ids
        field = participants._fields["code_digest"]
        self.assertEqual(field.groups, NO_ACCESS)
        for user in (
            self.officer,
            self.admin_user,
            self.auditor,
            self.desk,
            self.env.ref("base.user_admin"),
        ):
            for model in (
                "icrm.campaign",
                "icrm.campaign.participant",
                "icrm.campaign.box",
                "icrm.access.log",
                "mail.mail",
                "mail.message",
                "mail.notification",
                "mail.tracking.value",
                "ir.attachment",
                "ir.logging",
            ):
                Model = self.env[model].with_user(user)
                try:
                    rows = str(Model.search([]).read())
                except AccessError:
                    continue
                self.assertFalse(
                    [secret for secret in secrets if secret in rows], model
                )
                self.assertNotIn("code_digest", rows)
            other = participants.with_user(user)
            for name, *args in (
                ("read", ["code_digest"]),
                ("search", [("code_digest", "!=", False)]),
                ("export_data", ["code_digest"]),
                ("write", {"code_digest": "x"}),
                ("write", {"state": "unreachable"}),
                ("copy",),
                ("create", {"campaign_id": campaign.id, "name": "Me"}),
                ("action_answer",),
                ("action_issue_code",),
                ("action_interview",),
            ):
                with self.subTest(user=user.name, method=name):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        getattr(other[0], name)(*args)
                        self.env.flush_all()
                self.env.invalidate_all()

    def test_methods_that_make_links_are_no_methods(self):
        """What administrators type as code reaches methods of records, not these."""
        mro = type(self.env["icrm.campaign.participant"]).__mro__
        ours = [cls for cls in mro if "icrm_internal" in cls.__module__]
        names = {name for our in ours for name in vars(our)}
        names -= {"_hardening_link_fields", "_check_hardening_links"}  # of texts
        self.assertIn("_find_by_code", names)
        for name in names:
            self.assertNotRegex(name, r"url|link|get_code|make_code")

    def test_mails_that_wait_are_no_use(self):
        """The administrator redirects a waiting mail: it has no code."""
        campaign, secrets = self._run()
        admin = self.env.ref("base.user_admin")
        admin.partner_id.email = "admin@example.com"
        mails = (
            self.env["mail.mail"]
            .with_user(admin)
            .search([("model", "=", "icrm.campaign.participant")])
        )
        # Participants may read their own mail.
        mails = mails.filtered(
            lambda mail: mail.sudo().recipient_ids != admin.partner_id
        )
        self.assertTrue(mails)
        self.assertIn(LINK_MARK, mails[0].body_html)
        mails[0].recipient_ids = [Command.set(admin.partner_id.ids)]
        forged = mails[1].sudo()
        forged = forged.copy({"recipient_ids": [Command.set(admin.partner_id.ids)]})
        with self.mock_mail_gateway(mail_unlink_sent=True):
            (mails[0].sudo() | forged).send()
        self.assertEqual(len(self._mails), 2)
        for sent in self._mails:
            self.assertFalse([secret for secret in secrets if secret in str(sent)])
            self.assertIn(f"{campaign.get_base_url()}/survey/me", sent["body"])

    def test_where_mail_fails_nothing_can_be_printed(self):
        campaign, _secrets = self._run()
        mails = self.env["mail.mail"].search(
            [("model", "=", "icrm.campaign.participant")]
        )
        mails._postprocess_sent_message(
            [], [], failure_reason="No such mailbox", failure_type="mail_smtp"
        )
        failed = campaign.sudo().participant_ids.filtered(
            lambda participant: participant.state not in ("unreachable",)
        )
        self.assertTrue(failed)
        self.assertEqual(campaign.code_count, len(self.silent))
        for user in (self.officer, self.admin_user, self.desk):
            for person in failed[:3]:
                with self.assertRaises(UserError):
                    self._print(person, user)

    def test_imported_answers_join_no_ballots(self):
        """An imported file makes a new campaign, never changes a running one."""
        campaign = self._campaign()
        campaign.action_open()
        Wizard = self.env["icrm.campaign.import"].with_user(self.officer)
        table = "All in all\n" + "5\n" * 4
        with Form(Wizard.with_context(default_campaign_id=campaign.id)) as form:
            form.file = base64.b64encode(table.encode())
            wizard = form.save()
        with self.assertRaises(UserError):
            wizard.action_import()
        self.assertEqual(campaign.state, "open")

    def test_the_attacker_is_able(self):
        """Were paper ballots counted like others, the sum would reveal the answer."""
        campaign = self._picked(self.victim | self.silent)
        with patch.object(
            type(campaign),
            "_get_minimum_audience",
            lambda campaign: campaign.anonymity_threshold,
        ):
            campaign.action_open()
        self._answer(campaign, self.silent, OTHERS)
        self._answer(campaign, self.victim, SECRET)
        ((n, total),) = self._shown(campaign)
        self.assertEqual((n, total - 4 * OTHERS), (5, SECRET))
