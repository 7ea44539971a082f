# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The last requests of each customer, as far as the reader may see them."""

from odoo.tools import SQL


def find(tickets, limit):
    """Return {beneficiary id: ids of the newest requests}; two queries.

    :param int limit: so many for each
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
            limit,
        )
    )
    recent = dict(rows)
    # Readers of the field would cause a check per batch; all at once is cheaper.
    tickets.browse({id_ for ids in recent.values() for id_ in ids}).check_access("read")
    return recent
