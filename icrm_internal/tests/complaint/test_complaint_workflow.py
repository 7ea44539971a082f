# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon

# A Monday on which everybody works
MONDAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestComplaintWorkflow(ComplaintCommon):
    def clocks(self, complaint):
        clocks = complaint.sudo().clock_ids.sorted(
            lambda clock: (clock.started_at, clock.budget_seconds)
        )
        return [
            (clock.kind.removeprefix("complaint_"), clock.state) for clock in clocks
        ]

    def test_from_filing_to_satisfied(self):
        with freeze_time(MONDAY) as clock:
            complaint = self._file()
            at_desk = complaint.with_user(self.desk)
            self.assertEqual(complaint.status_text[:9], "Thank you")
            self.assertEqual(at_desk.complainant_text, "Staff")
            # eight hours of work: 9-12, 13-17 and the first of the next day
            self.assertEqual(str(complaint.next_due_at), "2026-03-03 09:00:00")
            clock.tick(timedelta(hours=2))
            at_desk.action_acknowledge()
            self.assertEqual(complaint.state, "acknowledged")
            at_desk.action_assign(self.neutral.id)
            handled = complaint.with_user(self.neutral)
            handled.action_ask("When was that?")
            self.assertIn("question", complaint.status_text)
            resolve = complaint.sudo().clock_ids.filtered(
                lambda clock: clock.kind == "complaint_resolve"
            )
            self.assertEqual(resolve.state, "paused", "our time stands still")
            clock.tick(timedelta(days=7))
            complaint.action_write("Last week.")
            self.assertEqual(resolve.state, "running")
            clock.tick(timedelta(hours=1))
            handled.action_decide(self._decision())
            # 9-11 on the first day, 11-12 on the last; not the week between
            self.assertEqual(resolve.elapsed_seconds, 3 * 3600)
            complaint.action_follow_up(
                {"outcome": "yes", "score": 5, "opinion": "Thank you"}
            )
        self.assertEqual(
            (complaint.state, complaint.satisfied, complaint.score),
            ("closed", "yes", 5),
        )
        self.assertEqual(
            self.clocks(complaint),
            [("acknowledge", "met"), ("resolve", "met"), ("followup", "met")],
        )
        # Each request has a cache of its own; the desk's note is not the caller's.
        self.env.invalidate_all()
        self.assertEqual(
            complaint.message_ids.mapped("side"),
            ["desk", "handler", "complainant", "handler"],
        )

    def test_not_satisfied_goes_up_level_by_level(self):
        complaint = self._file()
        self._decide(complaint)
        complaint.action_follow_up({"outcome": "no", "opinion": "Not repaired"})
        self.assertEqual((complaint.state, complaint.level), ("reopened", "2"))
        self.assertFalse(complaint.handler_id)
        self.assertFalse(complaint.with_user(self.neutral).has_access("read"))
        at_desk = complaint.with_user(self.desk)
        with self.assertRaisesRegex(UserError, "escalated to officers"):
            at_desk.action_assign(self.neutral.id)
        self._decide(complaint, self.officer)
        complaint.action_follow_up({"outcome": "no"})
        self.assertEqual(complaint.level, "3")
        with self.assertRaisesRegex(UserError, "heads of top departments"):
            at_desk.action_assign(self.officer.id)
        self.sales.manager_id = self.neutral.sudo().employee_id
        self._decide(complaint)
        complaint.action_follow_up({"outcome": "no"})
        self.assertEqual(
            (complaint.state, complaint.satisfied), ("closed", "no"), "the last level"
        )
        with self.assertRaisesRegex(UserError, "no higher level"):
            complaint.action_reopen("Once more")
        clocks = self.clocks(complaint)
        self.assertEqual(len(clocks), 9)
        self.assertEqual({state for _kind, state in clocks}, {"met"})

    def test_reopening_what_is_closed(self):
        complaint = self._file()
        self._decide(complaint)
        complaint.action_follow_up({"outcome": "yes"})
        with self.assertRaisesRegex(UserError, "is required"):
            complaint.action_reopen(" ")
        complaint.action_reopen("It broke again")
        self.assertEqual((complaint.state, complaint.level), ("reopened", "2"))

    def test_nothing_closes_without_a_follow_up(self):
        complaint = self._file()
        self._decide(complaint)
        handled = complaint.with_user(self.neutral)
        unanswered = {
            "outcome": "no_answer",
            "channel": "phone",
            "opinion": "Called twice",
        }
        with self.assertRaises(AccessError):
            handled.write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "can still reach"):
            handled.action_follow_up(unanswered)
        with freeze_time(fields.Datetime.now() + timedelta(days=30)):
            handled.invalidate_recordset()
            handled.action_follow_up(unanswered)
        self.assertEqual(
            (complaint.state, complaint.satisfied), ("closed", "no_answer")
        )
        self.assertEqual(complaint.followup_ids.asked_by_id, self.neutral)

    def test_steps_at_the_wrong_time(self):
        complaint = self._file()
        at_desk = complaint.with_user(self.desk)
        for call in (
            lambda: complaint.action_follow_up({"outcome": "yes"}),
            lambda: complaint.action_reopen("x"),
        ):
            with self.assertRaisesRegex(UserError, "“Filed”"):
                call()
        self._decide(complaint)
        for call in (
            lambda: complaint.with_user(self.neutral).action_decide(self._decision()),
            lambda: complaint.with_user(self.neutral).action_ask("x"),
            lambda: at_desk.action_acknowledge(),
            lambda: at_desk.action_assign(self.go_between.id),
        ):
            with self.assertRaisesRegex(UserError, "“Decided”"):
                call()

    def test_bad_input_stores_nothing(self):
        Complaint = self.env["icrm.complaint"]
        before = Complaint.search_count([])
        for values, words in (
            ({"subject": ""}, "Subject is required"),
            ({"subject": "x" * 201}, "maximum 200"),
            ({"body": "x" * (10 * 1024**2)}, "maximum 20000"),
            ({"body": "a\x00b"}, "forbidden"),
            ({"body": 7}, "enter text"),
            ({"protection": "anonymous"}, "/complaint/new"),
            ({"protection": "secret"}, "Identity: "),
            ({"against": "boss"}, "Against"),
            ({"department_id": 2**40}, "Department: choose"),
            ({"department_id": True}, "Department: choose"),
            ({"department_id": "1"}, "Department: choose"),
            (
                {"handler_id": self.staff.id},
                "Unknown values for a complaint: handler_id",
            ),
            ({"files": "x"}, "list of names"),
            ({"files": [["a", "%%%"]]}, "list of names"),
            ({"files": [["a.svg", "PHN2Zz48L3N2Zz4="]]}, "unsupported type"),
            ({"files": 6 * [["a.txt", "YQ=="]]}, "at most 5"),
        ):
            with (
                self.subTest(str(values)[:60]),
                self.assertRaisesRegex(UserError, words),
            ):
                self._file(**values)
        self.assertEqual(Complaint.search_count([]), before)

    def test_a_request_must_be_ones_own(self):
        own, foreign = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "x",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self._customer(user).id,
                }
                for user in (self.staff, self.agent)
            ]
        )
        with self.assertRaisesRegex(UserError, "Request: choose"):
            self._file(against="request", ticket_id=foreign.id)
        complaint = self._file(against="request", ticket_id=own.id).sudo()
        self.assertEqual(complaint.department_id, self.it)
        self.assertEqual(complaint.service_id, self.service)
        protected = self._file(
            against="request", ticket_id=own.id, protection="confidential"
        ).sudo()
        self.assertFalse(protected.ticket_id)
        self.assertFalse(protected.customer_department_id)
        self.assertEqual(protected.identity_ids.ticket_id, own)

    def test_the_same_form_twice(self):
        first = self._file(form_key="k")
        self.assertEqual(self._file(form_key="k"), first)
        self.assertNotEqual(self._file(self.colleague, form_key="k"), first)

    def test_revealing_is_on_record(self):
        complaint = self._file(protection="confidential")
        at_desk = complaint.with_user(self.desk)
        self.assertEqual(at_desk.complainant_text, "Confidential")
        with self.assertRaisesRegex(UserError, "Reason"):
            at_desk.action_reveal_identity("")
        at_desk.action_reveal_identity("To warn her in time")
        self.assertEqual(at_desk.complainant_text, "Staff")
        Log = self.env["icrm.access.log"].with_user(self.auditor)
        log = Log.search([("kind", "=", "reveal")])
        self.assertEqual(log.user_id, self.desk)
        self.assertEqual(log.reason, "To warn her in time")
        for change in (lambda: log.sudo().write({"reason": "x"}), log.sudo().unlink):
            with self.assertRaises(AccessError):
                change()
        # Who leaves the desk knows nothing more.
        identity = complaint.sudo().identity_ids.with_user(self.desk)
        self.assertTrue(identity.has_access("read"))
        self.desk.group_ids -= self.env.ref("icrm_internal.group_icrm_desk")
        self.assertFalse(at_desk.has_access("read"))
        self.assertFalse(identity.has_access("read"))

    def test_reminders_say_nothing(self):
        Mail = self.env["mail.mail"]
        with freeze_time(MONDAY):
            complaint = self._file()
        before = Mail.search([])
        later = fields.Datetime.to_datetime(MONDAY) + timedelta(days=3)
        with freeze_time(later), self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_clock_sweep").method_direct_trigger()
        alerts = complaint.sudo().clock_ids.alert_ids
        self.assertIn(100, alerts.escalation_id.mapped("share"))
        with freeze_time(later):
            self._send_messages()
        mails = Mail.search([]) - before
        self.assertIn(self.desk.email_formatted, mails.mapped("email_to"))
        for mail in mails:
            self.assertFalse(mail.model or mail.res_id or mail.recipient_ids)
            for name in ("subject", "body_html", "message_id", "references", "headers"):
                text = str(mail[name]).lower()
                self.assertNotIn("complain", text)
                self.assertNotIn(complaint.number.lower(), text)
                self.assertNotIn("secret", text)

    def test_the_seam_names_nobody(self):
        complaint = self._file(protection="confidential")
        self._decide(complaint)
        values = complaint.sudo()._prepare_improvement_vals()
        self.assertEqual(values["cause"], "DELAY")
        self.assertEqual(values["department_id"], self.it.id)
        self.assertNotIn("Staff", str(values))

    def test_dialogs_leave_nothing(self):
        Dialog = self.env["icrm.complaint.create"].with_user(self.staff)
        with self.assertRaisesRegex(UserError, "file anonymously"):
            Dialog.create({"protection": "anonymous"})
        form = Form(Dialog)
        form.department_id = self.it
        form.subject = form.body = "SECRET"
        form.protection = "confidential"
        action = form.save().action_file()
        complaint = self.env["icrm.complaint"].browse(action["res_id"])
        self.assertTrue(complaint.with_user(self.staff).is_mine)
        step = (
            self.env["icrm.complaint.step"]
            .with_user(self.desk)
            .create({"complaint_id": complaint.id, "kind": "acknowledge"})
        )
        self.assertFalse(step.with_user(self.staff).has_access("read"))
        step.action_apply()
        self.assertEqual(complaint.state, "acknowledged")
        self.assertFalse(Dialog.sudo().search([]))
        self.assertFalse(step.sudo().search([]))
