# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""This addon's part of the tables of ``icrm_internal/tests/access``; see there."""

from . import entry_points_improve, entry_points_process, matrix_improve, matrix_process

MATRIX = {**matrix_process.MATRIX, **matrix_improve.MATRIX}

# A value that each model's records can be given, where the tested write matters.
WRITES = {**matrix_process.WRITES, **matrix_improve.WRITES}

METHODS = {**entry_points_process.METHODS, **entry_points_improve.METHODS}

ROUTES = {**entry_points_improve.ROUTES}

STATES = {("icrm.risk", "action_deactivate"): ("state", "active")}

# Models whose rows may belong to all companies, and what a new one needs.
SHARED = {
    "icrm.competence": lambda user: {"name": "x", "code": user.login},
    "icrm.improvement.rule": lambda user: {"name": "x"},
}

# What says who approved, found or judged: see test_orphaned_work of the core.
NO_DUTY = {
    "icrm.improvement": {"member_ids", "approved_by_id"},
    "icrm.matter": {"department_id"},
    "icrm.process": {"department_id"},
    "icrm.process.evaluation": {"user_id"},
    "icrm.process.path.step": {"department_id"},
    "icrm.process.problem": {"user_id"},
    "icrm.process.step": {"match_department_id"},
    "icrm.recurring.problem": {"department_id"},
    "icrm.risk.alert": {"department_id"},
    "icrm.risk.log": {"user_id"},
    "icrm.risk.score": {"user_id"},
}


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
