# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""This addon's part of the tables of ``icrm_internal/tests/access``; see there.

Each module of ``PARTS`` has those tables that it needs.
"""

from . import (
    tables_account,
    tables_counsel,
    tables_event,
    tables_incident,
    tables_plan,
    tables_value,
)

PARTS = (
    tables_value,
    tables_account,
    tables_plan,
    tables_event,
    tables_counsel,
    tables_incident,
)


def _joined(name):
    joined = {}
    for part in PARTS:
        for key, value in getattr(part, name, {}).items():
            if isinstance(value, dict):
                value = {**joined.get(key, {}), **value}
            elif isinstance(value, set):
                value = joined.get(key, set()) | value
            joined[key] = value
    return joined


MATRIX = _joined("MATRIX")
WRITES = _joined("WRITES")
METHODS = _joined("METHODS")
ROUTES = _joined("ROUTES")
STATES = _joined("STATES")
SHARED = _joined("SHARED")
NO_DUTY = _joined("NO_DUTY")


def records(cls):
    """Return ``{(model, kind): record}`` for each kind of the tables.

    :param cls: the test class, with the departments, users, services and requests of
        ``tests/common.py`` and ``matrix_records.py``
    """
    return {
        key: record
        for part in PARTS
        if hasattr(part, "records")
        for key, record in part.records(cls).items()
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    for part in PARTS:
        if model in getattr(part, "MATRIX", {}) and hasattr(part, "new_values"):
            return part.new_values(env, model, record)
    return None
