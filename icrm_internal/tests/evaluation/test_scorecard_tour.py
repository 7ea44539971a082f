# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .scorecard_common import FIRST, ScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardTour(HttpCase, ScorecardCommon):
    """An officer freezes and publishes a period; a head compares it.

    What a head opens from the home page: `test_day_tours.py`.
    """

    def test_frozen_published_read(self):
        self._enter_all()
        self.freeze(FIRST)
        self.publish(FIRST)
        self.env.flush_all()
        self.start_tour(
            "/odoo/internal-scorecard-overview",
            "icrm_scorecard_office",
            login="icrm_officer",
        )
        self.env.invalidate_all()
        self.assertEqual(self.card(self.it).state, "published")
        self.start_tour(
            "/odoo/internal-scorecard-comparison",
            "icrm_scorecard_compare",
            login="icrm_it_head",
        )
