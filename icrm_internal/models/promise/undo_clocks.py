# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a step changes in clocks, hand-overs and approvals of requests, and back.

The rows are put back as they were, so that a clock goes on from the segment that was
open before the step: not a second is lost or counted twice. All in sudo.
"""

from ..request.undo import picture, restore

CLOCK = (
    "state",
    "budget_seconds",
    "calendar_id",
    "elapsed_seconds",
    "due_at",
    "missed_at",
    "stopped_at",
    "next_alert_at",
    "department_id",
)
SEGMENT = ("end_at", "working_seconds")
HANDOVER = ("state", "answered_by_id", "answered_at", "answer_hours", "return_reason")
APPROVAL = ("state", "active", "requested_at", "decided_at", "decided_by_id", "comment")


def _search(tickets, model, **context):
    records = tickets.env[model].with_context(**context)
    return records.search([("ticket_id", "in", tickets.ids)], order="id")


def get_state(tickets):
    """Return what :func:`set_state` takes; a constant number of queries."""
    clocks = _search(tickets, "icrm.clock")
    segments = tickets.env["icrm.clock.segment"].search(
        [("clock_id", "in", clocks.ids)]
    )
    return {
        "clocks": {
            "rows": picture(clocks, CLOCK),
            "open": picture(
                segments.filtered(lambda segment: not segment.end_at), SEGMENT
            ),
            "segments": segments.ids,
        },
        "handovers": picture(_search(tickets, "icrm.handover"), HANDOVER),
        "approvals": picture(
            _search(tickets, "icrm.approval", active_test=False), APPROVAL
        ),
    }


def set_state(tickets, before):
    """Put clocks, hand-overs and approvals back; delete those that came since."""
    env = tickets.env
    clocks = _search(tickets, "icrm.clock")
    known = before["clocks"]
    clocks.filtered(lambda clock: str(clock.id) not in known["rows"]).unlink()
    clocks = clocks.exists()
    segments = env["icrm.clock.segment"].search([("clock_id", "in", clocks.ids)])
    # The database allows one open segment: the new ones go first.
    segments.filtered(lambda segment: segment.id not in known["segments"]).unlink()
    restore(segments.exists(), known["open"])
    restore(clocks, known["rows"])
    for model, key in (("icrm.handover", "handovers"), ("icrm.approval", "approvals")):
        records = _search(tickets, model, active_test=False)
        records.filtered(
            lambda record, key=key: str(record.id) not in before[key]
        ).unlink()
        restore(records.exists(), before[key])
