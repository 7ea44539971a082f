# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .test_panel import PanelCommon


@tagged("post_install", "-at_install")
class TestPanelTour(HttpCase, PanelCommon):
    def test_member_comments_head_decides_member_reads(self):
        trial = self._trial()
        self.start_tour(
            "/odoo/internal-services", "icrm_panel_member", login=self.staff.login
        )
        self.assertEqual(trial.comment_ids.body, "How many words?")
        self.start_tour(
            f"/odoo/internal-catalogue/{self.service.id}",
            "icrm_panel_head",
            login=self.it_head.login,
        )
        self.assertEqual(trial.state, "published")
        self.start_tour(
            f"/odoo/internal-panel/{trial.id}",
            "icrm_panel_changes",
            login=self.staff.login,
        )
