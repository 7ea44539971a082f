# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Services of several departments, and requests on their way through them."""

import re
from datetime import timedelta

from odoo import Command, fields

from .catalogue import _read
from .two_languages import translate

ANSWER = re.compile(r"(\w+)(?:=(\w+)|:(\w+))")
# "onboarding_1-2": two working days before the day answered
NOT_BEFORE = re.compile(r"(\w+)([+-]\d+)?")

# requested by, name, laptop, what is done already: the first one waits for the day
JOINERS = [
    ("claire", "Zhou Lin", False, ("contract", "badge")),
    ("ning", "高文 (实习生)", True, ("contract",)),
    ("claire", "Marta Ruiz", True, ()),
]


def build_fulfilment(env, services):
    """Give two services plans; let new colleagues be on their way.

    :param services: {key: service}
    """
    steps = {}
    for number, row in enumerate(_read("plans")):
        steps[row["service"], row["step"]] = _build_step(env, services, row, number)
    services["onboarding"].hr_event = "joining"
    env["icrm.service"].union(*(services[key] for key, _step in steps)).action_publish()
    for login, name, laptop, done in JOINERS:
        _welcome(env, services["onboarding"], steps, login, name, laptop, done)


def _build_step(env, services, row, number):
    service, target = services[row["service"]], services.get(row["target"])
    before = service.plan_step_ids
    names = row["after"].split("|") if row["after"] else []
    date, days = NOT_BEFORE.fullmatch(row["not_before"] or "no").groups()
    keys = {
        item["step"]: position
        for position, item in enumerate(
            item for item in _read("plans") if item["service"] == row["service"]
        )
    }
    step = env["icrm.fulfilment.step"].create(
        {
            "service_id": service.id,
            "sequence": number,
            "kind": "service" if target else "task",
            "target_id": target.id if target else False,
            "name": row["name"],
            "hours": float(row["hours"] or 0),
            "required": not row["optional"],
            "after_ids": [Command.set([before[keys[name]].id for name in names])],
            "not_before_question_id": _find(service, date).id,
            "not_before_days": int(days or 0),
            "question_id": _find(service, row["only_if"]).id,
            "operator": "=",
            "value": "yes" if row["only_if"] else False,
            "answer_ids": [
                Command.create(
                    {
                        "question_id": _find(target, name).id,
                        "source_id": _find(service, source).id,
                        "value": value,
                    }
                )
                for name, source, value in (
                    ANSWER.fullmatch(part).groups()
                    for part in filter(None, row["answers"].split(";"))
                )
            ],
        }
    )
    translate(step, "name")
    return step


def _find(service, name):
    return service.question_ids.filtered(lambda question: question.name == name)


def _welcome(env, service, steps, login, name, laptop, done):
    user = env["res.users"].search([("login", "=", login)])
    start = fields.Date.to_string(fields.Date.today() + timedelta(days=21))
    answers = {
        "onboarding_0": name,
        "onboarding_1": start,
        "onboarding_2": "ERP",
        "onboarding_3": laptop,
    }
    request = service.with_user(user).submit_request({"name": name, "answers": answers})
    request = request.sudo(False).with_user(service.team_id.user_ids[:1])
    request.action_icrm_take()
    for key in done:
        template = steps["onboarding", key]
        step = request.with_env(env).icrm_step_ids.filtered(
            lambda step, key=template.id: step.key == key
        )
        if step.child_id:
            holder = step.child_id.user_id or step.child_id.team_id.user_ids[:1]
            child = step.child_id.with_user(holder)
            child.action_icrm_take()
            child.action_icrm_resolve()
        else:
            step.with_user(request.env.user).action_done()
