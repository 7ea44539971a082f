# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL


def read_texts(records, field_names):
    """Return {id: [texts]}: the given translated fields in every language, one query.

    Reading record by record and language by language would cost a query for each.
    """
    result = {record.id: [] for record in records}
    ids = tuple(records._origin.ids)
    if ids:
        columns = SQL(", ").join(
            SQL.identifier(records._table, name, to_flush=records._fields[name])
            for name in field_names
        )
        # SQL: all languages at once, where the ORM reads one; test_service_search
        # counts.
        rows = records.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                columns,
                SQL.identifier(records._table),
                ids,
            )
        )
        for id_, *texts in rows:
            result[id_] = [
                value
                for translations in texts
                for value in dict.fromkeys((translations or {}).values())
                if value
            ]
    return result


def read_translations(records, field_names):
    """Return {id: {field: {language: text}}} of translated fields, one query."""
    result = {record.id: {} for record in records}
    if records:
        columns = SQL(", ").join(
            SQL.identifier(records._table, name, to_flush=records._fields[name])
            for name in field_names
        )
        # SQL: all languages at once, where the ORM reads one.
        rows = records.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                columns,
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
        for id_, *texts in rows:
            result[id_] = {
                name: {lang: text for lang, text in (values or {}).items() if text}
                for name, values in zip(field_names, texts, strict=True)
            }
    return result
