# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestSetupHistory(RequestCommon):
    """Getting Started shows whether last year was imported; it is optional."""

    def setup_list(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["icrm.setup"].with_user(self.admin_user).new()

    def test_the_step_follows_the_data(self):
        self.assertFalse(self.setup_list().history_done)
        self.request(icrm_origin="import")
        self.assertTrue(self.setup_list().history_done)

    def test_the_step_is_on_the_list(self):
        arch = self.env["icrm.setup"].get_view(view_type="form")["arch"]
        self.assertIn("Last year (optional)", arch)
