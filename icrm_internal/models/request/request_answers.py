# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The answers to a service's questions, for pages without Odoo's form widgets."""

from odoo.exceptions import ValidationError
from odoo.tools import format_date, format_datetime

from ...importer import strict

READ = {"date": strict.to_day, "datetime": strict.to_instant}


def check_dates(env, questions, answers):
    """Raise unless every date among the *answers* is one that can be shown.

    :param questions: the service's definition of its form
    :param dict answers: values by the names of the questions
    """
    for question in questions:
        read, value = READ.get(question["type"]), answers.get(question["name"])
        try:
            if read and value:
                read(value)
        except ValueError:
            raise ValidationError(
                env._(
                    "%(question)s: enter a date from %(first)s to %(last)s.",
                    question=question.get("string") or question["name"],
                    first=strict.FIRST_YEAR,
                    last=strict.LAST_YEAR,
                )
            ) from None


def find_missing(ticket):
    """Return the questions of a request that are compulsory and not answered.

    As ``_get_form_fields`` of the service returns them; the one place that knows what
    a request by mail lacks.
    """
    # sudo: who reads the request reads what it asks.
    ticket_sudo = ticket.sudo()
    answers = ticket_sudo.icrm_answers._values or {}
    return [
        question
        for question in ticket_sudo.icrm_service_id._get_form_fields()
        if question["required"]
        and (
            (value := answers.get(question["name"])) is None
            or value is False
            or value in ("", [])
        )
    ]


def complete(ticket, answers):
    """Store the *answers* to questions that are missing; return them as text.

    :param ticket: the caller's request, checked
    """
    env = ticket.env
    missing = {question["name"]: question for question in find_missing(ticket)}
    if not isinstance(answers, dict) or not answers:
        raise ValidationError(env._("Provide answers as pairs of question and answer."))
    problems = [
        env._("%(name)s: not an open question of this request.", name=str(name)[:60])
        for name in answers
        if name not in missing
    ]
    # sudo: the service of the own request; asked as the caller, whose links count.
    service = env["icrm.service"].browse(ticket.sudo().icrm_service_id.id)
    given = {}
    for name in answers.keys() & missing.keys():
        label = missing[name]["label"]
        try:
            value = service._check_answer(missing[name], answers[name])
        except ValueError as error:
            problems.append(f"{label}: {error}")
            continue
        if value is None:
            problems.append(env._("%(label)s is required.", label=label))
        given[name] = value
    if problems:
        raise ValidationError("\n".join(problems))
    # sudo: a customer has no right to write on requests; answers were checked.
    ticket_sudo = ticket.sudo()
    ticket_sudo.icrm_answers = {**(ticket_sudo.icrm_answers._values or {}), **given}
    rows = ticket_sudo.read(["icrm_answers"])[0]["icrm_answers"]
    return "\n".join(
        f"{label}: {text}"
        for label, text in format_answers(
            env, [row for row in rows if row["name"] in given]
        )
    )


def format_answers(env, questions):
    """Return ``[(question, answer)]``, both as text, of what was answered.

    :param questions: the properties of one request, as ``read`` returns them
    """
    rows = []
    for question in questions:
        value = question.get("value")
        if question["type"] == "separator" or value in (None, "", []):
            continue
        if value is False and question["type"] != "boolean":
            continue
        label = (question.get("string") or "").rstrip("* ")
        rows.append((label, _answer(env, question, value)))
    return rows


def _answer(env, question, value):
    kind = question["type"]
    if kind == "boolean":
        return env._("Yes") if value else env._("No")
    if kind in READ:
        try:
            instant = READ[kind](value)
        except ValueError:
            return str(value)  # better shown as it is than no page at all
        if kind == "date":
            return format_date(env, instant)
        return format_datetime(env, instant, dt_format="short")
    if kind in ("selection", "tags"):
        labels = {option[0]: option[1] for option in question.get(kind) or []}
        chosen = value if kind == "tags" else [value]
        return ", ".join(str(labels.get(item, item)) for item in chosen)
    if kind == "many2one":
        return value[1] or ""
    if kind == "many2many":
        return ", ".join(name for _id, name in value if name)
    unit = question.get("suffix")
    return f"{value} {unit}" if unit else str(value)
