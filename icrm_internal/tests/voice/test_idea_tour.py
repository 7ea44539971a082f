# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..access.common import AccessHttpCommon


@tagged("post_install", "-at_install")
class TestIdeaTour(AccessHttpCommon):
    def test_staff_writes_an_idea_and_votes(self):
        self.start_tour("/odoo/internal-ideas", "icrm_idea", login=self.staff.login)
        idea = self.env["icrm.idea"].search([("name", "=", "One form for newcomers")])
        self.assertEqual(idea.author_id.user_id, self.staff)
        self.assertEqual(idea.vote_count, 1)
