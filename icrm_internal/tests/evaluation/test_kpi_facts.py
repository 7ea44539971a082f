# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.tests import tagged

from .kpi_common import APRIL, MARCH, KpiCommon, at


@tagged("post_install", "-at_install")
class TestKpiFacts(KpiCommon):
    """What used to be entered comes from the facts."""

    def check(self, code, numerator, denominator, bounds=MARCH):
        self.env.flush_all()
        self.compute(bounds, code)
        result = self.result(code, bounds, department=self.it)
        self.assertEqual(
            (result.numerator, result.denominator), (numerator, denominator)
        )

    def test_quality_pass(self):
        service = self._service(
            "Checked",
            check_ids=[
                Command.create({"name": "Labelled"}),
                Command.create({"name": "Cleaned", "required": False}),
            ],
        )
        line = service.check_ids[0]
        # SQL: an older checklist
        self.env.cr.execute("UPDATE icrm_service_check SET create_date = '2026-01-01'")
        confirmed = {"icrm_confirmed_at": at(3, 20)}
        complete = self._request(at(3, 2), 3, service, **confirmed)
        self._request(at(3, 3), 3, service, **confirmed)  # not complete
        self._request(at(3, 4), 3, **confirmed)  # nothing to check
        self._request(at(3, 5), 3, **confirmed, icrm_reopen_count=1)
        self._request(at(3, 6), 3, icrm_reopen_count=1)
        self._request(at(3, 9), 3)  # nobody has decided yet
        self.env["icrm.request.check"].create(
            {"ticket_id": complete.id, "check_id": line.id, "user_id": self.agent.id}
        )
        self.check("quality_pass", 2, 5)
        # What is asked for later does not judge what was done before.
        self.env["icrm.service.check"].create(
            {"service_id": service.id, "name": "New rule"}
        )
        self.check("quality_pass", 2, 5)

    def test_rated_requests(self):
        rated = self._request(at(3, 2), 3)
        self._request(at(3, 3), 3)
        self._request(at(3, 4), None)
        self.env["icrm.request.rating"].create(
            {
                "ticket_id": rated.id,
                "score": 4,
                "customer_id": self.requester.id,
                "company_id": self.company.id,
            }
        )
        self.check("requests_rated", 1, 2)

    def test_staff_turnover(self):
        # Databases of before have it as it was: typed
        self._kpi("staff_turnover").write(
            {"source": "computed", "formula": "staff_turnover"}
        )
        employees = self.it_head.employee_id | self.agent.employee_id
        mover = self._user("mover", self.it).employee_id
        # SQL: they have been here since January
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_customer SET create_date = '2026-01-05'"
            " WHERE employee_id = ANY(%s)",
            [(employees | mover).ids],
        )
        self.check("staff_turnover", 0, 3)
        mover.write({"departure_date": date(2026, 3, 20), "active": False})
        self.check("staff_turnover", 1, 3)
        self.check("staff_turnover", 0, 2, APRIL)
