# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class IrAutovacuum(models.AbstractModel):
    """Lets PostgreSQL know which tables are empty.

    It takes a table that was never counted for one of ten pages, and its own autovacuum
    never comes to one that stays empty, as ours for delegations or incidents may. Rules
    look into many of them: the queries of plain staff then seem so dear that PostgreSQL
    compiles them first (JIT), which takes half a minute where the query takes
    milliseconds.
    """

    _inherit = "ir.autovacuum"

    def _register_hook(self):
        """Count after each installation, update and restored backup."""
        super()._register_hook()
        self._count_empty_tables()

    @api.model
    def _count_empty_tables(self):
        # SQL: what PostgreSQL knows of its tables is in its own catalogue
        tables = self.env.execute_query(
            SQL(
                """
                SELECT relname FROM pg_class
                 WHERE relkind = 'r' AND reltuples < 0
                   AND relnamespace = current_schema()::regnamespace
                   AND pg_relation_size(oid) = 0
                """
            )
        )
        if tables:
            self.env.cr.execute(
                SQL(
                    "ANALYZE %s",
                    SQL(", ").join(SQL.identifier(name) for (name,) in tables),
                )
            )
