# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import HttpCase, tagged

from ...measures import risk
from ..request.common import RequestCommon

DESKTOP = "1366x800"
PHONE = "390x844"


@tagged("post_install", "-at_install")
class TestForesightTours(HttpCase, RequestCommon):
    """What heads and agents read of the weeks to come, at a desktop and on a phone."""

    def walk(self, user, path, tour, size):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.start_tour(path, tour, login=user.login)

    def _forecast(self):
        """Store what the nightly job would: eleven requests a week, too few people."""
        self.env["icrm.forecast"].create(
            {
                "company_id": self.company.id,
                "department_id": self.it.id,
                "team_id": self.it_team.id,
                "is_team": True,
                "state": "ready",
                "weeks": 30,
                "recent": 80,
                "expected": 88,
                "method": "holt_winters",
                "mae": 1.5,
                "mase": 0.9,
                "work_hours": 352,
                "capacity_hours": 304,
                "load": 352 / 304,
                "series": {
                    "monday": fields.Date.to_string(fields.Date.today()),
                    "history": [10, 12] * 13,
                    "mean": [11] * 8,
                    "low": [8] * 8,
                    "high": [14] * 8,
                    "work": [44] * 8,
                    "capacity": [38] * 8,
                    "mase": 0.9,
                    "mase_other": 1.1,
                },
            }
        )

    def test_a_head_reads_the_forecast(self):
        self._forecast()
        for size in (DESKTOP, PHONE):
            with self.subTest(size=size):
                self.walk(
                    self.it_head, "/odoo/internal-forecast", "icrm_forecast_read", size
                )

    def test_the_riskiest_first_and_why(self):
        self.env["icrm.risk.check"].create(
            {
                "company_id": self.company.id,
                "is_company": True,
                "state": risk.SHOWN,
            }
        )
        for name, share in (("Hardly at risk", 0.1), ("Most at risk", 0.9)):
            ticket = self.request(name=name, team_id=self.it_team.id)
            self.env.flush_all()
            # As the hourly job does
            self.env.cr.execute(
                "UPDATE helpdesk_ticket SET icrm_risk = %s,"
                " icrm_risk_reasons = 'elapsed,queue' WHERE id = %s",
                [share, ticket.id],
            )
        self.request(name="Unknown", team_id=self.it_team.id)
        path = "/odoo/internal-service-desk"
        self.walk(self.agent, path, "icrm_risk_desk", DESKTOP)
        self.walk(self.agent, path, "icrm_risk_phone", PHONE)
