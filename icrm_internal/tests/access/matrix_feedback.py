# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Needs, interviews, ideas, panels and feedback in the access table; see ``matrix``.

All records are for IT; ideas and feedback come from finance (``staff``).
"""

from odoo import Command

from .roles import cells

MATRIX = {
    "icrm.need": {
        "for IT": cells(
            "", agents="R", office="CRWD", it_head="CRW", finance_head="CR", auditor="R"
        )
    },
    # each head sees what they may read of the models in it
    "icrm.segment.service": {
        "any": cells("", office="R", it_head="R", finance_head="R", auditor="R")
    },
    "icrm.research": {"by IT": cells("", office="CRWD", it_head="CRW")},
    "icrm.research.participant": {"by IT": cells("", office="CRWD", it_head="CRWD")},
    # the creator is the author; write() checks what they may write
    "icrm.idea": {"new": cells("R", office="CRWD", staff="CRW", it_head="RW")},
    "icrm.idea.vote": {"any": cells("")},
    "icrm.public.answer": {
        "draft": cells("", office="CRWD", it_head="CRWD", auditor="R"),
        "published": cells("R", office="CRWD", it_head="CRWD"),
    },
    "icrm.announcement": {
        "for all": cells("R", office="CRWD", it_head="CRWD"),
        "for finance": cells(
            "",
            office="CRWD",
            staff="R",
            colleague="R",
            finance_head="R",
            it_head="CRWD",
            auditor="R",
        ),
    },
    "icrm.announcement.reading": {"any": cells("")},
    # staff is a member of the panel; all but the invitation are steps
    "icrm.panel.member": {
        "of IT": cells(
            "", office="CRD", it_head="CRD", staff="R", agent="R", auditor="R"
        )
    },
    "icrm.panel.trial": {
        "by IT": cells("", office="CR", it_head="CR", staff="R", agent="R", auditor="R")
    },
    "icrm.panel.comment": {
        "by staff": cells(
            "", office="R", it_head="R", staff="R", agent="R", auditor="R"
        )
    },
    # everybody who is an employee gives some
    "icrm.feedback": {
        "for IT": cells(
            "",
            agents="C",
            office="CRWD",
            staff="CRW",
            colleague="C",
            it_head="CRW",
        )
    },
}

WRITES = {
    "icrm.need": {"priority": "1"},
    "icrm.segment.service": {"mentions": 3},
    "icrm.research": {"location": "x"},
    "icrm.research.participant": {"is_consented": True},
    "icrm.idea": {"name": "x"},
    "icrm.idea.vote": {"customer_id": 1},
    "icrm.public.answer": {"result": "x"},
    "icrm.announcement": {"body": "x"},
    "icrm.announcement.reading": {"user_id": 1},
    "icrm.feedback": {"details": "x"},
    "icrm.panel.member": {"customer_id": 1},
    "icrm.panel.trial": {"note": "x"},
    "icrm.panel.comment": {"body": "x"},
}


def records(cls):
    """Return ``{(model, kind): record}``; see ``matrix_voice.records``."""
    env = cls.env
    research = env["icrm.research"].create(
        {
            "name": "First days",
            "user_id": cls.it_head.id,
            "participant_ids": [Command.create({"customer_id": cls.requester.id})],
        }
    )
    draft, published = env["icrm.public.answer"].create(
        [
            {"heard": "Slow", "answer": "Faster", "department_id": cls.it.id},
            {"heard": "Dark", "answer": "Light", "department_id": cls.it.id},
        ]
    )
    published.action_publish()
    for_all, for_finance = env["icrm.announcement"].create(
        [
            {"name": "All", "department_id": cls.it.id, "department_ids": False},
            {
                "name": "Some",
                "department_id": cls.it.id,
                "department_ids": [Command.set(cls.finance.ids)],
            },
        ]
    )
    segment = env["icrm.segment"].create({"name": "SECRET"})
    env["icrm.need"].create({"name": "A desk", "segment_id": segment.id})
    member = env["icrm.panel.member"].create(
        {
            "service_id": cls.service.id,
            "customer_id": cls.requester.id,
            "state": "joined",
        }
    )
    trial = env["icrm.panel.trial"].create({"service_id": cls.service.id})
    trial.with_user(cls.staff).action_comment("#form", "good", "Short")
    trial.state = "published"
    env.flush_all()
    return {
        ("icrm.panel.member", "of IT"): member,
        ("icrm.panel.trial", "by IT"): trial,
        ("icrm.panel.comment", "by staff"): trial.comment_ids,
        ("icrm.segment.service", "any"): env["icrm.segment.service"].search(
            [("segment_id", "=", segment.id)]
        ),
        ("icrm.announcement", "for all"): for_all,
        ("icrm.announcement", "for finance"): for_finance,
        ("icrm.announcement.reading", "any"): env["icrm.announcement.reading"].create(
            {"announcement_id": for_all.id, "user_id": cls.staff.id}
        ),
        ("icrm.need", "for IT"): env["icrm.need"].create(
            {
                "name": "A loan laptop",
                "provider_department_id": cls.it.id,
                "user_id": False,
            }
        ),
        ("icrm.research", "by IT"): research,
        ("icrm.research.participant", "by IT"): research.participant_ids,
        ("icrm.idea", "new"): env["icrm.idea"].create(
            {
                "name": "One form",
                "author_id": cls.requester.id,
                "department_id": cls.it.id,
            }
        ),
        ("icrm.public.answer", "draft"): draft,
        ("icrm.public.answer", "published"): published,
        ("icrm.feedback", "for IT"): env["icrm.feedback"].create(
            {
                "name": "Kind people",
                "author_id": cls.requester.id,
                "department_id": cls.it.id,
            }
        ),
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with; see ``matrix_voice``."""
    if model == "icrm.need":
        return {
            "name": "New",
            "provider_department_id": record.provider_department_id.id,
        }
    if model == "icrm.research":
        return {"name": "New", "user_id": record.user_id.id}
    if model == "icrm.research.participant":
        return {
            "research_id": record.research_id.id,
            "customer_id": env["icrm.customer"]
            .search([("kind", "=", "department")], limit=1)
            .id,
        }
    if model == "icrm.idea":
        return {"name": "New", "author_id": record.author_id.id}
    if model == "icrm.public.answer":
        return {"heard": "New", "department_id": record.department_id.id}
    if model == "icrm.announcement":
        return {
            "name": "New",
            "department_id": record.department_id.id,
            "department_ids": [Command.set(record.department_id.ids)],
        }
    if model == "icrm.panel.member":
        others = [
            ("kind", "=", "employee"),
            ("user_id.share", "=", False),
            ("id", "!=", record.customer_id.id),
        ]
        return {
            "service_id": record.service_id.id,
            "customer_id": env["icrm.customer"].search(others, limit=1).id,
        }
    if model == "icrm.panel.trial":
        return {"service_id": record.service_id.id}
    if model == "icrm.feedback":
        return {"name": "New", "department_id": record.department_id.id}
    return None
