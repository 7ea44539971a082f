# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How far the requests inside are, for whoever answers to the customer.

A line a request: service, stage, who has it now, when it is expected. Nothing that is
written in the requests, no subject and no message. In sudo.
"""

from markupsafe import Markup

from odoo import fields

from ...measures.rounding import half_up
from ..access.number_formatter import NumberFormatter
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES
from . import chain

TONES = {
    "late": "text-bg-danger",
    "at_risk": "text-bg-warning",
    "safe": "text-bg-success",
    "done": "text-bg-secondary",
}


def get_line(commitment):
    """Return standing, slack, who holds the critical step and when it is expected."""
    env = commitment.env
    if commitment.state != "open":
        return get_label(commitment, "state")
    parts = [get_label(commitment, "standing"), format_slack(env, commitment)]
    if commitment.expected_at:
        # Customers and approvers without a department hold requests, too.
        if department := commitment.critical_department_id:
            parts.append(env._("now with %(names)s", names=department.name))
        when = format_deadline(env, commitment.expected_at)
        parts.append(env._("expected %(when)s", when=when))
    return " · ".join(parts)


def get_label(record, name):
    """Return what a selection is called."""
    labels = dict(record._fields[name]._description_selection(record.env))
    return labels.get(record[name], "")


def format_slack(env, commitment):
    """Return by how much the end inside is before the customer's date, or after it."""
    hours = abs(commitment.slack_hours)
    written = NumberFormatter(env)
    if hours >= 48:
        text = env._(
            "%(days)s days", days=written.format_number(half_up(hours / 24, 1))
        )
    else:
        text = env._("%(hours)s h", hours=written.format_number(half_up(hours, 1)))
    if commitment.slack_hours < 0:
        return env._("%(time)s late", time=text)
    return env._("%(time)s slack", time=text)


def get_rows(commitment):
    """Return a dict for each request inside, the last one to end first.

    ``ticket``, ``number``, ``service``, ``stage`` (text), ``is_open``, ``with`` and
    ``expected`` (texts).
    """
    env = commitment.env
    tickets = commitment.ticket_ids.sorted("id")
    links = chain.look_ahead(tickets, fields.Datetime.now())
    rows = []
    for ticket in tickets:
        is_open = ticket.icrm_state in OPEN_STATES
        link = links.get(ticket)
        at = link.end if link else ticket.icrm_resolved_at
        rows.append(
            {
                "ticket": ticket,
                "number": ticket.number,
                "service": ticket.icrm_service_id.name or "",
                "stage": get_label(ticket, "icrm_state"),
                "is_open": is_open,
                "with": (ticket.icrm_holder_name or "") if is_open else "",
                "expected": format_deadline(env, at),
                "end": at,
            }
        )
    return rows


def render(commitment):
    """Return the requests inside as a table, with links to those the reader may open.

    :param commitment: in sudo, of a document or a commitment the reader may read
    """
    env = commitment.env
    rows = get_rows(commitment)
    if not rows:
        return Markup('<p class="text-muted mb-0">%s</p>') % env._(
            "Nothing asked inside yet."
        )
    readable = commitment.ticket_ids.sudo(False)._filtered_access("read")
    head = Markup().join(
        Markup("<th>%s</th>") % label
        for label in (
            env._("Request"),
            env._("Service"),
            env._("Progress"),
            env._("Now with"),
            env._("Expected End"),
        )
    )
    body = Markup().join(
        Markup("<tr>%s</tr>")
        % Markup().join(
            Markup("<td>%s</td>") % cell
            for cell in (
                _render_number(row, readable),
                row["service"],
                row["stage"],
                row["with"],
                row["expected"],
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="table-responsive"><table class="table table-sm mb-0">'
        "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
    ) % (head, body)


def _render_number(row, readable):
    if row["ticket"] not in readable:
        return row["number"]
    return Markup('<a href="/odoo/internal-my-requests/%s">%s</a>') % (
        row["ticket"].id,
        row["number"],
    )
