# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase

from odoo.addons.web.tests import test_js as web_test_js


class HootCase(HttpCase):
    """Run the Hoot tests of one addon in a browser, as core's ``WebSuite`` does."""

    def run_hoot(self, addon):
        suite = web_test_js.HOOTCommon._generate_hash(self, f"@{addon}")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=900,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=web_test_js.unit_test_error_checker,
        )
