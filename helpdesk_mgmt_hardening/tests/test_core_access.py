# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.helpdesk_mgmt_hardening.controllers.export import SafeCSVExport
from odoo.addons.helpdesk_mgmt_hardening.hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestStages(TransactionCase):
    """Anybody could write stages."""

    def test_public_user_cannot_write_stages(self):
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        portal = new_test_user(self.env, "portal_user", "base.group_portal")
        staff = new_test_user(self.env, "staff", "base.group_user")
        for user in (self.env.ref("base.public_user"), portal, staff):
            self.assertFalse(stage.with_user(user).has_access("write"), user.name)
        self.assertTrue(
            stage.with_user(self.env.ref("base.public_user")).has_access("read")
        )

    def test_uninstall_gives_it_back(self):
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        uninstall_hook(self.env)
        self.assertTrue(
            stage.with_user(self.env.ref("base.public_user")).has_access("write")
        )


@tagged("post_install", "-at_install")
class TestExport(TransactionCase):
    """A cell that a spreadsheet would take for a formula."""

    def test_csv_formulas_are_disarmed(self):
        cells = ["=1", "+1", "-1", "@SUM(1)", "\tx", "\rx", "plain", 3, None, b"@x"]
        text = SafeCSVExport().from_data([], ["a"] * len(cells), [cells])
        line = text.split("\r\n", 1)[1].rstrip("\r\n")
        self.assertEqual(
            line,
            '''"'=1","'+1","'-1","'@SUM(1)","'\tx","'\rx","plain","3","","'@x"''',
        )
