# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

TABLES = ("icrm_programme", "icrm_training_need", "icrm_process_evaluation")


def migrate(cr, version):
    """Give every amount the currency of its company, in one statement a table."""
    for table in TABLES:
        if column_exists(cr, table, "currency_id"):
            continue
        create_column(cr, table, "currency_id", "int4")
        # SQL: the models are not loaded yet.
        cr.execute(
            SQL(
                "UPDATE %s AS own SET currency_id = company.currency_id"
                " FROM res_company AS company WHERE company.id = own.company_id",
                SQL.identifier(table),
            )
        )
