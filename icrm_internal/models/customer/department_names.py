# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names of departments as of then, on what was published or signed.

A department may be renamed later. What was published keeps its name of the day, in all
languages; everywhere else the name of today is shown.
"""

from odoo.tools import SQL


def freeze(records, name, department):
    """Store the names that the departments of *records* have now, once for all.

    :param str name: a translated Char of the records
    :param str department: the stored Many2one that it names
    """
    if not records:
        return
    records.env["hr.department"].flush_model(["name"])
    records.flush_model([name, department])
    # SQL: all languages at once, whoever may write; ledgers refuse the ORM.
    records.env.cr.execute(
        SQL(
            """
            UPDATE %(table)s AS own SET %(name)s = department.name
              FROM hr_department AS department
             WHERE department.id = own.%(department)s AND own.id = ANY(%(ids)s)
               AND own.%(name)s IS NULL
            """,
            table=SQL.identifier(records._table),
            name=SQL.identifier(name),
            department=SQL.identifier(department),
            ids=list(records.ids),
        )
    )
    records.invalidate_recordset([name])


def get(record, name, department):
    """Return the name as of then, else of now; in sudo, names of departments are told
    to whoever reads the record."""
    # sudo: see above
    record_sudo = record.sudo()
    return record_sudo[name] or record_sudo[department].name or ""
