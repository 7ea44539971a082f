# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What becomes of open requests when their people leave; in sudo."""

from markupsafe import Markup

from ..access.groups import OFFICER

LISTED = 20


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
    notify_teams(
        requests,
        lambda env: env._("Requests back in the queue"),
        lambda env: env._(
            "%(names)s is no longer available. Please take these requests:",
            names=", ".join(dict.fromkeys(names.values())),
        ),
    )


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
    notify_teams(
        requests,
        lambda env: env._("Requests whose requester has left"),
        lambda env: env._("No one will answer your questions on these requests:"),
    )


def get_caretakers(requests):
    """Return who can take requests of one team: its members, else the heads of its
    department, else the officers; one of them is always there to be told."""
    team = requests.team_id[:1]
    company = requests.company_id[:1]
    department = team.icrm_department_id or requests.icrm_provider_department_id[:1]
    for users in (
        team.user_ids,
        department.icrm_head_user_ids,
        requests.env.ref(OFFICER).all_user_ids,
    ):
        if found := users._icrm_filter_available(company):
            return found
    return requests.env["res.users"]


def notify_teams(requests, subject, sentence):
    """Send each team one message about its requests, to each member in their language.

    :param subject: function of an environment that returns the subject
    :param sentence: the same for the sentence above the requests
    """
    if requests.env.context.get("tracking_disable"):
        return
    for (_team, _company), tickets in requests.grouped(
        lambda ticket: (ticket.team_id, ticket.company_id)
    ).items():
        by_language = get_caretakers(tickets).grouped("lang")
        for lang, users in by_language.items():
            reader = tickets.with_context(lang=lang)
            lines = [f"{ticket.number} {ticket.name}" for ticket in reader[:LISTED]]
            if len(reader) > LISTED:
                lines.append(
                    reader.env._("and %(count)s more", count=len(reader) - LISTED)
                )
            thread = tickets if len(tickets) == 1 else tickets.env["mail.thread"]
            thread.with_env(reader.env).message_notify(
                partner_ids=users.partner_id.ids,
                author_id=tickets.env.ref("base.partner_root").id,
                subject=subject(reader.env),
                body=Markup("<p>%s</p><ul>%s</ul><p><a href='%s'>%s</a></p>")
                % (
                    sentence(reader.env),
                    Markup("").join(Markup("<li>%s</li>") % line for line in lines),
                    f"{tickets[:1].get_base_url()}/odoo/internal-service-desk",
                    reader.env._("Open the Service Desk"),
                ),
            )
