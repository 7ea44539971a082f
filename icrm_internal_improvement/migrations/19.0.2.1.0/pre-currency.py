# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

# Of which record each has its company
TABLES = {
    "icrm_programme": ("icrm_programme", "id"),
    "icrm_training_need": ("icrm_training_need", "id"),
    "icrm_process_evaluation": ("icrm_process", "process_id"),
}


def migrate(cr, version):
    """Give every amount the currency of its company, in one statement a table."""
    for table, (owner, link) in TABLES.items():
        if column_exists(cr, table, "currency_id"):
            continue
        create_column(cr, table, "currency_id", "int4")
        # SQL: the models are not loaded yet.
        cr.execute(
            SQL(
                "UPDATE %s AS own SET currency_id = company.currency_id"
                " FROM %s AS owner JOIN res_company AS company"
                " ON company.id = owner.company_id WHERE owner.id = own.%s",
                SQL.identifier(table),
                SQL.identifier(owner),
                SQL.identifier(link),
            )
        )
