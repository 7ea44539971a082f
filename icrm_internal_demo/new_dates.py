# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""New dates of requests that were late, or will be."""

from datetime import timedelta

from odoo import fields

REASONS = [
    "The part comes with Thursday's delivery.",
    "供应商推迟了交货。",
    "The colleague who knows the system is back next week.",
    "等待财务部核对账单。",
    "The test bench was booked until then.",
]


def build_new_dates(env):
    """Name new dates: of some late requests now, of others when they were late."""
    _set_current(env)
    _add_past(env)


def _set_current(env):
    now = fields.Datetime.now()
    late = env["helpdesk.ticket"].search(
        [("icrm_needs_date", "=", True), ("user_id", "!=", False)], limit=3
    )
    for number, request in enumerate(late):
        request.with_user(request.user_id).action_icrm_set_expected_date(
            (now + timedelta(days=number + 2)).replace(hour=8, minute=0, second=0),
            REASONS[number],
        )


def _add_past(env):
    """Two of three late requests got a date; two of three of these in time."""
    clocks = env["icrm.clock"].search(
        [
            ("kind", "=", "resolution"),
            ("state", "=", "missed"),
            ("missed_at", "!=", False),
            ("stopped_at", "!=", False),
            ("ticket_id.user_id", "!=", False),
        ],
        order="id",
    )
    values = []
    for number, clock in enumerate(clocks):
        if number % 3 == 0:
            continue
        early = number % 9 != 4
        set_at = clock.missed_at + timedelta(hours=-2 if early else 5)
        done_at = clock.ticket_id.icrm_resolved_at or clock.stopped_at
        values.append(
            {
                "ticket_id": clock.ticket_id.id,
                "company_id": clock.company_id.id,
                "expected_at": max(done_at, clock.missed_at)
                + timedelta(hours=4 if number % 4 else -3),
                "reason": REASONS[number % len(REASONS)],
                "promised_at": clock.missed_at,
                "set_by_id": clock.ticket_id.user_id.id,
                "set_at": max(set_at, clock.started_at),
            }
        )
    env["icrm.expected.date"].create(values)
