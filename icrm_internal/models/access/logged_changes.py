# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What changed in words, for the access log: "Target: 80 → 90"."""

from odoo.tools import format_date

ARROW = " → "
LIMIT = 2000


def snapshot(records, names):
    """Return {record id: {field: its value in words}}; in sudo."""
    # sudo: what a setting was, to say what it became
    return {
        record_sudo.id: {name: describe(record_sudo, name) for name in names}
        for record_sudo in records.sudo()
    }


def describe(record, name):
    """Return the value of a field in the words of the reader's language."""
    field, value = record._fields[name], record[name]
    _ = record.env._
    if field.type == "boolean":
        return _("yes") if value else _("no")
    if field.relational:
        return ", ".join(value.mapped("display_name"))
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, "")
    if field.type == "date":
        return format_date(record.env, value) if value else ""
    if field.type == "float":
        return f"{value:g}"
    return "" if value is False or value is None else f"{value}"


def get_changes(records, names, before):
    """Return {record id: [sentence]} of what differs from *before*."""
    after = snapshot(records, names)
    found = {}
    for record_id, values in after.items():
        old = before.get(record_id, {})
        lines = [
            f"{records._fields[name]._description_string(records.env)}: "
            f"{old.get(name, '') or '–'}{ARROW}{value or '–'}"
            for name, value in values.items()
            if value != old.get(name, "")
        ]
        if lines:
            found[record_id] = lines
    return found


def join(lines):
    """Return sentences as the reason of an entry."""
    return "; ".join(lines)[:LIMIT]
