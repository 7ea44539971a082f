# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain evaluation's part of the access table; see ``matrix``."""

from . import matrix_kpi, matrix_scorecard
from .roles import cells

OF_A_CLOSED_CYCLE = cells("", office="R", auditor="R")
OF_A_PUBLISHED_ONE = cells("", office="R", auditor="R", it_head="R")

MATRIX = {
    # -- cycles: finance evaluates IT; who answered what is its author's alone --
    "icrm.evaluation.template": {"any": cells("R", officer="CR", admin_user="CRWD")},
    "icrm.evaluation.criterion": {"any": cells("R", admin_user="CRWD")},
    "icrm.evaluation.cycle": {
        "draft": cells("", office="CRWD", auditor="R"),
        "open": cells("R", office="CRW"),
    },
    "icrm.evaluation.evaluator": {"of a draft": cells("", office="CRWD", auditor="R")},
    "icrm.evaluation.notice": {"any": cells("")},
    "icrm.evaluation": {
        "of the staff": cells("", staff="RW"),
        "submitted by the staff": cells("", staff="R"),
    },
    "icrm.evaluation.line": {
        "of the staff": cells("", staff="RW"),
        "submitted by the staff": cells("", staff="R"),
    },
    "icrm.evaluation.score": {
        "closed": OF_A_CLOSED_CYCLE,
        "published": OF_A_PUBLISHED_ONE | {"agent": "R"},
    },
    "icrm.evaluation.result": {
        "closed": OF_A_CLOSED_CYCLE,
        "published": OF_A_PUBLISHED_ONE,
    },
    "icrm.evaluation.comment": {
        "closed": OF_A_CLOSED_CYCLE,
        "published": OF_A_PUBLISHED_ONE,
    },
    "icrm.evaluation.person": {
        "closed": cells("", office="R"),
        # the agent is the person evaluated
        "published": cells("", office="R", it_head="R", agent="R"),
    },
    "icrm.evaluation.correction": {
        "closed": cells("", office="CR", auditor="R"),
        "published": cells("", office="CR", auditor="R", it_head="R", agent="R"),
    },
}

# A value that each model's records can be given, where the tested write matters.
WRITES = {
    "icrm.evaluation.template": {"sequence": 3},
    "icrm.evaluation.criterion": {"guidance": "x"},
    "icrm.evaluation.cycle": {"remind_days": 3},
    "icrm.evaluation.evaluator": {"active": False},
    "icrm.evaluation.notice": {"is_notified": True},
    "icrm.evaluation": {"comment": "x"},
    "icrm.evaluation.line": {"score": 3},
    "icrm.evaluation.score": {"score": 100},
    "icrm.evaluation.result": {"total": 100},
    "icrm.evaluation.comment": {"body": "x"},
    "icrm.evaluation.person": {"total": 100},
    "icrm.evaluation.correction": {"points": 100},
}

MATRIX |= matrix_kpi.MATRIX | matrix_scorecard.MATRIX
WRITES |= matrix_kpi.WRITES | matrix_scorecard.WRITES


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above.

    :param cls: the test class, with the departments, users, services and requests of
        ``tests/common.py`` and ``matrix_records.py``
    """
    return _cycle_records(cls) | matrix_kpi.records(cls) | matrix_scorecard.records(cls)


def _cycle_records(cls):
    env = cls.env
    template = env.ref("icrm_internal.evaluation_template_default").copy(
        {"name": "SECRET"}
    )
    found = {
        ("icrm.evaluation.template", "any"): template,
        ("icrm.evaluation.criterion", "any"): template.criterion_ids[0],
    }
    used = template.copy({"name": "Used"})
    for kind, asked in (
        ("draft", cls.staff),
        ("open", cls.staff),
        ("submitted", cls.staff),
        ("closed", cls.colleague),
        ("published", cls.colleague),
    ):
        cycle = env["icrm.evaluation.cycle"].create(
            {
                "name": "SECRET" if kind == "draft" else kind,
                "template_id": used.id,
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
                "close_on": "2199-01-01",
            }
        )
        evaluator = env["icrm.evaluation.evaluator"].create(
            {
                "cycle_id": cycle.id,
                "customer_id": cls._customer(asked).id,
                "department_id": cls.it.id,
            }
        )
        if kind == "draft":
            found["icrm.evaluation.cycle", kind] = cycle
            found["icrm.evaluation.evaluator", "of a draft"] = evaluator
            continue
        cycle.action_open()
        evaluation = env["icrm.evaluation"].search([("cycle_id", "=", cycle.id)])
        if kind == "open":
            found["icrm.evaluation.cycle", kind] = cycle
            found["icrm.evaluation.notice", "any"] = env[
                "icrm.evaluation.notice"
            ].search([("cycle_id", "=", cycle.id)])
            found["icrm.evaluation", "of the staff"] = evaluation
            found["icrm.evaluation.line", "of the staff"] = evaluation.line_ids[0]
        elif kind == "submitted":
            evaluation.line_ids.write({"score": 4})
            evaluation.with_user(asked).sudo(False).action_submit()
            found["icrm.evaluation", "submitted by the staff"] = evaluation
            found["icrm.evaluation.line", "submitted by the staff"] = (
                evaluation.line_ids[0]
            )
        else:
            cycle.action_close()
            found |= _result_records(cls, kind, cycle)
    return found


def _result_records(cls, kind, cycle):
    env = cls.env
    criterion = cycle.template_id.criterion_ids[0]
    figures = {"response_count": 5, "total": 20, "squares": 80}
    score = env["icrm.evaluation.score"].search([("cycle_id", "=", cycle.id)])
    score.write({"score": 70, "has_score": True})
    found = {
        ("icrm.evaluation.score", kind): score,
        ("icrm.evaluation.result", kind): env["icrm.evaluation.result"].create(
            {
                "score_id": score.id,
                "criterion_id": criterion.id,
                "group_key": "1",
                "group_name": "SECRET",
                **figures,
            }
        ),
        ("icrm.evaluation.comment", kind): env["icrm.evaluation.comment"].create(
            {"score_id": score.id, "body": "SECRET"}
        ),
        ("icrm.evaluation.person", kind): env["icrm.evaluation.person"].create(
            {
                "cycle_id": cycle.id,
                "customer_id": cls._customer(cls.agent).id,
                "department_id": cls.it.id,
                "criterion_id": criterion.id,
                **figures,
            }
        ),
        ("icrm.evaluation.correction", kind): env["icrm.evaluation.correction"].create(
            {"score_id": score.id, "points": 2, "reason": "SECRET"}
        ),
    }
    if kind == "published":
        cycle.action_publish()
    return found


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    values = {
        "icrm.evaluation.template": lambda: {"name": "New"},
        "icrm.evaluation.criterion": lambda: {
            "template_id": record.template_id.id,
            "name": "New",
            "weight": 5,
        },
        "icrm.evaluation.cycle": lambda: {
            "name": "New",
            "template_id": record.template_id.id,
        },
        "icrm.evaluation.evaluator": lambda: {
            "cycle_id": record.cycle_id.id,
            "customer_id": env["icrm.customer"]
            .search([("user_id.login", "=", "icrm_colleague")])
            .id,
            "department_id": record.department_id.id,
        },
        "icrm.evaluation.correction": lambda: {
            "score_id": record.score_id.id,
            "points": -1,
            "reason": "New",
        },
    }.get(model)
    if values:
        return values()
    return matrix_kpi.new_values(env, model, record) or matrix_scorecard.new_values(
        env, model, record
    )
