# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignTour(HttpCase, CampaignCommon):
    def test_officer_designs_and_sends(self):
        self.start_tour(
            "/odoo/internal-campaigns", "icrm_officer_campaign", login="icrm_officer"
        )
        campaign = self.env["icrm.campaign"].search([("name", "=", "How IT serves us")])
        self.assertEqual(campaign.state, "open")
        self.assertEqual(self._asked(campaign), self.people)
        self.assertEqual(campaign.user_id, self.officer)
