# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain privacy's part of the table of access rights; see ``matrix``."""

from .roles import cells

MATRIX = {
    # proposed by officers, carried out by administrators, in methods
    "icrm.erasure": {"draft": cells("", office="CRW", auditor="R")},
    "icrm.legal.hold": {"any": cells("", office="CRW", auditor="R")},
    "icrm.retention.rule": {
        "any": cells("", officer="R", admin_user="CRWD", auditor="R"),
    },
    # no administrator opens somebody's copy
    "icrm.own.data": {"of the staff": cells("", staff="R")},
    # rows follow the models; meaning and owner are written
    "icrm.data.field": {"any": cells("", office="RW", auditor="R")},
}

# A value that each model's records can be given, where the tested write matters.
WRITES = {
    "icrm.erasure": {"reason": "x"},
    "icrm.legal.hold": {"reason": "x"},
    "icrm.retention.rule": {"months": 40},
    "icrm.own.data": {"state": "expired"},
    "icrm.data.field": {"meaning": "x"},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    env = cls.env
    return {
        ("icrm.erasure", "draft"): env["icrm.erasure"].create(
            {"customer_id": cls.requester.id, "reason": "SECRET"}
        ),
        ("icrm.legal.hold", "any"): env["icrm.legal.hold"].create(
            {"customer_id": cls._customer(cls.agent).id, "reason": "SECRET"}
        ),
        ("icrm.retention.rule", "any"): env.ref(
            "icrm_internal.icrm_retention_rule_rating"
        ),
        ("icrm.own.data", "of the staff"): env["icrm.own.data"].create(
            {"user_id": cls.staff.id}
        ),
        ("icrm.data.field", "any"): env["icrm.data.field"].create(
            {"model": "x", "name": "x", "personal": "no", "erased": "keep"}
        ),
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    colleague = env["icrm.customer"].search([("user_id.login", "=", "icrm_colleague")])
    return {
        "icrm.erasure": {"customer_id": colleague.id, "reason": "New"},
        "icrm.legal.hold": {"customer_id": colleague.id, "reason": "New"},
        "icrm.retention.rule": {"res_model": "helpdesk.ticket", "action": "archive"},
        "icrm.own.data": {"user_id": colleague.user_id.id},
        "icrm.data.field": {
            "model": "y",
            "name": "y",
            "personal": "no",
            "erased": "keep",
        },
    }.get(model)
