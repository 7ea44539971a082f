# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import no_retry, tagged

from .hoot import HootCase


@tagged("post_install", "-at_install")
class TestJs(HootCase):
    @no_retry
    def test_components(self):
        self.run_hoot("icrm_internal")
