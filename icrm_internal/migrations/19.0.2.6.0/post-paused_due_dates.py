# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL


def migrate(cr, version):
    """What was done while its clock was paused was in time: its due date says so.

    The clock counted it as met, but the date on the request had stayed where it was
    when the pause began. The day it was done is the earliest that is certain.
    """
    # SQL: all rows at once, without what a write of a clock sets off
    cr.execute(
        """
        UPDATE icrm_clock
           SET due_at = stopped_at
         WHERE state = 'met' AND due_at IS NULL AND stopped_at IS NOT NULL
     RETURNING id
        """
    )
    ids = [row[0] for row in cr.fetchall()]
    for kind, due, done in (
        ("response", "icrm_response_due_at", "icrm_first_response_at"),
        ("resolution", "icrm_due_at", "icrm_resolved_at"),
    ):
        # SQL: as above
        cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket AS ticket
                   SET %(column)s = GREATEST(clock.stopped_at, ticket.%(done)s)
                  FROM icrm_clock AS clock
                 WHERE clock.ticket_id = ticket.id
                   AND clock.kind = %(kind)s AND clock.id = ANY(%(ids)s)
                   AND (ticket.%(column)s IS NULL OR ticket.%(column)s
                        < GREATEST(clock.stopped_at, ticket.%(done)s))
                """,
                column=SQL.identifier(due),
                done=SQL.identifier(done),
                kind=kind,
                ids=ids,
            )
        )
