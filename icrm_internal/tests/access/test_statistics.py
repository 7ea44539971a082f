# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestStatistics(TransactionCase):
    """PostgreSQL plans by what it knows of tables; empty ones it does not count."""

    def _get_count(self, table):
        self.env.cr.execute(
            "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table]
        )
        return self.env.cr.fetchone()[0]

    def test_new_tables_are_counted(self):
        self.env.cr.execute("CREATE TABLE icrm_empty (id int)")
        self.env.cr.execute("CREATE TABLE icrm_filled AS SELECT 1 AS id")
        self.assertEqual(self._get_count("icrm_empty"), -1)
        self.env["ir.autovacuum"]._register_hook()
        self.assertEqual(self._get_count("icrm_empty"), 0)
        # PostgreSQL comes to this one by itself.
        self.assertEqual(self._get_count("icrm_filled"), -1)
