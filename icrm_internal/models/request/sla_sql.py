# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
""" "Met" and "open" as SQL over helpdesk_ticket, for all figures."""

from odoo.tools import SQL

from .helpdesk_ticket_stage import OPEN_STATES

# Of ended promises: 1 met, 0 missed. NULL, which averages leave out,
# while it can still be met, and for what was withdrawn or rejected before.
MET = """
    CASE WHEN %(due)s IS NULL THEN NULL
         WHEN %(done)s IS NOT NULL THEN (%(done)s <= %(due)s)::int
         WHEN helpdesk_ticket.icrm_state IN ('withdrawn', 'rejected') THEN NULL
         WHEN NOW() AT TIME ZONE 'UTC' > %(due)s THEN 0
    END
"""


def is_open(state):
    """Return the condition that *state*, a column, is one of an open request."""
    return SQL("%s IN %s", state, OPEN_STATES)


OPEN = is_open(SQL.identifier("helpdesk_ticket", "icrm_state"))
