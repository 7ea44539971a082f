# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers to a request form as text, for pages, mails, approvals and exports."""

from odoo.tools import format_date, format_datetime
from odoo.tools.misc import formatLang

from ...importer import strict
from .form_answers import link_names
from .form_schema import OPTION_TYPES

READ = {"date": strict.to_day, "datetime": strict.to_instant}


def format_answers(env, questions, answers):
    """Return ``[(question, answer)]``, both as text, of what was answered.

    :param questions: as ``form_schema.read_schema`` returns them, in the language of
        the reader
    :param dict answers: values by the names of the questions
    """
    names = link_names(env, questions, answers)
    rows = []
    for question in questions:
        value = answers.get(question["name"])
        if question["type"] == "section" or value in (None, "", []):
            continue
        if value is False and question["type"] != "boolean":
            continue
        rows.append((question["label"], format_answer(env, question, value, names)))
    return rows


def format_answer(env, question, value, names=None):
    """Return one answer as text."""
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
    if kind in OPTION_TYPES:
        labels = dict(question["options"])
        chosen = value if kind == "tags" else [value]
        return ", ".join(str(labels.get(item, item)) for item in chosen)
    if kind in ("many2one", "many2many"):
        known = (names or {}).get(question["comodel"], {})
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(filter(None, (known.get(str(id_)) for id_ in chosen)))
    if kind == "lines":
        return "; ".join(format_row(env, question, row) for row in value)
    number = f"{value:.15g}" if isinstance(value, float) else value
    if kind == "total":
        # Nobody types it again: with separators of thousands.
        decimals = str(number).partition(".")[2]
        number = formatLang(env, value, digits=len(decimals))
    unit = question["suffix"]
    return f"{number} {unit}" if unit else str(number)


def format_row(env, question, row):
    """Return one line of repeated lines as text: "Item: Monitor, Quantity: 2"."""
    return ", ".join(
        f"{column['label']}: {format_answer(env, column, row[column['name']])}"
        for column in question["columns"]
        if row.get(column["name"]) not in (None, "", [])
    )


def describe_form(questions):
    """Return *questions*, ``icrm.service.question``, as text of a version: what is
    asked, of whom, and what has to be answered."""
    return "\n".join(
        _describe_question(question)
        for question in questions
        if question.question_type != "section" or question.condition_ids
    )


def _describe_question(question):
    parts = [
        f"{question.label or ''}{'*' if question.required else ''}",
        f"({question.question_type})",
        ", ".join(option.label or "" for option in question.option_ids),
    ]
    if question.pattern:
        parts.append(f"/{question.pattern}/")
    if question.column_ids:
        columns = map(_describe_question, question.column_ids)
        parts.append(f"[{'; '.join(columns)}]")
    if question.formula_question_ids:
        sign = " × " if question.formula == "sum_product" else " + "
        operands = (item.label or "" for item in question.formula_question_ids)
        parts.append(f"= {sign.join(operands)}")
    for effect, word in (("show", "shown if"), ("require", "required if")):
        conditions = question.condition_ids.filtered(
            lambda condition, effect=effect: condition.effect == effect
        )
        if conditions:
            joint = " or " if question.condition_mode == "any" else " and "
            texts = joint.join(map(_describe_condition, conditions))
            parts.append(f"[{word} {texts}]")
    return " ".join(filter(None, parts))


def _describe_condition(condition):
    if condition.source != "answer":
        chosen = condition.department_ids or condition.segment_ids
        names = ", ".join(sorted(chosen.mapped("name")))
        return f"{condition.source} is {names}"
    options = ", ".join(option.label or "" for option in condition.option_ids)
    operator = condition.operator.replace("_", " ")
    other = condition.other_question_id.label or "?"
    return f"{other} {operator} {options or condition.value or ''}".rstrip()
