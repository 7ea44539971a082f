# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

from ..evaluation.kpi_common import KpiCommon

NAME = "Quirina Zalewski"
MAIL = "quirina.zalewski@example.com"
PHONE = "+86 21 5559 8765"
# A name without spaces, in small letters, and the number as somebody else writes it
SIGNS = ("zalewski", "quirina", "5559 8765", "5559-8765", "55598765")


class PrivacyCommon(KpiCommon):
    """Somebody of finance, with everything that can be known about a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls._user("quirina_zalewski", cls.finance)
        cls.leaver.write({"email": MAIL, "phone": PHONE, "signature": f"<p>{NAME}</p>"})
        cls.employee = cls.leaver.sudo().employee_id
        cls.employee.write({"work_email": MAIL, "work_phone": PHONE})
        cls.subject = cls._customer(cls.leaver)
        cls.admin_2 = cls._user("admin_2", None, "icrm_internal.group_icrm_admin")

    @classmethod
    def leave(cls, user=None):
        user = user or cls.leaver
        user.sudo().employee_id.active = False
        user.active = False

    def erasure(self, customer=None, **values):
        return (
            self.env["icrm.erasure"]
            .with_user(self.officer)
            .create(
                {
                    "customer_id": (customer or self.subject).id,
                    "reason": "Asked for it",
                    **values,
                }
            )
        )

    def erase(self, customer=None):
        erasure = self.erasure(customer)
        erasure.action_propose()
        erasure.with_user(self.admin_user).action_execute()
        self.env.invalidate_all()
        return erasure

    def find_signs(self, signs=SIGNS):
        """Return where any of *signs* is in the database: a dump, table by table."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT table_name, column_name
              FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
               AND data_type IN ('text', 'character varying', 'jsonb', 'json')
            """
        )
        columns = {}
        for table, column in self.env.cr.fetchall():
            columns.setdefault(table, []).append(column)
        found = []
        patterns = [f"%{sign}%" for sign in signs]
        for table, names in sorted(columns.items()):
            for name in names:
                self.env.cr.execute(
                    SQL(
                        "SELECT %(column)s::text FROM %(table)s"
                        " WHERE %(column)s::text ILIKE ANY(%(patterns)s) LIMIT 1",
                        column=SQL.identifier(name),
                        table=SQL.identifier(table),
                        patterns=patterns,
                    )
                )
                found += [
                    f"{table}.{name}: {value[:200]}"
                    for (value,) in self.env.cr.fetchall()
                ]
        return found

    def figures(self):
        """Return all numbers, days and flags of ours, row by row: every figure there is
        is made of them."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT table_name, array_agg(column_name::text ORDER BY column_name)
              FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
               AND (table_name LIKE 'icrm\\_%%' OR table_name = 'helpdesk_ticket')
               AND table_name NOT IN (
                   'icrm_erasure', 'icrm_access_log', 'icrm_access_key',
                   'icrm_data_field',
                   'icrm_own_data', 'icrm_retention_rule', 'icrm_legal_hold'
               )
               AND column_name NOT IN ('write_date', 'write_uid', 'erased_on')
               AND data_type IN (
                   'integer', 'bigint', 'numeric', 'double precision', 'boolean',
                   'date', 'timestamp without time zone'
               )
          GROUP BY table_name
            """
        )
        found = {}
        for table, names in self.env.cr.fetchall():
            row = SQL(", ").join(map(SQL.identifier, names))
            self.env.cr.execute(
                SQL("SELECT %s FROM %s ORDER BY %s", row, SQL.identifier(table), row)
            )
            found[table] = self.env.cr.fetchall()
        return found
