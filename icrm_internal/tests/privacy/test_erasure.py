# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..evaluation.kpi_common import at
from .privacy_common import MAIL, NAME, PHONE, PrivacyCommon


@tagged("post_install", "-at_install")
class TestErasure(PrivacyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls.env["helpdesk.ticket"]
        for day, hours in ((2, 3), (3, 30), (4, 5)):
            cls.tickets |= cls._request(
                at(3, day),
                hours,
                user=cls.leaver,
                name=f"Laptop for {NAME}",
                description=f"<p>I am {NAME}, call {PHONE}</p>",
                partner_id=cls.leaver.partner_id.id,
                partner_name=NAME,
                partner_email=MAIL,
            )
        cls.other = cls._request(
            at(3, 5),
            6,
            user=cls.colleague,
            description=f"<p>As {NAME} ({MAIL}, 021-5559-8765) said</p>",
        )
        cls.rating = cls.env["icrm.request.rating"].create(
            {
                "ticket_id": cls.tickets[0].id,
                "score": 2,
                "comment": f"Slow. {NAME}",
                "customer_id": cls.subject.id,
                "company_id": cls.company.id,
                "rated_at": at(3, 6),
                "service_id": cls.service.id,
                "provider_department_id": cls.it.id,
                "customer_department_id": cls.finance.id,
            }
        )

    def _talk(self):
        ticket = self.tickets[0]
        own = ticket.message_post(
            body="My number is private",
            author_id=self.leaver.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("Zalewski passport.txt", b"Quirina Zalewski")],
        )
        reply = ticket.message_post(
            body=f"Dear {NAME}, we work on it",
            author_id=self.agent.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return own, reply

    def _complain(self, **values):
        complaint = (
            self.env["icrm.complaint"]
            .with_user(self.leaver)
            .file_complaint(
                {
                    "protection": "confidential",
                    "against": "department",
                    "department_id": self.it.id,
                    "subject": f"{NAME} was shouted at",
                    "body": f"Ask {NAME}",
                }
            )
        )
        return complaint.sudo()

    # ------------------------------------------------------------------
    # What is left
    # ------------------------------------------------------------------

    def test_nothing_names_them_and_no_figure_changes(self):
        own, reply = self._talk()
        self.env["icrm.feedback"].with_user(self.leaver).create(
            {"name": f"Thanks from {NAME}", "department_id": self.it.id}
        ).sudo().write({"state": "answered", "answered_on": "2026-03-09"})
        self.compute()
        self.env["icrm.scorecard"].with_user(self.officer).action_freeze(
            "month", "2026-03-01"
        )
        self.env["icrm.message"]._enqueue(
            "work_orphaned",
            self.leaver,
            values={"names": [NAME], "counts": {}},
        )
        self.env["icrm.message"]._flush_outbox()
        self.env["mail.mail"].create(
            {"email_to": f'"{NAME}" <{MAIL}>', "body_html": f"<p>Hello {NAME}</p>"}
        )
        self.env["icrm.request.rating"].browse(self.rating.id).answer = f"Sorry, {NAME}"
        self.other.with_context(tracking_disable=False, mail_notrack=False).write(
            {"icrm_requester_id": self.subject.id}
        )
        self.env.flush_all()
        self.other.write({"icrm_requester_id": self._customer(self.colleague).id})
        self.leave()
        rows = self.rows()
        self.assertTrue(self.find_signs())
        before = self.figures()
        cards = self.env["icrm.scorecard"].search([("date_from", "=", "2026-03-01")])
        self.assertTrue(cards.line_ids)
        kept = cards.mapped("checksum")
        erasure = self.erase()
        self.assertEqual(self.find_signs(), [])
        after = self.figures()
        for table, numbers in before.items():
            if table in ("icrm_message", "icrm_customer_icrm_interest_rel"):
                continue  # outbox and screens
            self.assertEqual(after[table], numbers, table)
        self.assertEqual(self.rows(), rows)
        self.assertEqual(cards.mapped("checksum"), kept)
        self.compute()
        self.assertEqual(self.rows(), rows, "computed again, to the digit")
        # what is left of each
        self.assertEqual(erasure.state, "done")
        self.assertEqual(self.subject.display_name, "Former colleague")
        self.assertEqual(self.employee.name, "Former colleague")
        self.assertFalse(self.leaver.email)
        self.assertEqual(self.tickets[0].name, "[…]")
        self.assertEqual(self.tickets[0].icrm_requester_id, self.subject)
        self.assertEqual((self.rating.score, self.rating.comment), (2, "[…]"))
        self.assertFalse(own.attachment_ids)
        self.assertNotIn("private", own.body)
        self.assertIn("Dear Former colleague, we work on it", reply.body)
        self.assertIn("As Former colleague", self.other.description)

    def test_name_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.leave()
        self.erase()
        self.assertEqual(self.subject.display_name, "Former colleague")
        self.assertNotEqual(self.subject.with_context(lang="zh_CN").display_name, NAME)

    def test_login_is_gone(self):
        self.leave()
        self.erase()
        self.env.cr.execute(
            "SELECT password, login, active FROM res_users WHERE id = %s",
            [self.leaver.id],
        )
        password, login, active = self.env.cr.fetchone()
        self.assertFalse(password)
        self.assertFalse(active)
        self.assertTrue(login.endswith("@erased.invalid"))

    def test_a_name_that_others_have_stays_in_texts(self):
        twin = self.env["hr.employee"].create({"name": NAME})
        self.leave()
        erasure = self.erasure()
        erasure.action_dry_run()
        self.assertIn(NAME, erasure.findings_html)
        erasure.action_propose()
        erasure.with_user(self.admin_user).action_execute()
        self.env.invalidate_all()
        self.assertEqual(twin.name, NAME)
        self.assertIn(NAME, self.other.description, "it may be the other one")
        self.assertNotIn(MAIL, self.other.description)
        self.assertEqual(self.subject.display_name, "Former colleague")

    def test_chinese_name(self):
        user = self._user("wang", self.finance)
        user.sudo().employee_id.name = user.name = "欧阳娜娜"
        ticket = self._request(
            at(3, 9), 2, user=user, description="<p>我是欧阳娜娜。</p>"
        )
        other = self._request(at(3, 9), 2, description="<p>请联系欧阳娜娜本人</p>")
        self.env["bus.bus"].create(
            {"channel": "x", "message": json.dumps({"name": "欧阳娜娜"})}
        )
        self.leave(user)
        self.erase(self._customer(user) or ticket.icrm_requester_id)
        self.assertEqual(self.find_signs(["欧阳娜娜"]), [])
        self.assertIn("请联系Former colleague本人", other.description)

    def test_the_access_log_names_nobody_without_a_login(self):
        """An employee without a user, and one whose name is a part of another's."""
        employees = self.env["hr.employee"].create(
            [
                {"name": name, "department_id": self.finance.id}
                for name in ("王伟", "王伟民")
            ]
        )
        Log = self.env["icrm.access.log"]
        for reason in ("交给王伟处理", "交给王伟民处理"):
            Log._record("role", self.service, reason)
        subject = self.env["icrm.customer"].search(
            [("employee_id", "=", employees[0].id)]
        )
        employees[0].active = False
        erasure = self.erasure(subject)
        erasure.action_dry_run()
        self.assertIn("Not changed", erasure.findings_html)
        self.assertIn("王伟民", erasure.findings_html)
        erasure.action_propose()
        erasure.with_user(self.admin_user).action_execute()
        self.env.invalidate_all()
        self.assertRegex(erasure.findings_html, r"Not changed: [^<]*1\s")
        self.assertNotIn("王伟民", erasure.findings_html, "what was erased is in it")
        left = Log.search([("kind", "=", "role")]).mapped("reason")
        self.assertNotIn("交给王伟处理", left)
        self.assertIn("交给王伟民处理", left)

    def test_dry_run_changes_nothing(self):
        self.leave()
        erasure = self.erasure()
        before = self.figures()
        erasure.action_dry_run()
        counts = dict(erasure.sudo().findings["counts"])
        self.assertEqual(
            counts["helpdesk.ticket"], 4, "three asked for, one names them"
        )
        self.assertEqual(counts["icrm.request.rating"], 1)
        self.assertEqual(self.figures(), before)
        self.assertIn(NAME, self.tickets[0].name)

    # ------------------------------------------------------------------
    # Exceptions
    # ------------------------------------------------------------------

    def test_still_employed(self):
        erasure = self.erasure()
        self.assertIn("Still employed", erasure.obstacles)
        with self.assertRaisesRegex(UserError, "Still employed"):
            erasure.action_propose()

    def test_open_case(self):
        self.request(icrm_requester_id=self.subject.id)
        self.leave()
        with self.assertRaisesRegex(UserError, "Open cases: 1"):
            self.erasure().action_propose()

    def test_legal_hold(self):
        Hold = self.env["icrm.legal.hold"].with_user(self.officer)
        for values in (
            {"customer_id": self.subject.id},
            {"record_ref": f"helpdesk.ticket,{self.tickets[0].id}"},
        ):
            hold = Hold.create({"reason": "Lawsuit", **values})
            self.leave()
            erasure = self.erasure()
            with self.assertRaisesRegex(UserError, "legal hold"):
                erasure.action_propose()
            hold.until = "2020-01-01"
            self.assertFalse(erasure.obstacles)
            hold.write({"until": False, "active": False})
            erasure.action_propose()
            erasure.action_cancel()
            self.env.flush_all()

    def test_the_system_is_nobody(self):
        root = self.env.ref("base.user_root")
        employee = self.env["hr.employee"].create(
            {"name": "Root", "user_id": root.id, "active": False}
        )
        customer = employee.with_context(active_test=False).icrm_customer_ids
        with self.assertRaisesRegex(UserError, "belongs to the system"):
            self.erasure(customer).action_propose()

    # ------------------------------------------------------------------
    # Confidential cases
    # ------------------------------------------------------------------

    def test_complaints_are_not_told_and_follow_later(self):
        complaint = self._complain()
        self.leave()
        erasure = self.erasure()
        self.assertFalse(erasure.obstacles, "nor that one is open")
        self.erase_with(erasure)
        told = json.dumps(erasure.sudo().findings)
        self.assertNotIn("complaint", told)
        self.assertIn(NAME, complaint.body, "an open case needs its words")
        complaint.write({"state": "closed", "closed_on": "2026-03-20"})
        self.env["icrm.retention.rule"]._erase_late()
        self.assertEqual(complaint.body, "[…]")
        self.assertEqual(complaint.subject, "[…]")

    def erase_with(self, erasure):
        erasure.action_propose()
        erasure.with_user(self.admin_user).action_execute()
        self.env.invalidate_all()

    def test_closed_complaints_lose_their_words(self):
        complaint = self._complain()
        complaint.write({"state": "closed", "closed_on": "2026-03-20"})
        self.env.flush_all()
        self.leave()
        self.erase()
        self.assertEqual(complaint.body, "[…]")
        self.assertEqual(self.find_signs(), [])

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def test_two_people(self):
        self.leave()
        erasure = self.erasure()
        erasure.with_user(self.admin_user).action_propose()
        with self.assertRaisesRegex(AccessError, "Someone else"):
            erasure.with_user(self.admin_user).action_execute()
        with self.assertRaises(AccessError):
            erasure.with_user(self.officer).action_execute()
        self.assertFalse(erasure.with_user(self.admin_user).can_execute)
        self.assertTrue(erasure.with_user(self.admin_2).can_execute)
        erasure.with_user(self.admin_2).action_execute()
        self.assertEqual(erasure.state, "done")
        with self.assertRaises(UserError):
            erasure.with_user(self.admin_user).action_execute()

    def test_refusals(self):
        self.leave()
        erasure = self.erasure()
        for user in (self.staff, self.agent, self.it_head, self.auditor, self.desk):
            for method in ("action_dry_run", "action_propose", "action_execute"):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(AccessError), mute_logger("odoo"):
                        getattr(erasure.with_user(user), method)()
        for values in ({"state": "proposed"}, {"proposed_by_id": self.staff.id}):
            with self.assertRaises(UserError):
                erasure.with_user(self.officer).write(values)
        with self.assertRaises(AccessError), mute_logger("odoo"):
            erasure.with_user(self.admin_user).unlink()
        erasure.action_propose()
        with self.assertRaisesRegex(UserError, "Only a draft"):
            erasure.customer_id = self._customer(self.colleague)

    def test_it_is_logged(self):
        self.leave()
        self.erase()
        entry = self.env["icrm.access.log"].search([("kind", "=", "erasure")], limit=1)
        self.assertEqual(entry.user_id, self.admin_user)
        self.assertEqual(entry.res_model, "icrm.erasure")
        self.assertNotIn("Quirina", f"{entry.record_name} {entry.reason}")

    def test_job(self):
        """A large database: what was decided is done by the job, once."""
        self.leave()
        erasure = self.erasure()
        erasure.action_propose()
        self.patch(type(erasure), "_is_small", lambda self: False)
        erasure.with_user(self.admin_user).action_execute()
        self.assertEqual(erasure.state, "approved")
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60)
        self.env["icrm.erasure"]._cron_execute()
        self.assertEqual(erasure.state, "done")
        self.env["icrm.erasure"]._cron_execute()
        self.assertEqual(
            self.env["icrm.access.log"].search_count(
                [("kind", "=", "erasure"), ("res_id", "=", erasure.id)]
            ),
            1,
        )
