# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Plans of the starter catalogue: joiner, mover, leaver, event, office move."""

import re

from odoo import Command

from ...measures.critical_path import leave_out
from ..catalogue import starter

# "needed=start": the answer to a question; "reason:0": an option, by its number
ANSWER = re.compile(r"(\w+)(?:=(\w+)|:(\d+))")
CONDITION = re.compile(r"(\w+)(?:=(\d+))?")
# "start-3": working days before or after the day that is answered
NOT_BEFORE = re.compile(r"(\w+)([+-]\d+)?")
# Which services are offered to HR, and when
HR_EVENTS = {"onboarding": "joining", "transfer": "moving", "offboarding": "leaving"}


def read_plans():
    """Return {code of the service: rows of its steps}."""
    plans = {}
    for row in starter.read("plans"):
        plans.setdefault(row["service"], []).append(row)
    return plans


def build(builder, services, others):
    """Add the plans of new services; steps of services that are not there are left out.

    :param builder: the ``StarterBuilder`` that made them
    :param services: those that were made now
    :param others: the company's other services of the starter catalogue
    """
    known = {service.starter_code: service for service in services | others}
    plans = read_plans()
    for service in services:
        if event := HR_EVENTS.get(service.starter_code):
            service.hr_event = event
        if rows := plans.get(service.starter_code):
            _build_plan(builder, service, rows, known)


def _build_plan(builder, service, rows, known):
    left_out = {row["step"] for row in rows if row["target"] not in ("", *known)}
    after = leave_out(
        {row["step"]: row["after"].split("|") if row["after"] else [] for row in rows},
        left_out,
    )
    targets = [known.get(row["target"]) for row in rows if row["step"] in after]
    if not any(targets):
        return  # nobody else is needed: a request as any other
    Step = builder.env["icrm.fulfilment.step"]
    steps = {}
    for number, row in enumerate(rows):
        if row["step"] not in after:
            continue
        steps[row["step"]] = Step.create(_prepare_step(service, row, number, known))
        builder.translate(steps[row["step"]], "name", row)
    for key, step in steps.items():
        if after[key]:
            step.after_ids = [Command.set([steps[other].id for other in after[key]])]


def _prepare_step(service, row, number, known):
    target = known.get(row["target"])
    vals = {
        "service_id": service.id,
        "sequence": number,
        "kind": "service" if row["target"] else "task",
        "target_id": target.id if target else False,
        "name": row["en"],
        "required": not row["optional"],
        **({"hours": float(row["hours"])} if row["hours"] else {}),
    }
    own = _get_questions(service)
    if row["not_before"]:
        name, days = NOT_BEFORE.fullmatch(row["not_before"]).groups()
        vals.update(not_before_question_id=own[name].id, not_before_days=int(days or 0))
    if row["only_if"]:
        name, option = CONDITION.fullmatch(row["only_if"]).groups()
        vals.update(question_id=own[name].id, operator="=" if option else "set")
        if option:
            vals["option_ids"] = [Command.set(_get_option(own[name], option).ids)]
    if row["answers"]:
        asked = _get_questions(target)
        vals["answer_ids"] = [
            Command.create(
                {
                    "question_id": asked[name].id,
                    "source_id": own[source].id if source else False,
                    "value": _get_option(asked[name], option).name if option else False,
                }
            )
            for name, source, option in (
                ANSWER.fullmatch(part).groups() for part in row["answers"].split(";")
            )
        ]
    return vals


def _get_questions(service):
    """Return {name in the table: question}."""
    names = [
        row["question"]
        for row in starter.get_services()[service.starter_code]["questions"]
    ]
    return dict(zip(names, service.question_ids.sorted("sequence"), strict=False))


def _get_option(question, number):
    return question.option_ids.sorted("sequence")[int(number)]
