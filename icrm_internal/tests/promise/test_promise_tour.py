# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestPromiseTour(HttpCase, IcrmCommon):
    """A promise in a browser: asked, paused, handed over, missed, escalated, explained.

    Between two people's turns time passes: what is stored moves into the past. The
    hours of work are all hours, so that it does not matter when the test runs.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar.attendance_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "name": "All day",
                        "dayofweek": str(day),
                        "hour_from": 0,
                        "hour_to": 24,
                        "day_period": "morning",
                    }
                )
                for day in range(7)
            ),
        ]
        cls.buyer, cls.leader = (
            cls._user(name, cls.finance, "icrm_internal.group_icrm_agent")
            for name in ("buyer", "leader")
        )
        cls.finance_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Finance desk",
                "icrm_department_id": cls.finance.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_id": cls.leader.id,
                "user_ids": [Command.set((cls.buyer | cls.leader).ids)],
            }
        )

    def _pass(self, **length):
        """Let time pass: all that is stored was so much earlier."""
        self.env.flush_all()
        for name in (
            "icrm.clock",
            "icrm.clock.segment",
            "icrm.handover",
            "icrm.request.event",
            "helpdesk.ticket",
        ):
            model = self.env[name]
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s",
                    SQL.identifier(model._table),
                    SQL(", ").join(
                        SQL(
                            "%(column)s = %(column)s - %(length)s",
                            column=SQL.identifier(field.name),
                            length=timedelta(**length),
                        )
                        for field in model._fields.values()
                        if field.type == "datetime" and field.store
                    ),
                )
            )
        self.env.invalidate_all()

    def _turn(self, path, tour, user):
        self.start_tour(path, f"icrm_promise_{tour}", login=user.login)
        self.env.invalidate_all()

    def test_a_promise_from_asking_to_explaining(self):
        self._turn("/odoo/internal-services", "1_staff_asks", self.staff)
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "Broken screen")])
        resolution = ticket.icrm_clock_ids.filtered(
            lambda clock: clock.kind == "resolution"
        )
        self._pass(hours=2)
        self._turn("/odoo/internal-service-desk", "2_agent_asks_back", self.agent)
        self.assertEqual(resolution.state, "paused")
        self._pass(days=2)
        my_request = f"/odoo/internal-my-requests/{ticket.id}"
        self._turn(my_request, "3_staff_answers", self.staff)
        self.assertEqual(resolution.state, "running")
        self._pass(hours=1)
        self._turn("/odoo/internal-service-desk", "4_agent_hands_over", self.agent)
        self.assertEqual(ticket.icrm_holder, "department")
        self._pass(hours=1)
        self._turn("/odoo/internal-service-desk", "5_buyer_acknowledges", self.buyer)
        self.assertEqual(ticket.user_id, self.buyer)
        self._pass(hours=15)
        due_at = resolution.due_at
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_clock_sweep").method_direct_trigger()
        self.env.invalidate_all()
        self.assertRecordValues(
            resolution,
            [
                {
                    "state": "missed",
                    "missed_at": due_at,
                    "department_id": self.finance.id,
                }
            ],
        )
        self.assertEqual(
            sorted(resolution.alert_ids.escalation_id.mapped("share")), [75, 90, 100]
        )
        told = ticket.activity_ids.filtered(
            lambda activity: activity.summary == "Promise missed"
        )
        self.assertEqual(told.user_id, self.buyer | self.leader)
        self._turn("/odoo/internal-service-desk", "6_leader_reads_why", self.leader)
        self._turn(my_request, "7_staff_reads_why", self.staff)
