# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL


class Scan:
    """What changed in the database, table by table, and whom it mentions."""

    def __init__(self, env):
        self.env = env
        # What was done before, to the last row that waits for the COMMIT
        env.cr.flush()
        self.before = self.rows()

    def rows(self):
        """Return ``{table: set of rows as text}`` of all tables."""
        self.env.flush_all()
        tables = self.env.execute_query(
            SQL(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = current_schema()::regnamespace"
            )
        )
        return {
            table: {
                row
                for (row,) in self.env.execute_query(
                    SQL("SELECT t::text FROM %s t", SQL.identifier(table))
                )
            }
            for (table,) in tables
        }

    def changes(self):
        """Return ``{table: its new rows}``."""
        return {
            table: new
            for table, rows in self.rows().items()
            if (new := rows - self.before.get(table, set()))
        }

    def mentions(self, table, rows, user, **more):
        """Return the columns of new *rows* that name *user*, in any way.

        :param more: ids in other tables that identify the user, by the tables' names
        """
        employee = user.sudo().employee_id
        ids = {
            "res_users": user.id,
            "res_partner": user.partner_id.id,
            "hr_employee": employee.id,
            "icrm_customer": self.env["icrm.customer"]
            .search([("user_id", "=", user.id)])
            .id,
            **more,
        }
        words = [user.login, user.name, user.email, user.partner_id.email]
        columns = self.env.execute_query(
            SQL(
                """
                SELECT a.attname, format_type(a.atttypid, NULL), f.relname
                  FROM pg_attribute a
             LEFT JOIN pg_constraint c ON c.conrelid = a.attrelid
                       AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]
             LEFT JOIN pg_class f ON f.oid = c.confrelid
                 WHERE a.attrelid = %s::regclass AND a.attnum > 0
                       AND NOT a.attisdropped
                """,
                table,
            )
        )
        found = []
        for name, kind, target in columns:
            # A row's own id identifies no one, even where it happens to be equal.
            if name == "id":
                continue
            values = self.env.execute_query(
                SQL(
                    "SELECT %s::text FROM %s t WHERE t::text IN %s",
                    SQL.identifier(name),
                    SQL.identifier(table),
                    tuple(rows),
                )
            )
            for (value,) in values:
                if value is None or value in ("t", "f"):
                    continue
                if target in ids or (kind in ("integer", "bigint") and not target):
                    if int(value) in (
                        [ids[target]] if target in ids else list(ids.values())
                    ):
                        found.append(f"{table}.{name} = {value}")
                elif any(word and word.lower() in value.lower() for word in words):
                    found.append(f"{table}.{name}: {value}")
                elif (
                    "timestamp" in kind
                    # computed from the beginning of the next day of work
                    and name not in ("next_alert_at", "due_at", "next_due_at")
                    and not value.endswith(":00:00")
                ):
                    found.append(f"{table}.{name} is exact: {value}")
        return found
