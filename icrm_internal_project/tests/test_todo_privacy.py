# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.privacy.privacy_common import (
    NAME,
    SIGNS,
    PrivacyCommon,
)


@tagged("post_install", "-at_install")
class TestTodoPrivacy(PrivacyCommon):
    """To-dos of who left go with them; those of others no longer name them."""

    def _todo(self, name, *users, **values):
        return self.env["project.task"].create(
            {
                "name": name,
                "description": f"<p>For {NAME}</p>",
                "project_id": False,
                "user_ids": [Command.set([user.id for user in users])],
                **values,
            }
        )

    def test_erasing_takes_their_own_to_dos(self):
        welcome = self._todo(f"Welcome {NAME}!", self.leaver)
        welcome.message_post(body=f"Dear {NAME}")
        shared = self._todo(f"Call {NAME}", self.leaver, self.agent)
        project = self.env["project.project"].create({"name": "Laptops"})
        task = self._todo(f"Ask {NAME}", self.leaver, project_id=project.id)
        others = self._todo("Buy flowers", self.agent)
        self.leave()
        self.erase()
        self.assertFalse(welcome.exists())
        self.assertEqual(shared.name, "Call Former colleague")
        self.assertEqual(task.name, "Ask Former colleague")
        self.assertEqual(others.exists().name, "Buy flowers")
        self.assertEqual(self.find_signs(SIGNS), [])

    def test_the_dry_run_counts_them(self):
        self._todo(f"Welcome {NAME}!", self.leaver)
        self.leave()
        erasure = self.erasure()
        erasure.action_dry_run()
        counts = dict(erasure.sudo().findings["counts"])
        self.assertGreaterEqual(counts["project.task"], 1)
