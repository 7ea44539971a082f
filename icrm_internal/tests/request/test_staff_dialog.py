# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .staff_common import StaffCommon


@tagged("post_install", "-at_install")
class TestRequestDialog(StaffCommon):
    """The dialog in which staff ask, as a form: what it shows, what it sends."""

    def dialog(self, service=None, user=None):
        service = service or self.laptop
        return Form(
            self.env["icrm.request.create"]
            .with_user(user or self.staff)
            .with_context(default_service_id=service.id)
        )

    def answer(self, form, **answers):
        """Answer the questions of *form* as the web client does."""
        form.answers = {"form": form.form["digest"], "answers": answers}

    def test_send(self):
        form = self.dialog()
        form.name = "A new one"
        form.description = "Mine is\nbroken <b>"
        self.answer(form, model="big", why="It burns", screens=0)
        dialog = form.save()
        action = dialog.action_submit()
        ticket = self.env["helpdesk.ticket"].browse(action["params"]["request_id"])
        self.assertEqual(action["tag"], "icrm_request_sent")
        self.assertEqual(ticket.icrm_service_id, self.laptop)
        self.assertEqual(ticket.icrm_requester_id.user_id, self.staff)
        self.assertEqual(ticket.icrm_origin, "catalogue")
        # zero is an answer, an empty field is none
        self.assertEqual(
            dict(ticket.icrm_answers._values),
            {"model": "big", "why": "It burns", "screens": 0},
        )
        self.assertIn("broken &lt;b&gt;", ticket.description)
        self.assertIn(ticket.number, action["params"]["title"])

    @freeze_time("2026-03-02 09:00:00")
    def test_promise_while_open(self):
        """Monday from nine on 7 hours, Tuesday 8, one more on Wednesday."""
        form = self.dialog()
        self.assertEqual(form.promise_text, "Promised by Wed, Mar 4, 9:00 AM")
        self.assertEqual(form.effort_text, "Reply in 4 hours · Done in 2 working days")
        self.assertFalse(form.notice_text)

    @freeze_time("2026-02-27 20:00:00")
    def test_promise_while_closed(self):
        form = self.dialog()
        self.assertEqual(form.promise_text, "Promised by Tue, Mar 3, 5:00 PM")
        self.assertEqual(
            form.notice_text,
            "IT's hours start Mon, Mar 2, 8:00 AM; the clock starts then.",
        )

    def test_compulsory_questions(self):
        form = self.dialog()
        form.name = "A new one"
        self.answer(form, why="It burns")
        dialog = form.save()
        with self.assertRaisesRegex(ValidationError, "Model"):
            dialog.action_submit()
        self.assertFalse(
            self.env["helpdesk.ticket"].search([("name", "=", "A new one")])
        )

    def test_subject_where_nothing_else_is_asked(self):
        form = self.dialog(self.reset)
        with self.assertRaisesRegex(AssertionError, "name is a required field"):
            form.save()
        form.name = "Locked out"
        form.save().action_submit()

    def test_sent_five_times(self):
        form = self.dialog(self.reset)
        form.name = "Locked out"
        dialog = form.save()
        sent = {dialog.action_submit()["params"]["request_id"] for _i in range(5)}
        self.assertEqual(len(sent), 1)
        # a dialog opened again is another request
        other = self.dialog(self.reset)
        other.name = "Locked out"
        self.assertNotIn(other.save().action_submit()["params"]["request_id"], sent)

    def test_for_somebody_else(self):
        colleague = self._customer(self.colleague)
        form = self.dialog(self.reset)
        form.name = "Locked out"
        form.for_other = True
        with self.assertRaisesRegex(AssertionError, "beneficiary_id is a required"):
            form.save()
        form.beneficiary_id = colleague
        request_id = form.save().action_submit()["params"]["request_id"]
        ticket = self.env["helpdesk.ticket"].browse(request_id)
        self.assertEqual(ticket.icrm_beneficiary_id, colleague)
        mine = self.as_customer(ticket)
        self.assertEqual(mine.icrm_requester_text, "Staff for Colleague")

    def test_suggestions_while_typing(self):
        self.submit(service=self.reset, name="The screen stays dark")
        form = self.dialog(self.reset)
        form.name = "screen stays dark"
        self.assertIn("My screen stays dark", form.suggestions)
        self.assertIn("/odoo/internal-my-requests/", form.suggestions)
        form.name = "zzz"
        self.assertFalse(form.suggestions)

    def test_suggestions_are_text(self):
        self.submit(service=self.reset, name="<img src=x onerror=alert(1)> dark")
        form = self.dialog(self.reset)
        form.name = "img src=x dark"
        self.assertIn("&lt;img", form.suggestions)
        self.assertNotIn("<img", form.suggestions)

    def test_staff_cannot_change_the_questions(self):
        """A form slipped in with the answers is not what is checked or stored."""
        dialog = (
            self.env["icrm.request.create"]
            .with_user(self.staff)
            .create(
                {
                    "service_id": self.laptop.id,
                    "answers": {
                        "form": {
                            "digest": "x",
                            "questions": [
                                {
                                    "name": "model",
                                    "type": "char",
                                    "label": "PIN of your card",
                                }
                            ],
                        },
                        "answers": {"model": "1234", "why": "x"},
                    },
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "Model: select one of"):
            dialog.action_submit()
        model = self._question(self.laptop, "model")
        self.assertEqual((model.label, model.required), ("Model", True))
        with self.assertRaises(AccessError):
            model.with_user(self.staff).label = "PIN of your card"

    def test_preview_cannot_be_sent(self):
        draft = self._service("Not yet", state="draft")
        form = self.dialog(draft, self.it_head)
        self.assertTrue(form.is_preview)
        form.name = "Let me"
        with self.assertRaises(AccessError):
            form.save().action_submit()

    def test_preview_in_the_editor(self):
        """Whoever edits a service sees its form as customers do, and sends nothing."""
        service = self.reset.with_user(self.it_head)
        for context, is_preview in (({}, False), ({"icrm_preview": True}, True)):
            action = service.with_context(**context).action_open_request()
            form = Form(
                self.env["icrm.request.create"]
                .with_user(self.it_head)
                .with_context(**action["context"])
            )
            self.assertEqual(form.is_preview, is_preview)
        button = etree.fromstring(
            self.env["icrm.service"]
            .with_user(self.it_head)
            .get_view(self.env.ref("icrm_internal.icrm_service_view_form").id)["arch"]
        ).find(".//button[@name='action_open_request']")
        self.assertIn("icrm_preview", button.get("context"))

    def test_dialogs_are_private(self):
        """Others, also admins, read neither the typed text nor the stars."""
        form = self.dialog(self.reset)
        form.name = "Mine"
        draft = form.save()
        ticket = self.submit(service=self.reset)
        for dialog in (
            draft,
            draft.env["icrm.request.rate"].create(
                {"ticket_id": ticket.id, "score": "1", "comment": "Bad"}
            ),
            self._reason_dialog(
                ticket.with_user(self.staff), "action_icrm_reopen", "No"
            ),
        ):
            for user in (self.colleague, self.agent, self.admin_user):
                foreign = dialog.with_user(user)
                self.assertFalse(foreign.search([("id", "=", dialog.id)]))
                for operation in ("read", "write"):
                    with self.assertRaises(AccessError):
                        foreign.check_access(operation)

    def test_files_go_with_the_request(self):
        upload = (
            self.env["ir.attachment"]
            .with_user(self.staff)
            .create(
                {
                    "name": "screen.txt",
                    "raw": b"dark",
                    "res_model": "icrm.request.create",
                    "res_id": 0,
                }
            )
        )
        form = self.dialog(self.reset)
        form.name = "Locked out"
        form.attachment_ids.add(upload)
        request_id = form.save().action_submit()["params"]["request_id"]
        self.assertEqual(
            (upload.res_model, upload.res_id), ("helpdesk.ticket", request_id)
        )


@tagged("post_install", "-at_install")
class TestCustomerDialogs(StaffCommon):
    """Reopen and rate: as the customer, and refused to everybody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = (
            cls.reset.with_user(cls.staff).submit_request({"name": "Locked out"}).sudo()
        )
        cls.ticket.with_user(cls.agent).action_icrm_resolve("Try again")

    def wizard(self, model, user, **values):
        return (
            self.env[model]
            .with_user(user)
            .create({"ticket_id": self.ticket.id, **values})
        )

    def test_reopen(self):
        ticket = self.ticket.with_user(self.staff)
        self._reason_dialog(ticket, "action_icrm_reopen", "No").action_apply()
        self.assertEqual(self.ticket.icrm_state, "in_progress")
        self.assertEqual(self.ticket.icrm_reopen_count, 1)

    def test_reopen_by_others(self):
        for user in (self.colleague, self.agent, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                ticket = self.ticket.with_user(user)
                self._reason_dialog(ticket, "action_icrm_reopen", "No").action_apply()
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_nothing_is_chosen_beforehand(self):
        Wizard = self.env["icrm.request.rate"].with_user(self.staff)
        form = Form(Wizard.with_context(default_ticket_id=self.ticket.id))
        self.assertFalse(form.score)
        with self.assertRaisesRegex(AssertionError, "score is a required"):
            form.save()
        form.score = "2"
        with self.assertRaisesRegex(AssertionError, "comment is a required"):
            form.save()
        form.comment = "It took a week"
        form.save().action_rate()
        self.assertEqual(self.as_customer(self.ticket).icrm_my_score, 2)
        # the own rating is what is changed
        form = Form(Wizard.with_context(default_ticket_id=self.ticket.id))
        self.assertEqual((form.score, form.comment), ("2", "It took a week"))

    def test_few_stars_need_a_word(self):
        for comment in (False, "  "):
            with self.assertRaises(UserError):
                self.wizard(
                    "icrm.request.rate", self.staff, score="1", comment=comment
                ).action_rate()

    def test_rate_by_others(self):
        for user in (self.colleague, self.agent, self.officer):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.wizard("icrm.request.rate", user, score="5").action_rate()
