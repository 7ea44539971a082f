# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanTour(HttpCase, PlanCommon):
    def test_an_officer_plans_and_the_account_manager_calls(self):
        (self.officer | self.manager).odoobot_state = "disabled"
        self.env["icrm.plan"].search([]).active = False
        self.start_tour("/odoo/internal-plans", "icrm_plan_build", login="icrm_officer")
        plan = self.env["icrm.plan"].search([("name", "=", "News for everyone")])
        self.assertEqual(plan.state, "running")
        self._run(False)
        call = self._touches(plan, state="call")
        self.assertEqual(call.customer_id, self.by_phone)
        self.start_tour("/odoo/internal-calls", "icrm_plan_call", login="icrm_manager")
        self.assertEqual((call.state, call.result), ("done", "reached"))
