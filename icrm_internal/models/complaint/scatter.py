# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL


def scatter(model):
    """Let a table number its rows at random instead of one after the other.

    Whoever sees his own record's number, or the time stamps of other tables, must not
    be able to count the others, or to tell when one was made.
    """
    model.env.cr.execute(
        SQL(
            "ALTER TABLE %s ALTER COLUMN id"
            " SET DEFAULT (1 + floor(random() * 2147483646))::integer",
            SQL.identifier(model._table),
        )
    )
