# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ProcessCommon


@tagged("post_install", "-at_install")
class TestProcessTours(HttpCase, ProcessCommon):
    def test_a_process_from_history_to_standard(self):
        for _number in range(2):
            self._course((1, "new", "provider"), (8, "in_progress", "provider"))
        self._course(
            (1, "new", "provider"),
            (2, "in_progress", "provider"),
            (50, "waiting", "customer"),
            (2, "in_progress", "provider"),
        )
        self.start_tour(
            "/odoo/internal-processes",
            "icrm_process_from_history",
            login=self.it_head.login,
        )
        process = self.env["icrm.process"].search(
            [("service_id", "=", self.service.id)]
        )
        self.assertEqual((process.state, len(process.step_ids)), ("published", 5))

    def test_real_paths_beside_the_standard(self):
        for _number in range(15):
            self._course((1, "new", "provider"), (8, "in_progress", "provider"))
        for _number in range(5):
            self._course(
                (1, "new", "provider"),
                (2, "in_progress", "provider"),
                (50, "waiting", "customer"),
                (2, "in_progress", "provider"),
            )
        process = self._process({"name": "Work"})
        self.start_tour(
            f"/odoo/internal-processes/{process.id}",
            "icrm_process_conformance",
            login=self.it_head.login,
        )

    def test_a_risk_from_creation_to_activation(self):
        self.start_tour(
            "/odoo/internal-risks", "icrm_risk_to_activation", login=self.it_head.login
        )
        risk = self.env["icrm.risk"].search([("name", "=", "The mail server dies")])
        self.assertEqual(risk.state, "active")
        self.assertEqual(risk.log_ids.user_id, self.it_head)
        self.assertEqual(risk.activity_ids.summary, "Call the provider")
        self.start_tour(
            "/odoo/internal-risk-map", "icrm_risk_on_the_map", login=self.it_head.login
        )

    def test_a_journey_is_read_by_the_staff(self):
        self.env["icrm.journey"].create(
            {
                "name": "My first month",
                "state": "published",
                "touchpoint_ids": [
                    Command.create({"name": "Contract", "manual_score": 4}),
                    Command.create(
                        {
                            "name": "Silence",
                            "manual_score": 1,
                            "pain_point": "Nobody writes",
                        }
                    ),
                    Command.create({"name": "First day", "manual_score": 5}),
                ],
            }
        )
        self.start_tour(
            "/odoo/internal-journeys", "icrm_journey_is_read", login=self.staff.login
        )
