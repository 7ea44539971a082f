# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How late deliveries were, and whose lateness it was: from the ledger of clocks.

All in sudo; what may be seen of it is decided where it is shown.
"""

from collections import defaultdict

from odoo import fields

from ...measures import lateness
from ..request.helpdesk_ticket_stage import OPEN_STATES

# Of requests that were done, or still are to be: nothing waited for the others.
NEEDED = (*OPEN_STATES, "resolved")
HOUR = 3600


def record(commitments):
    """Replace what is known of the outcome of commitments; a constant number of
    queries, but for requests split into requests that are split."""
    # sudo: rows are the system's, and requests count whoever delivers
    commitments_sudo = commitments.sudo()
    commitments_sudo.lateness_ids.unlink()
    delivered = commitments_sudo.filtered(
        lambda commitment: commitment.state == "delivered" and commitment.delivered_at
    )
    works = get_works(delivered)
    rows = []
    for commitment in commitments_sudo:
        values = {"late_hours": 0.0, "inside_hours": 0.0}
        if commitment in delivered:
            hours = attribute(commitment, works[commitment])
            late = sum(hours.values())
            values.update(late_hours=late, inside_hours=late - hours[None, None])
            rows += [
                {
                    "commitment_id": commitment.id,
                    "ticket_id": ticket_id or False,
                    "department_id": department_id or False,
                    "hours": count,
                }
                for (ticket_id, department_id), count in hours.items()
            ]
        commitment.write(values)
    commitments_sudo.lateness_ids.create(rows)


def attribute(commitment, works):
    """Return {(request id, department id): hours} of the lateness of a delivery."""
    begin = min([work.start for work in works], default=commitment.delivered_at)
    seconds = lateness.attribute(
        works,
        begin,
        # Without a date nothing is late.
        commitment.customer_date or commitment.delivered_at,
        commitment.delivered_at,
    )
    return {key: count / HOUR for key, count in seconds.items()}


def get_works(commitments):
    """Return {commitment: list of ``lateness.Work``} of their requests, with those
    that other departments got of them."""
    of_ticket, tickets = {}, commitments.ticket_ids
    for ticket in tickets:
        of_ticket[ticket] = ticket.icrm_commitment_id
    level = tickets
    while level:
        children = level.icrm_child_ids - tickets
        for child in children:
            of_ticket[child] = of_ticket[child.icrm_parent_id]
        tickets, level = tickets | children, children
    clocks = _get_clocks(tickets)
    found = defaultdict(list)
    for ticket in tickets:
        if ticket.icrm_state in NEEDED and ticket.icrm_submitted_at:
            commitment = of_ticket[ticket]
            clock = clocks.get(ticket)
            found[commitment].append(_get_work(ticket, clock, commitment.delivered_at))
    return found


def _get_clocks(tickets):
    """Return {request: (clock of its resolution, its segments)}; two queries."""
    clocks = tickets.env["icrm.clock"].search(
        [
            ("ticket_id", "in", tickets.ids),
            ("kind", "=", "resolution"),
            ("handover_id", "=", False),
            ("state", "!=", "cancelled"),
        ]
    )
    segments = (
        tickets.env["icrm.clock.segment"]
        .search([("clock_id", "in", clocks.ids)])
        .grouped("clock_id")
    )
    nothing = tickets.env["icrm.clock.segment"]
    return {clock.ticket_id: (clock, segments.get(clock, nothing)) for clock in clocks}


def _get_work(ticket, known, delivered_at):
    end = ticket.icrm_resolved_at or delivered_at
    work = lateness.Work(
        ticket.id,
        min(ticket.icrm_submitted_at, end),
        end,
        ticket.icrm_parent_id.id or None,
    )
    if not known:
        return work
    clock, segments = known
    used = defaultdict(int)
    worked = clock._get_working_seconds(segments, fields.Datetime.now(), {})
    for segment in segments.filtered("is_counted"):
        department = segment.department_id or ticket.icrm_provider_department_id
        if department and segment.start_at < delivered_at:
            used[department.id] += worked[segment]
    return work._replace(
        missed_at=clock.missed_at or None,
        waits=tuple(
            (segment.start_at, segment.end_at or max(end, segment.start_at))
            for segment in segments
            if not segment.is_counted
        ),
        used=dict(used),
    )
