# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestImprovementTour(HttpCase, ImprovementCommon):
    def test_head_plans_does_checks_and_closes(self):
        """In the browser; only the days, which would have to pass, are set by hand."""
        self.it_head.odoobot_state = "disabled"
        self.improvement.unlink()
        self.start_tour(
            "/odoo/internal-improvements", "icrm_improvement_plan", login="icrm_it_head"
        )
        improvement = self.Improvement.search([("department_id", "=", self.it.id)])
        self.assertEqual(improvement.owner_id, self.it_head)
        self.assertEqual(improvement.direction, "down")
        improvement.write({"baseline_date": self._day(-60), "due_date": self._day(30)})
        path = f"/odoo/internal-improvements/{improvement.id}"
        self.start_tour(path, "icrm_improvement_prove", login="icrm_it_head")
        self.assertEqual(improvement.state, "check")
        self.assertEqual(improvement.implemented_on, self.today)
        improvement.sudo().write(
            {
                "implemented_on": self._day(-40),
                "after_from": self._day(-30),
                "after_to": self._day(-1),
                "audit_date": self._day(60),
            }
        )
        self.start_tour(path, "icrm_improvement_close", login="icrm_it_head")
        self.assertEqual((improvement.state, improvement.outcome), ("done", "success"))
        self.assertEqual(improvement.after_value, 2)
