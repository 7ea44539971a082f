# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Evaluation cycles that are repeated.

The next cycle is prepared when one has closed, so that an officer can look at it,
change it or call it off, and opens by itself once its period has ended: as the waves of
campaigns do.
"""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tools import format_date

from ..access.recurrence import get_next_period


def prepare_next(cycle_sudo):
    """Create the cycle after this one, once; return it.

    :param cycle_sudo: closed, published or archived
    """
    cycle_sudo._icrm_lock()
    if cycle_sudo.next_ids or cycle_sudo.recurrence == "none":
        return cycle_sudo.next_ids
    date_from, date_to = get_next_period(
        cycle_sudo.date_from, cycle_sudo.date_to, cycle_sudo.recurrence
    )
    # As long for answering as the last time, from the day it opens by itself.
    opens_on = max(date_to + timedelta(days=1), cycle_sudo._get_today())
    return cycle_sudo.copy(
        {
            "name": _get_name(cycle_sudo, date_from, date_to),
            "date_from": date_from,
            "date_to": date_to,
            "close_on": opens_on + (cycle_sudo.close_on - cycle_sudo.opened_on),
            "previous_id": cycle_sudo.id,
            "is_planned": True,
        }
    )


def _get_name(cycle_sudo, date_from, date_to):
    """Return the name of the first of the series, with the period."""
    first = cycle_sudo
    while first.previous_id:
        first = first.previous_id
    lang = cycle_sudo.company_id.partner_id.lang
    env = cycle_sudo.with_context(lang=lang).env
    return env._(
        "%(name)s (%(first)s to %(last)s)",
        name=first.name,
        first=format_date(env, date_from),
        last=format_date(env, date_to),
    )


def open_if_due(cycle_sudo):
    """Propose evaluators and open, once the period has ended."""
    if cycle_sudo._get_today() > cycle_sudo.date_to:
        cycle_sudo._propose()
        cycle_sudo.action_open()


def tell_refusal(cycle_sudo, error):
    """Write in the chatter, once, what prevented it.

    The cycle then waits for an officer, on whose home page it stands.
    """
    if isinstance(error, UserError) and cycle_sudo.is_planned:
        cycle_sudo.is_planned = False
        # A line in the log: no one is notified.
        cycle_sudo._message_log(
            body=cycle_sudo.env._(
                "Not opened automatically: %(reason)s", reason=error.args[0]
            )
        )
