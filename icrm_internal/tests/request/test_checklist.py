# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.request import checklist
from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestChecklist(RequestCommon):
    """Closing checklists: ticked before a request is resolved, where a service asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checked = cls._service(
            "Checked laptop",
            check_ids=[
                Command.create({"name": "Labelled"}),
                Command.create({"name": "Encrypted"}),
                Command.create({"name": "Bag handed over", "required": False}),
            ],
        )
        cls.label, cls.encrypt, cls.bag = cls.checked.check_ids

    def asked(self, user=None):
        """Return a request for the checked service, as an agent sees it."""
        ticket = self.submit(service=self.checked)
        return ticket.with_user(user or self.agent)

    def ticks(self, ticket):
        return self.env["icrm.request.check"].search([("ticket_id", "=", ticket.id)])

    def test_resolved_only_when_complete(self):
        ticket = self.asked()
        self.assertFalse(self.ticks(ticket))
        with self.assertRaisesRegex(UserError, "Labelled, Encrypted"):
            ticket.action_icrm_resolve("<p>Done</p>")
        self.assertEqual(ticket.icrm_state, "new")
        ticket.action_icrm_check(self.label.id)
        with self.assertRaisesRegex(UserError, f"{ticket.number}: Encrypted"):
            ticket.action_icrm_resolve()
        shown = ticket.action_icrm_check(self.encrypt.id)
        self.assertEqual([line["done"] for line in shown["lines"]], [1, 1, 0])
        ticket.action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(self.ticks(ticket).user_id, self.agent)
        self.assertTrue(all(self.ticks(ticket).mapped("ticked_at")))

    def test_dragging_a_card_is_no_way_round(self):
        ticket = self.asked()
        stage = self.it_team._get_applicable_stages().filtered(
            lambda stage: stage.icrm_state == "resolved"
        )
        with self.assertRaisesRegex(UserError, "closing checklist"):
            ticket.write({"stage_id": stage.id})
        ticket.action_icrm_reject("No longer sold")
        self.assertEqual(ticket.icrm_state, "rejected")

    def test_ticks_come_off_until_it_is_resolved(self):
        ticket = self.asked()
        for line in self.label | self.encrypt:
            ticket.action_icrm_check(line.id)
            ticket.action_icrm_check(line.id)  # twice is once
        self.assertEqual(len(self.ticks(ticket)), 2)
        ticket.action_icrm_check(self.label.id, False)
        self.assertEqual(self.ticks(ticket).check_id, self.encrypt)
        ticket.action_icrm_check(self.label.id)
        undo = ticket.action_icrm_resolve()
        with self.assertRaisesRegex(UserError, "Resolved"):
            ticket.action_icrm_check(self.label.id, False)
        self.assertFalse(ticket.icrm_checklist["open"])
        ticket.action_icrm_undo(undo["params"]["step"])
        self.assertEqual(ticket.icrm_state, "new")
        self.assertEqual(len(self.ticks(ticket)), 2)
        ticket.action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_several_at_once(self):
        ready, not_ready, plain = self.asked(), self.asked(), self.submit()
        for line in self.label | self.encrypt:
            ready.action_icrm_check(line.id)
        dialog = (
            self.env["icrm.request.bulk"]
            .with_user(self.agent)
            .with_context(
                active_model="helpdesk.ticket",
                active_ids=(ready | not_ready | plain).ids,
                default_kind="resolve",
            )
        )
        with Form(dialog) as form:
            form.body = "<p>Done</p>"
        self.assertEqual(form.record.allowed_count, 2)
        self.assertIn(
            f"{not_ready.number}: is not checked: Labelled, Encrypted",
            form.record.refusals,
        )
        form.record.action_apply()
        self.assertEqual(ready.icrm_state, "resolved")
        self.assertEqual(plain.icrm_state, "resolved")
        self.assertEqual(not_ready.icrm_state, "new")

    def test_the_dialog_shows_it(self):
        ticket = self.asked()
        dialog = self.env["icrm.request.reply"].with_user(self.agent)
        form = Form(
            dialog.with_context(default_ticket_id=ticket.id, default_kind="resolve")
        )
        self.assertEqual(len(form.checklist["lines"]), 3)

    def test_customers_neither_see_nor_tick(self):
        ticket = self.asked(self.staff)
        with self.assertRaises(AccessError):
            ticket.action_icrm_check(self.label.id)
        with self.assertRaises(AccessError):
            ticket.read(["icrm_checklist"])
        for model in ("icrm.service.check", "icrm.request.check"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.staff).search([])
        # Agents of others are customers of IT.
        head = ticket.with_user(self.finance_head)
        self.assertFalse(head.icrm_checklist)
        with self.assertRaises(AccessError):
            head.action_icrm_check(self.label.id)
        lines = self.env["icrm.service.check"]
        self.assertFalse(lines.with_user(self.finance_head).search([]))
        auditor = ticket.with_user(self.auditor)
        self.assertEqual(len(auditor.icrm_checklist["lines"]), 3)
        with self.assertRaises(AccessError):
            auditor.action_icrm_check(self.label.id)

    def test_lines_of_other_services_and_nonsense(self):
        other = self._service("Other", check_ids=[Command.create({"name": "Else"})])
        ticket = self.asked()
        for wrong in (other.check_ids.id, 0, -1, True, "1", None, [self.label.id]):
            with self.subTest(line=wrong), self.assertRaises(UserError):
                ticket.action_icrm_check(wrong)
        with self.assertRaises(UserError):
            ticket.action_icrm_check(self.label.id, "perhaps")
        self.assertFalse(self.ticks(ticket))

    def test_a_line_that_was_ticked_stays_readable(self):
        ticket = self.asked()
        ticket.action_icrm_check(self.label.id)
        self.checked.with_user(self.it_head).check_ids = [
            Command.unlink(self.label.id),
            Command.unlink(self.bag.id),
        ]
        self.assertFalse(self.label.active)
        self.assertFalse(self.bag.exists())
        ticket.invalidate_recordset()
        self.assertEqual(
            [line["name"] for line in ticket.icrm_checklist["lines"]],
            ["Labelled", "Encrypted"],
        )
        self.checked.with_user(self.it_head).check_ids = [
            Command.unlink(self.encrypt.id)
        ]
        self.assertFalse(self.checked.has_checks)
        ticket.action_icrm_resolve()
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_a_parent_waits_for_its_checklist(self):
        """The last sub-request resolves its parent, but not what is to be checked."""
        parents = self.asked(), self.submit().with_user(self.agent)
        for parent in parents:
            part = parent.action_icrm_split(self.service.id, {"name": "Part"})
            part.with_user(self.agent).action_icrm_resolve()
        self.assertEqual(
            [parent.icrm_state in ("new", "in_progress") for parent in parents],
            [True, False],
        )
        for line in self.label | self.encrypt:
            parents[0].action_icrm_check(line.id)
        parents[0].action_icrm_resolve()
        self.assertEqual(parents[0].icrm_state, "resolved")

    def test_no_query_where_there_is_none(self):
        """Submitting, taking and resolving cost what they cost without checklists."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ticket = self.submit().with_user(self.agent)
            ticket.action_icrm_take()
            ticket.action_icrm_resolve()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()  # fills what is cached for all
        with patch.object(checklist, "refuse_incomplete"):
            without = count()
        self.assertEqual(count(), without)
