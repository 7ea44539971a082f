# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Closing checklists: what a service asks to be ticked before a request is resolved.

A service without one costs no query but that of the service, where nothing else has
read it: ``has_checks`` is one of its columns.
"""

from collections import defaultdict

from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .helpdesk_ticket_stage import OPEN_STATES


def find_missing(tickets, services=None):
    """Return {id: lines} of the requests that have required lines not ticked.

    Two queries for any number of requests, none if no service has a checklist.

    :param tickets: the requests, in sudo
    :param dict services: {id: service}, by default each request's own
    """
    services = services or {ticket.id: ticket.icrm_service_id for ticket in tickets}
    asking = tickets.filtered(lambda ticket: services[ticket.id].has_checks)
    if not asking:
        return {}
    env = tickets.env
    lines = env["icrm.service.check"].search(
        [
            ("service_id", "in", [services[ticket.id].id for ticket in asking]),
            ("required", "=", True),
        ]
    )
    by_service = lines.grouped("service_id")
    ticked = defaultdict(lines.browse)
    for tick in env["icrm.request.check"].search([("ticket_id", "in", asking.ids)]):
        ticked[tick.ticket_id.id] |= tick.check_id
    return {
        ticket.id: missing
        for ticket in asking
        if (
            missing := by_service.get(services[ticket.id], lines.browse())
            - ticked[ticket.id]
        )
    }


def refuse_incomplete(batch):
    """Raise if open requests become resolved without their checklist.

    However it happens: by the button, several at once or by dragging a card.

    :param batch: the ``ChangeBatch``, its values collected
    """
    services = {
        change.ticket.id: change["icrm_service_id"]
        for change in batch.changes
        if change.vals.get("icrm_state") == "resolved"
        and change.before["state"] in OPEN_STATES
    }
    tickets = batch.tickets.browse(services)
    missing = find_missing(tickets, services)
    if not missing:
        return
    raise UserError(
        tickets.env._(
            "Complete the closing checklist before resolving:\n%(lines)s",
            lines="\n".join(
                f"{ticket.number}: {', '.join(missing[ticket.id].mapped('name'))}"
                for ticket in tickets
                if ticket.id in missing
            ),
        )
    )


def describe(tickets):
    """Return {id: checklist} of requests, for the component that shows it.

    A dict with the ``ticket``, whether it is ``open``, and ``lines``: dicts with
    ``id``, ``name``, ``required``, ``done`` and ``by`` (who and when, as text).

    :param tickets: requests that the reader serves or audits, in sudo
    """
    tickets = tickets.filtered("icrm_service_id.has_checks")
    if not tickets:
        return {}
    env = tickets.env
    ticks = {
        (tick.ticket_id.id, tick.check_id.id): tick
        for tick in env["icrm.request.check"].search([("ticket_id", "in", tickets.ids)])
    }
    lines = env["icrm.service.check"].with_context(active_test=False)
    by_service = lines.search(
        [("service_id", "in", tickets.icrm_service_id.ids)]
    ).grouped("service_id")
    result = {}
    for ticket in tickets:
        shown = []
        for line in by_service[ticket.icrm_service_id]:
            tick = ticks.get((ticket.id, line.id))
            if line.active or tick:
                shown.append(
                    {
                        "id": line.id,
                        "name": line.name,
                        "required": line.required,
                        "done": bool(tick),
                        "by": tick and _format_tick(tick),
                    }
                )
        result[ticket.id] = {
            "ticket": ticket.id,
            "open": ticket.icrm_state in OPEN_STATES,
            "lines": shown,
        }
    return result


def _format_tick(tick):
    when = format_datetime(tick.env, tick.ticked_at, dt_format="short")
    return f"{tick.user_id.name}, {when}"
