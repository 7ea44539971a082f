# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What becomes of open requests when their people leave; in sudo."""

from odoo import fields

from ..access.groups import OFFICER


def return_to_queue(requests, users):
    """Take the requests back from *users*, who are gone, and tell their teams."""
    names = {ticket: ticket.user_id.name for ticket in requests}
    requests._icrm_lock()
    requests.write({"user_id": False})
    requests._message_log_batch(
        {
            ticket.id: ticket.env._(
                "Back in the queue: %(name)s is no longer available.",
                name=names[ticket],
            )
            for ticket in requests
        }
    )
    notify_teams(requests, "requests_returned_desk", list(names.values()))


def resume(requests, customers):
    """Resume the requests that wait for an answer of *customers*, who are gone."""
    requests._icrm_set_state("in_progress")
    requests._message_log_batch(
        {
            ticket.id: ticket.env._(
                "No longer waiting for an answer: %(name)s has left. Resolve or "
                "reject the request, or change the requester.",
                name=ticket.icrm_requester_id.name,
            )
            for ticket in requests
        }
    )
    notify_teams(requests, "requests_unanswered_desk")


def get_caretakers(requests):
    """Return who can take requests of one team: its members, else the heads of its
    department, else the officers; one of them is always there to be told."""
    team = requests.team_id[:1]
    company = requests.company_id[:1]
    department = team.icrm_department_id or requests.icrm_provider_department_id[:1]
    for users in (team.user_ids, department.icrm_head_user_ids):
        if found := users._icrm_filter_available(company):
            return found
    officers = requests.env.ref(OFFICER).all_user_ids
    return officers._icrm_filter_available(company)


def notify_teams(requests, event, names=()):
    """Send each team one message about its requests.

    :param str event: of :mod:`.icrm_message`
    :param names: of who is gone
    """
    if requests.env.context.get("tracking_disable"):
        return
    for tickets in requests.grouped(
        lambda ticket: (ticket.team_id, ticket.company_id)
    ).values():
        requests.env["icrm.message"]._enqueue(
            event,
            get_caretakers(tickets),
            record=tickets if len(tickets) == 1 else None,
            values={"requests": tickets.ids, "names": list(dict.fromkeys(names))},
            author=tickets.company_id[:1].partner_id,
            occasion=f"{tickets[:1].id} {fields.Datetime.now():%Y%m%d%H%M%S}",
        )
