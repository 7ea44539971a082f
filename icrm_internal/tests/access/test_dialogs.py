# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from ..request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestDialogs(RequestCommon):
    """What somebody types in a dialog is read by nobody else, whoever he is."""

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
