# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo.tests import HttpCase

from odoo.addons.web.tests import test_js as web_test_js


class Misuse(logging.Handler):
    """Collect what Hoot says of a test that uses it wrongly.

    Hoot ends such a test where it stands, and counts it as passed.
    """

    def __init__(self):
        super().__init__()
        self.messages = []

    def emit(self, record):
        message = record.getMessage()
        if "[ERROR] HootError" in message:
            self.messages.append(message)


class HootCase(HttpCase):
    """Run the Hoot tests of one addon in a browser, as core's ``WebSuite`` does."""

    def run_hoot(self, addon):
        suite = web_test_js.HOOTCommon._generate_hash(self, f"@{addon}")
        misuse = Misuse()
        self._logger.addHandler(misuse)
        self.addCleanup(self._logger.removeHandler, misuse)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=web_test_js.unit_test_error_checker,
        )
        self.assertEqual(misuse.messages, [])
