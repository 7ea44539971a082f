# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain improvement's part of the access table; see ``matrix``."""

from . import matrix_improve, matrix_process

MATRIX = {**matrix_process.MATRIX, **matrix_improve.MATRIX}

# A value that each model's records can be given, where the tested write matters.
WRITES = {**matrix_process.WRITES, **matrix_improve.WRITES}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above.

    :param cls: the test class, with the departments, users, services and requests of
        ``tests/common.py`` and ``matrix_records.py``
    """
    return {**matrix_process.records(cls), **matrix_improve.records(cls)}


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    part = matrix_improve if model in matrix_improve.MATRIX else matrix_process
    return part.new_values(env, model, record)
