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
