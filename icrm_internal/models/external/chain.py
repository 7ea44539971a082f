# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When what is inside of a commitment ends, and who holds what decides it.

The forecast is that of the requests themselves (:mod:`..fulfilment.run`); here the
latest of them is found. All in sudo.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ..fulfilment import plan, run
from ..request.helpdesk_ticket_stage import OPEN_STATES

# Less slack than so many working days of the department that holds the critical step,
# and a commitment is at risk: one delay of a day would make it late.
MARGIN_DAYS = 1
HOUR = 3600
# Of calendars that do not say how long a day is
DAY_HOURS = 8


class Link(NamedTuple):
    """What is expected of one open request.

    ``department`` holds the step that decides its ``end``, and works in ``calendar``;
    ``holding`` are all departments that something open of it is with now.
    """

    end: datetime
    department: Any
    calendar: Any
    holding: Any


class Outlook(NamedTuple):
    """What is expected of a commitment: ``end`` is None if nothing inside is open."""

    end: datetime | None
    slack: float
    standing: str
    department: Any
    holding: Any


def look_ahead(tickets, now):
    """Return {request: :class:`Link`} of the open ones of *tickets*.

    One query for the steps of all, and one look at what their promises take.
    """
    tickets = tickets.filtered(lambda ticket: ticket.icrm_state in OPEN_STATES)
    steps = tickets.env["icrm.request.step"]
    if stepped := tickets.filtered("icrm_has_steps"):
        steps = run.get_steps(stepped).filtered(lambda step: step.state != "replaced")
    by_ticket = steps.grouped("ticket_id")
    schedules = run.get_schedules(steps, now) if steps else {}
    hours_of = plan.HoursOf(now - timedelta(days=1))
    return {
        ticket: _follow_steps(ticket, by_ticket[ticket], schedules[ticket], now)
        if ticket in schedules
        else _follow(ticket, hours_of, now)
        for ticket in tickets
    }


def _follow(ticket, hours_of, now):
    calendar = ticket.icrm_service_id._icrm_calendar()
    hours = hours_of.get(calendar, ticket.company_id)
    department = ticket._icrm_get_holder_department(ticket)
    return Link(run.expect(ticket, hours, 0, now), department, calendar, department)


def _follow_steps(ticket, steps, schedule, now):
    """Return what is expected of a request of several steps: its critical path."""
    by_id = steps.grouped("id")
    path = [by_id[key] for key in schedule.path if by_id[key].state in run.PENDING]
    critical = next(iter(path), steps.browse())
    service = critical.service_id or ticket.icrm_service_id
    return Link(
        max(now, schedule.end),
        _get_department(critical) or ticket.icrm_provider_department_id,
        service._icrm_calendar(),
        steps.department_id.browse().union(
            *(
                _get_department(step)
                for step in steps
                if step.state in ("running", "stopped")
            )
        )
        or ticket.icrm_provider_department_id,
    )


def _get_department(step):
    """Return whom a step is with: after a hand-over another department."""
    child = step.child_id
    if step.state == "running" and child:
        return child._icrm_get_holder_department(child)
    return step.department_id


def compute(commitments, now):
    """Return {commitment: :class:`Outlook`}."""
    links = look_ahead(
        commitments.filtered(lambda row: row.state == "open").ticket_ids, now
    )
    hours_of = plan.HoursOf(now - timedelta(days=30))
    return {
        commitment: _conclude(
            commitment,
            [links[ticket] for ticket in commitment.ticket_ids if ticket in links],
            hours_of,
            now,
        )
        for commitment in commitments
    }


def _conclude(commitment, links, hours_of, now):
    date = commitment.customer_date
    nobody = commitment.department_id.browse()
    if not date:  # a form that is being filled in
        return Outlook(None, 0.0, False, nobody, nobody)
    if commitment.state != "open":
        end = commitment.delivered_at
        slack = _count_hours(end, date) if end else 0.0
        return Outlook(None, slack, "done", nobody, nobody)
    holding = nobody.union(*(link.holding for link in links))
    if links:
        critical = max(links, key=lambda link: link.end)
        end, department, calendar = critical[:3]
    else:
        # Nothing inside is open: what is left is the asking department's.
        end, department = now, commitment.department_id
        calendar = commitment.company_id.resource_calendar_id
    # A company need not have working hours: then any hour counts.
    hours = calendar and hours_of.get(calendar, commitment.company_id)
    return Outlook(
        end if links else None,
        _count_hours(end, date),
        _get_standing(end, date, hours, calendar),
        department,
        holding,
    )


def _count_hours(end, date):
    return (date - end).total_seconds() / HOUR


def _get_standing(end, date, hours, calendar):
    """Return whether the customer's date is "safe", "at_risk" or passed: "late"."""
    if end > date:
        return "late"
    day = round((calendar.hours_per_day or DAY_HOURS) * MARGIN_DAYS * HOUR)
    # From its end on: back from a date far away, all years until then would be read.
    later = hours.add(end, day) if hours else end + timedelta(seconds=day)
    return "at_risk" if later > date else "safe"
