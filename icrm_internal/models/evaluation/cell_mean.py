# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The mean of cells that keep a number of answers and their sum."""

from odoo.tools import SQL


def select_mean(cells, query):
    """Return the SQL of the mean over grouped *cells*.

    It weighs them by their answers, as every screen does. Over several cycles there is
    none: it would be the result of no period.
    """
    return SQL(
        "CASE WHEN COUNT(DISTINCT %s) = 1 THEN SUM(%s)::float / NULLIF(SUM(%s), 0) END",
        *(
            cells._field_to_sql(cells._table, name, query)
            for name in ("cycle_id", "total", "response_count")
        ),
    )
