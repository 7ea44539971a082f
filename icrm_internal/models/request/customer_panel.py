# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands beside a request on the desk: the customer's history."""

from odoo.tools import SQL

RECENT_LIMIT = 5


def get_recent_ids(tickets):
    """Return {customer id: ids of the last requests the caller may read}.

    One more than shown: the request itself is among them. A constant number of
    queries for any history.
    """
    visible = tickets._search(
        [("icrm_beneficiary_id", "in", tickets.icrm_beneficiary_id.ids)]
    )
    tickets.flush_model(["icrm_beneficiary_id", "icrm_submitted_at"])
    # SQL: ranks within groups, which the ORM cannot.
    rows = tickets.env.execute_query(
        SQL(
            """
            SELECT icrm_beneficiary_id, ARRAY_AGG(id ORDER BY place)
              FROM (SELECT id, icrm_beneficiary_id,
                           ROW_NUMBER() OVER (
                               PARTITION BY icrm_beneficiary_id
                               ORDER BY icrm_submitted_at DESC NULLS LAST, id DESC
                           ) AS place
                      FROM helpdesk_ticket
                     WHERE id IN %s) AS ranked
             WHERE place <= %s
             GROUP BY icrm_beneficiary_id
            """,
            visible.subselect(),
            RECENT_LIMIT + 1,
        )
    )
    recent = dict(rows)
    # Readers of the field would cause a check per batch; all at once is cheaper.
    tickets.browse({id_ for ids in recent.values() for id_ in ids}).check_access("read")
    return recent
