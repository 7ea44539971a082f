# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestAccountTour(HttpCase, IcrmCommon):
    def test_request_and_accept(self):
        """An agent requests a customer, the account manager accepts."""
        (self.agent | self.it_head).odoobot_state = "disabled"
        customer = self._customer(self.staff)
        customer.account_manager_id = self.it_head
        self.start_tour(
            f"/odoo/internal-customers/{customer.id}",
            "icrm_account_request",
            login=self.agent.login,
        )
        self.assertEqual(customer.account_manager_id, self.it_head)
        self.start_tour(
            "/odoo/internal-transfers", "icrm_account_accept", login=self.it_head.login
        )
        self.assertEqual(customer.account_manager_id, self.agent)
