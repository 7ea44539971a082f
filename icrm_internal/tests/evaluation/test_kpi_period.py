# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .kpi_common import MARCH, KpiCommon, at


@tagged("post_install", "-at_install")
class TestKpiPeriod(KpiCommon):
    """Periods: found, computed night by night, closed, opened again with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([]).active = False
        cls.env.cr.execute("DELETE FROM icrm_kpi_value; DELETE FROM icrm_kpi_period")
        cls.first = cls._request(at(1, 5), 3)
        cls.second = cls._request(at(3, 2), 3)

    def _night(self, day):
        """Run the nightly job as if it were *day*."""
        now = fields.Datetime.to_datetime(day)
        with (
            patch.object(fields.Datetime, "now", return_value=now),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            self.env["icrm.clock"]._cron_sweep()
            self.Period._cron_compute()
        self.Period.invalidate_model()
        self.Value.invalidate_model()

    def _period(self, kind, first):
        return self.Period.search([("kind", "=", kind), ("date_from", "=", first)])

    def test_nights(self):
        self._night(date(2026, 3, 20))
        months = self.Period.search([("kind", "=", "month")], order="date_from")
        self.assertEqual(
            months.mapped("date_from"),
            [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)],
        )
        self.assertEqual(months.mapped("state"), ["closed", "closed", "open"])
        self.assertEqual(self._period("year", date(2026, 1, 1)).state, "open")
        self.assertTrue(
            self.result("response_time", (date(2026, 1, 1), date(2026, 1, 31))).is_final
        )
        self.assertFalse(self.result("response_time").is_final)
        # The month is over, but what comes late still counts.
        self._request(at(3, 30), 2)
        self._night(date(2026, 4, 3))
        self.assertEqual(self.result("response_time").case_count, 2)
        self._night(date(2026, 4, 6))
        self.assertTrue(self.result("response_time").is_final)
        before = self.rows()
        self._request(at(3, 31), 1)
        self._night(date(2026, 4, 7))
        self.assertEqual(self.rows(), before)
        self.assertEqual(self.Period.search_count([("kind", "=", "month")]), 4)

    def test_officer_opens_again_and_it_is_logged(self):
        self._night(date(2026, 4, 20))
        self._request(at(3, 3), 3)
        march = self._period("month", MARCH[0])
        for user in (self.it_head, self.auditor, self.staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                march.with_user(user).action_reopen("because")
        officer = march.with_user(self.officer)
        with self.assertRaises(UserError):
            officer.action_reopen(" ")
        with self.assertRaises(UserError):
            officer.action_compute()
        self._reason_dialog(officer, "action_reopen", "Imported late").action_apply()
        self.assertEqual(march.state, "open")
        officer.action_compute()
        self.assertEqual(self.result("response_time").case_count, 2)
        # Long over: computing it closes it.
        self.assertEqual(march.state, "closed")
        log = self.env["icrm.access.log"].search([("kind", "=", "reopen")])
        self.assertEqual(log.user_id, self.officer)
        self.assertEqual(log.reason, "Imported late")
        self.assertEqual(log.record_name, "March 2026")

    def test_compute_now(self):
        self.Period.with_user(self.officer).action_compute_now()
        self.assertTrue(self.result("response_time"))
        for user in (self.staff, self.it_head, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.Period.with_user(user).action_compute_now()
