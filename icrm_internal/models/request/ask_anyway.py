# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whom to ask while no service for anything else has been chosen."""

from urllib.parse import quote

from ..access.actions import show_message
from ..access.groups import OFFICER

CONTACTS = 3


def get_contacts(env):
    """Return [(name, e-mail)] of whom to ask: officers, or the company.

    Who has no access to the app's people, as in the portal, reads the company's own
    address alone.
    """
    # sudo: names and work addresses of a few officers, for colleagues
    company_sudo = env.company.sudo()
    if env.user._is_internal():
        officers_sudo = (
            env.ref(OFFICER)
            .sudo()
            .all_user_ids.filtered(
                lambda user: user.active
                and not user.share
                and user.email
                and user.id != env.ref("base.user_root").id
                and company_sudo in user.company_ids
            )
        )
        found = officers_sudo.sorted(lambda user: (user.login_date is False, user.name))
        if found:
            return [(user.name, user.email) for user in found[:CONTACTS]]
    return [(company_sudo.name, company_sudo.email)] if company_sudo.email else []


def get_contact_message(env, query):
    """Return the message that names the contacts, with a mail about *query* to each."""
    contacts = get_contacts(env)
    if not contacts:
        return show_message(
            env._(
                "No service for other questions has been set up yet. Please contact "
                "your administrator."
            ),
            "warning",
            sticky=True,
        )
    text = env._(
        "No service for other questions has been set up yet. Please write to "
        "%(people)s.",
        people=", ".join(["%s"] * len(contacts)),
    )
    links = [
        {"label": name, "url": f"mailto:{quote(email)}?subject={quote(query)}"}
        for name, email in contacts
    ]
    return show_message(text, "info", sticky=True, links=links)
