# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What readers of a request of several steps see: one line, and its picture.

In sudo: who may read the request may read which departments it is with, and when. What
is written in the sub-requests is not shown.
"""

from odoo import fields

from ..access.listing import join_names
from ..request.deadline import format_day, format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES
from . import plan, run

# How a step looks: the class of its box
LOOKS = {
    "waiting": "ahead",
    "running": "now",
    "stopped": "stopped",
    "done": "done",
    "skipped": "skipped",
    "withdrawn": "skipped",
}


def describe(tickets):
    """Return {id: dict} of requests: ``line``, ``picture`` and ``steps``.

    The steps are dicts with ``name``, ``with``, ``state``, ``label`` (of the state),
    ``when`` (text), ``required`` and ``critical``.
    """
    if not tickets:
        return {}
    steps = run.get_steps(tickets).filtered(lambda step: step.state != "replaced")
    schedules = run.get_schedules(
        steps.filtered(lambda step: step.ticket_id.icrm_state in OPEN_STATES),
        fields.Datetime.now(),
    )
    return {
        ticket.id: _describe(ticket, own, schedules.get(ticket))
        for ticket, own in steps.grouped("ticket_id").items()
    }


def _describe(ticket, steps, schedule):
    env = ticket.env
    is_open = bool(schedule)
    dates = schedule.dates if schedule else {}
    critical = {key for key, row in dates.items() if row.is_critical}
    labels = dict(steps._fields["state"]._description_selection(env))
    days = _find_days(steps) if is_open else {}
    rows = {}
    for step in steps:
        at = step.expected_at if step.state in run.PENDING else step.ended_at
        rows[step.id] = {
            "title": step.name,
            "with": step.department_id.name or "",
            "when": format_deadline(env, at) if at else "",
            "state": LOOKS[step.state],
            "label": env._("Waits until %(day)s", day=format_day(env, days[step]))
            if step in days
            else labels[step.state],
            "optional": not step.required,
            "critical": is_open and step.id in critical and step.state in run.PENDING,
        }
    after = {step.id: [one.id for one in step.after_ids] for step in steps}
    return {
        "line": _get_line(ticket, steps, is_open, days),
        "picture": plan.draw(after, rows),
        "steps": [
            {
                "name": rows[step.id]["title"],
                "with": rows[step.id]["with"],
                "state": step.state,
                "label": rows[step.id]["label"],
                "when": rows[step.id]["when"],
                "required": step.required,
                "critical": rows[step.id]["critical"],
            }
            for step in steps
        ],
    }


def _find_days(steps):
    """Return {step: instant} of those that may begin but for their day."""
    return {
        step: step.not_before_at
        for step in steps
        if step.state == "waiting"
        and all(one.state in run.SETTLED for one in step.after_ids)
        and run.waits_for_day(step)
    }


def _get_line(ticket, steps, is_open, days):
    """Return how far it is, with whom now, then, and when it is expected."""
    env = ticket.env
    counted = steps.filtered(lambda step: step.state not in ("skipped", "withdrawn"))
    done = counted.filtered(lambda step: step.state == "done")
    parts = [
        env._("%(done)s of %(count)s steps done", done=len(done), count=len(counted))
    ]
    if is_open:
        now = steps.filtered(lambda step: step.state in ("running", "stopped"))
        then = steps.filtered(
            lambda step: step.state == "waiting"
            and step not in days
            and all(one in now or one.state in run.SETTLED for one in step.after_ids)
        )
        if now:
            parts.append(env._("now with %(names)s", names=get_names(now)))
        if then:
            parts.append(env._("then %(names)s", names=get_names(then)))
        for at in sorted(set(days.values())):
            later = steps.filtered(lambda step, at=at: days.get(step) == at)
            parts.append(
                env._(
                    "from %(day)s with %(names)s",
                    day=format_day(env, at),
                    names=get_names(later),
                )
            )
        if ticket.icrm_forecast_at:
            parts.append(
                env._(
                    "expected %(when)s",
                    when=format_deadline(env, ticket.icrm_forecast_at),
                )
            )
    return " · ".join(parts)


def get_names(steps):
    """Return departments, each once, in the order of the steps."""
    names = dict.fromkeys(filter(None, steps.mapped("department_id.name")))
    return join_names(steps.env, names)
