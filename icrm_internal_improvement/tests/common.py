# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields

from odoo.addons.icrm_internal.tests.request.common import RequestCommon


class ProcessCommon(RequestCommon):
    """Requests with a known course, in a calendar that works round the clock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar.attendance_ids.unlink()
        cls.calendar.attendance_ids = [
            (
                0,
                0,
                {
                    "name": "All day",
                    "dayofweek": str(day),
                    "hour_from": 0,
                    "hour_to": 24,
                    "day_period": "morning",
                },
            )
            for day in range(7)
        ]
        cls.begin = fields.Datetime.now().replace(
            hour=0, minute=0, second=0
        ) - timedelta(days=20)

    @classmethod
    def _course(cls, *turns, service=None, over=True):
        """Return a request that went through *turns*: (hours, progress, holder).

        Each turn lasts so many hours; progress "in_progress" has the agent at work.
        """
        service = service or cls.service
        ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": "Of the past",
                "description": "x",
                "icrm_service_id": service.id,
                "icrm_requester_id": cls.requester.id,
            }
        )
        Event = cls.env["icrm.request.event"]
        Event.search([("ticket_id", "=", ticket.id)]).unlink()
        at = cls.begin
        rows = []
        for hours, state, holder in turns:
            rows.append((at, state, holder))
            at += timedelta(hours=hours)
        if over:
            rows.append((at, "resolved", False))
        Event.create(
            [
                {
                    "ticket_id": ticket.id,
                    "occurred_at": when,
                    "state": state,
                    "holder": holder,
                    "team_id": cls.it_team.id,
                    "department_id": cls.finance.id
                    if holder == "department"
                    else cls.it.id,
                    "user_id": cls.agent.id if state == "in_progress" else False,
                    "priority": "1",
                }
                for when, state, holder in rows
            ]
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_submitted_at = %s, icrm_state = %s"
            " WHERE id = %s",
            [cls.begin, "resolved" if over else rows[-1][1], ticket.id],
        )
        cls.env.invalidate_all()
        return ticket

    @classmethod
    def _process(cls, *steps, **values):
        """Return a draft of the service with *steps*: dictionaries."""
        return cls.env["icrm.process"].create(
            {
                "name": "New laptop",
                "service_id": cls.service.id,
                "owner_id": cls.it_head.id,
                "step_ids": [
                    (0, 0, {"sequence": 10 * place, **step})
                    for place, step in enumerate(steps, start=1)
                ],
                **values,
            }
        )
