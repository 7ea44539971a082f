# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ...models.promise import icrm_clock
from ..common import IcrmCommon

MONDAY = datetime(2026, 6, 1, 8)


@tagged("post_install", "-at_install")
class TestClockSweep(IcrmCommon):
    """The sweep dies in the middle, or two of them run at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        submit = cls.service.with_user(cls.staff).submit_request
        with freeze_time(MONDAY):
            for number in range(5):
                request = submit({"name": f"Request {number}", "description": "x"})
                request.sudo().user_id = cls.agent
        cls.requests = cls.env["helpdesk.ticket"].search(
            [("icrm_service_id", "=", cls.service.id)]
        )
        cls.responses = cls.requests.icrm_clock_ids.filtered(
            lambda clock: clock.kind == "response"
        )

    def _at(self, **passed):
        frozen = freeze_time(MONDAY + timedelta(**passed))
        frozen.start()
        self.addCleanup(frozen.stop)

    def _sweep(self):
        """Run the job in batches of two; each that is done is committed."""
        with (
            patch.object(icrm_clock, "SWEEP_BATCH", 2),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            try:
                self.env(cr=cr)["icrm.clock"]._cron_sweep()
            except ConnectionError:
                # As the worker does that dies: what was not committed is gone.
                cr.rollback()
        self.env.invalidate_all()

    def _killed(self, name):
        """Let a step of the job do its work the second time, and die."""
        clocks = self.registry["icrm.clock"]
        step, calls = getattr(clocks, name), []

        def die(recordset, now):
            step(recordset, now)
            calls.append(recordset.ids)
            if len(calls) == 2:
                recordset.env.flush_all()
                raise ConnectionError("killed")

        return patch.object(clocks, name, die)

    def _alerts(self):
        return sorted(
            (alert.clock_id.id, alert.escalation_id.share, alert.reached_at)
            for alert in self.responses.alert_ids
        )

    def test_killed_in_the_second_batch_of_misses(self):
        self._at(days=1)
        with self._killed("_record_misses"):
            self._sweep()
        states = self.responses.mapped("state")
        self.assertEqual((states.count("missed"), states.count("running")), (2, 3))
        for _twice in range(2):
            self._sweep()
            self.assertRecordValues(
                self.responses,
                [{"state": "missed", "missed_at": MONDAY + timedelta(hours=4)}] * 5,
            )
            self.assertEqual(self.responses.department_id, self.it)

    def test_killed_in_the_second_batch_of_levels(self):
        self._at(hours=3, minutes=1)
        with self._killed("_record_alerts"):
            self._sweep()
        reached_at = MONDAY + timedelta(hours=3)
        self.assertEqual([at for *_, at in self._alerts()], [reached_at] * 2)
        self.assertEqual(len(self.requests.activity_ids), 2)
        for _twice in range(2):
            self._sweep()
            self.assertEqual(
                self._alerts(),
                [(clock.id, 75, reached_at) for clock in self.responses.sorted("id")],
            )
            self.assertEqual(len(self.requests.activity_ids), 5)

    def test_two_jobs_at_once_tell_once(self):
        """Both have read the same clocks before either has written."""
        self._at(hours=3, minutes=1)
        now = fields.Datetime.now()
        self.responses._record_alerts(now)
        self.responses.next_alert_at = now
        self.responses._record_alerts(now)
        self.assertEqual(len(self.responses.alert_ids), 5)
        self.assertEqual(len(self.requests.activity_ids), 5)
