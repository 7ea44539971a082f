# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import HttpCase, tagged

from .scorecard_common import FIRST, SECOND, ScorecardCommon


@tagged("post_install", "-at_install")
class TestDayTours(HttpCase, ScorecardCommon):
    """A head, an officer and an auditor do what their day brings, in few clicks.

    From the home page on, at a desktop and on a phone, in English and in Chinese. The
    tour counts; `test_path_tours.py` does the same for staff, agents and approvers.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["icrm_internal"], ["zh_CN"])
        people = cls.it_head | cls.officer | cls.auditor
        people.action_id = cls.env.ref("icrm_internal.icrm_service_action_my").id
        buyers = cls.it_team.copy(
            {"name": "Buyers", "icrm_department_id": cls.procurement.id}
        )
        orders = cls._service(
            "Orders", department_id=cls.procurement.id, team_id=buyers.id
        )
        late = cls.service.with_user(cls.staff).submit_request(
            {"name": "Broken screen"}
        )
        late.sudo().icrm_next_due_at = "2026-01-01"
        orders.with_user(cls.it_head).submit_request({"name": "Purchase order"})
        cycle = cls.env["icrm.evaluation.cycle"].create(
            {
                "name": "This month",
                "date_from": fields.Date.today(),
                "date_to": fields.Date.today(),
                "close_on": fields.Date.add(fields.Date.today(), days=7),
            }
        )
        # SQL: open, with nobody asked
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE icrm_evaluation_cycle SET state = 'open' WHERE id = %s", [cycle.id]
        )
        cls.env.invalidate_all()
        cls.env["icrm.access.log"]._record("export", cls.service, "Once")

    def walk(self, size, tour):
        self._enter_all()
        for first in (FIRST, SECOND):
            self.freeze(first)
            self.publish(first)
        self.env.flush_all()
        self.browser_size = size
        self.touch_enabled = size == "390x844"
        self.start_tour("/odoo", tour, login=self.it_head.login, timeout=180)

    def test_days_at_a_desktop(self):
        self.walk("1366x800", "icrm_days_at_a_desktop")

    def test_days_on_a_phone(self):
        self.walk("390x844", "icrm_days_on_a_phone")
