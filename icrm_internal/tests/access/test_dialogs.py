# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ..request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestDialogs(RequestCommon):
    """Values typed in a dialog are readable by their author only."""

    def _dialogs(self):
        return [
            model
            for name, model in self.env.items()
            if model._transient and name.startswith("icrm.")
        ]

    def test_every_dialog_belongs_to_who_opened_it(self):
        """Fails for a new dialog without a rule in security/*_rules.xml."""
        dialogs = self._dialogs()
        self.assertIn("icrm.request.reply", [model._name for model in dialogs])
        rules = self.env["ir.rule"].with_user(self.admin_user)
        own = Domain("create_uid", "=", self.admin_user.id)
        for model in dialogs:
            for mode in ("read", "write", "unlink"):
                with self.subTest(model=model._name, mode=mode):
                    domain = Domain(rules._compute_domain(model._name, mode))
                    self.assertEqual(
                        domain.optimize(model),
                        own.optimize(model),
                        f"others may {mode} rows of {model._name}",
                    )

    def test_nobody_reads_or_sends_what_another_wrote(self):
        mate = self._user("mate", self.it, "icrm_internal.group_icrm_agent")
        self.it_team.user_ids = [Command.link(mate.id)]
        ticket = self.submit().sudo(False)
        values = {"ticket_id": ticket.id}
        dialogs = [
            self.env[name].with_user(self.agent).create({**values, **texts})
            for name, texts in (
                ("icrm.request.reply", {"body": "Not yet sent"}),
                ("icrm.request.handover", {"reason": "Not yet sent"}),
                ("icrm.request.new.date", {"reason": "Not yet sent"}),
                ("icrm.request.split", {"service_id": self.service.id}),
            )
        ]
        for dialog in dialogs:
            for user in (mate, self.it_head, self.officer, self.admin_user):
                others = dialog.with_user(user)
                with self.subTest(dialog=dialog._name, user=user.login):
                    self.assertFalse(others.search([]))
                    with self.assertRaises(AccessError):
                        others.read()
                    with self.assertRaises(AccessError):
                        others.write(values)
        with self.assertRaises(AccessError):
            dialogs[0].with_user(mate).action_send()
        self.assertEqual(ticket.icrm_state, "new")
        dialogs[0].action_send()
        self.assertEqual(ticket.icrm_state, "waiting")


@tagged("post_install", "-at_install")
class TestReasonDialog(RequestCommon):
    """One dialog for all reasons: it calls what a model declares, as the user."""

    def setUp(self):
        super().setUp()
        self.ticket = self.submit().sudo(False)
        self.ticket.with_user(self.agent).action_icrm_resolve("Try again")

    def _dialog(self, user, **values):
        values = {
            "res_model": "helpdesk.ticket",
            "res_ids": self.ticket.ids,
            "method": "action_icrm_reopen",
            "reason": "Not done",
            **values,
        }
        Dialog = self.env["icrm.reason.wizard"].with_user(user)
        defaults = {f"default_{name}": value for name, value in values.items()}
        return Dialog.with_context(**defaults).create(values)

    def test_every_step_is_a_public_method_that_takes_a_reason(self):
        mixin = self.env.registry["icrm.reason.mixin"]
        count = 0
        for model in self.env.values():
            if not isinstance(model, mixin) or model._abstract:
                continue
            steps = model._icrm_reason_steps()
            self.assertTrue(steps, model._name)
            for method, step in steps.items():
                with self.subTest(model=model._name, method=method):
                    self.assertTrue(step.title and step.button)
                    self.assertTrue(method.startswith("action_"))
                    parameters = inspect.signature(getattr(model, method)).parameters
                    person = ["user_id"] if step.asks_person else []
                    self.assertEqual(list(parameters), ["reason", *person])
                    count += 1
        self.assertGreaterEqual(count, 8)

    def test_it_takes_the_step_and_leaves_nothing(self):
        dialog = self._dialog(self.staff)
        self.assertEqual(dialog.button, "Reopen")
        self.assertTrue(dialog.hint and dialog.placeholder)
        dialog.action_apply()
        self.assertEqual(self.ticket.icrm_state, "in_progress")
        self.assertFalse(dialog.sudo().exists())

    def test_what_no_model_declares_is_refused(self):
        for values in (
            {"method": "action_icrm_cancel"},
            {"method": "unlink"},
            {"method": "_icrm_refuse"},
            {"method": "__class__"},
            {"method": "action_refuse"},  # of another model
            {"res_model": "res.users"},
            {"res_model": "icrm.customer"},
            {"res_model": "icrm.reason.mixin"},
            {"res_model": "no.model"},
        ):
            with self.subTest(**values):
                dialog = self._dialog(self.staff, **values)
                with self.assertRaisesRegex(UserError, "does not take a reason"):
                    dialog.action_apply()
                with self.assertRaisesRegex(UserError, "does not take a reason"):
                    dialog.read(["button"])
        self.assertEqual(self.ticket.icrm_state, "resolved")
        for method in (None, "unlink", ["action_icrm_reopen"]):
            ticket = self.ticket.with_user(self.staff)
            with self.subTest(method=method), self.assertRaises(UserError):
                ticket.with_context(icrm_reason_method=method).action_icrm_ask_reason()

    def test_the_step_decides_about_the_records_a_caller_names(self):
        for user in (self.colleague, self.agent, self.admin_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._dialog(user).action_apply()
        dialog = self._dialog(self.colleague, res_ids=[])
        dialog.write({"res_ids": self.ticket.ids})
        with self.assertRaises(AccessError):
            dialog.action_apply()
        for ids in (["x"], [True], {"a": 1}, "x", [2**63]):
            with self.subTest(ids=ids), self.assertRaises(UserError):
                self._dialog(self.staff, res_ids=ids).action_apply()
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_nobody_sends_what_another_typed(self):
        dialog = self._dialog(self.staff)
        for user in (self.colleague, self.agent, self.admin_user):
            others = dialog.with_user(user)
            self.assertFalse(others.search([]))
            for call in (others.read, others.action_apply):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        self.assertEqual(self.ticket.icrm_state, "resolved")

    def test_defaults_of_the_dialog_stay_in_it(self):
        seen = []
        cls = self.env.registry["helpdesk.ticket"]
        self.patch(
            cls,
            "action_icrm_reopen",
            lambda ticket, reason: seen.append((ticket.env.context, reason)),
        )
        self._dialog(self.staff).action_apply()
        [(context, reason)] = seen
        self.assertEqual(reason, "Not done")
        self.assertFalse([key for key in context if key.startswith("default_")])
