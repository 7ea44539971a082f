# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDeskTour(HttpCase, RequestCommon):
    """The service desk in a browser, each by the one it is made for."""

    def test_manager_goes_from_a_figure_to_the_request(self):
        self.submit()
        self.start_tour(
            "/odoo/internal-services", "icrm_manager_overview", login="icrm_it_head"
        )

    def test_administrator_is_greeted_and_grants_roles(self):
        newcomer = self._user("newcomer", self.it)
        self.it_team.user_ids = [Command.link(newcomer.id)]
        self.it.manager_id = False
        self.start_tour("/odoo", "icrm_admin_setup", login="icrm_admin_user")
        self.assertTrue(newcomer.has_group("icrm_internal.group_icrm_agent"))
