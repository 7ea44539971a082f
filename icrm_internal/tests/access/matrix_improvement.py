# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain improvement's part of the access table; see ``matrix``."""

from . import matrix_process

MATRIX = {**matrix_process.MATRIX}

# A value that each model's records can be given, where the tested write matters.
WRITES = {**matrix_process.WRITES}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above.

    :param cls: the test class, with the departments, users, services and requests of
        ``tests/common.py`` and ``matrix_records.py``
    """
    return matrix_process.records(cls)


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    return matrix_process.new_values(env, model, record)
