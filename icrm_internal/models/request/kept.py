# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What "kept" and "open" mean, as SQL over helpdesk_ticket, for all figures."""

from odoo.tools import SQL

# What was promised and is over: 1 kept, 0 broken. NULL, which averages leave out,
# while it still can be kept, and for what was withdrawn or rejected before.
KEPT = """
    CASE WHEN %(due)s IS NULL THEN NULL
         WHEN %(done)s IS NOT NULL THEN (%(done)s <= %(due)s)::int
         WHEN helpdesk_ticket.icrm_state IN ('withdrawn', 'rejected') THEN NULL
         WHEN NOW() AT TIME ZONE 'UTC' > %(due)s THEN 0
    END
"""
OPEN = SQL("helpdesk_ticket.icrm_state IN ('new', 'in_progress', 'waiting')")
