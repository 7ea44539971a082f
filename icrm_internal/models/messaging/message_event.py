# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a message is about, and what it says; see docs/extending.md."""

from typing import Any, NamedTuple

from markupsafe import Markup

URGENCIES = ("low", "normal", "urgent")


class MessageEvent(NamedTuple):
    """Something of which people are notified, with the rule it is shipped with.

    ``code`` is stored, ``name`` is read by administrators. The text is rendered by
    ``icrm.message._render_<code>(record)``.
    """

    code: str
    name: str
    #: The model of the record it is about, if any
    model: str | None = None
    urgency: str = "normal"
    #: "now", "morning", "daily" or "weekly": see icrm.message.rule
    timing: str = "morning"
    #: "preferred" or a channel
    first: str = "preferred"
    #: The channel for people who cannot be reached by the first, or ""
    then: str = "inbox"
    #: "log", or "none": the row is deleted once it is sent
    trace: str = "log"
    #: Whether it cannot be switched off or wait for a summary
    required: bool = False
    #: Whether it is for people outside: a mail of the company that names no record
    outside: bool = False


class MessageText(NamedTuple):
    """A rendered message, in the recipient's language."""

    subject: str
    #: Markup stays as it is, a plain string is escaped.
    body: str
    #: Buttons below the body: (label, address) pairs
    actions: tuple[tuple[str, str], ...] = ()


class Decision(NamedTuple):
    """How and when a person gets a message."""

    #: A channel, or None for a person who cannot be reached
    channel: str | None
    #: Naive UTC; None for at once
    until: Any = None
    #: "morning" or "digest" for what is held
    hold: str | None = None


def make_list(lines):
    """Return an HTML list of plain strings."""
    return Markup("<ul>%s</ul>") % Markup().join(
        Markup("<li>%s</li>") % line for line in lines
    )
