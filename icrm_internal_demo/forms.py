# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The request forms, from ``data/questions.csv``, and answers to them.

A row is a question, or a column of the lines named as its parent. Options stand in one
cell, separated by bars, and have the keys o0, o1, ... What a question depends on is
written as ``key=option key``, ``key>=number`` or the ``key`` of a box to be ticked.
"""

import re
from datetime import timedelta

from odoo import Command, fields

from odoo.addons.icrm_internal.models.catalogue.form_answers import FormAnswers
from odoo.addons.icrm_internal.models.catalogue.form_schema import read_schema
from odoo.addons.icrm_internal.models.catalogue.icrm_form_answered import (
    split_answers,
)

from . import talk

CHINESE = ("zh_CN", "zh_TW")
CONDITION = re.compile(r"(\w+)(?:(=|>=)(.+))?")
COST_CENTRE = {
    "pattern": r"\d{4}",
    "pattern_message": "A cost centre has four digits.",
    "placeholder": "4711",
}
FOUR_DIGITS = {
    "zh_CN": "成本中心为四位数字。",
    "zh_TW": "成本中心為四位數字。",
}
UPCOMING = ("Needed by", "Leaving", "Returning", "Until")
# What is ordered, and the price of one
ARTICLES = (
    ("Torque wrench", 380.0),
    ("Lens cloths, 100", 95.5),
    ("Label printer", 1250.0),
    ("Oscilloscope", 18600.0),
    ("Safety glasses", 62.0),
)


def build_form(service, rows):
    """Give *service* the questions of *rows*."""
    Question = service.env["icrm.service.question"]
    questions = {}
    for number, row in enumerate(rows):
        parent = questions.get(row["parent"], Question)
        questions[row["key"]] = question = Question.create(
            {
                "service_id": service.id,
                "parent_id": parent.id,
                "sequence": number,
                "name": row["key"],
                "label": row["question"],
                "question_type": row["type"],
                "required": bool(row["required"]),
                "no_past": row["question"] in UPCOMING,
                "suffix": row["unit"],
                "option_ids": [
                    Command.create(
                        {"name": f"o{index}", "label": label, "sequence": index}
                    )
                    for index, label in enumerate(_options(row, "options"))
                ],
                "condition_ids": _conditions(row["show_if"], questions),
                **(COST_CENTRE if row["question"] == "Cost centre" else {}),
            }
        )
        if row["type"] == "total":
            lines = parent.concat(*questions.values()).column_ids
            question.formula = "sum_product"
            question.formula_question_ids = lines.filtered(
                lambda column: column.question_type in ("integer", "float")
            )
        _translate(question, row)


def _options(row, name):
    return row[name].split(" | ") if row[name] else []


def _conditions(text, questions):
    if not text:
        return []
    key, operator, value = CONDITION.fullmatch(text).groups()
    other = questions[key]
    options = other.option_ids.filtered(lambda option: option.name == value)
    return [
        Command.create(
            {
                "other_question_id": other.id,
                "operator": operator or "set",
                "value": False if options else value,
                "option_ids": [Command.set(options.ids)],
            }
        )
    ]


def _translate(question, row):
    question.update_field_translations(
        "label", {lang: row[f"question:{lang}"] for lang in CHINESE}
    )
    if question.pattern_message:
        question.update_field_translations("pattern_message", FOUR_DIGITS)
    for index, option in enumerate(question.option_ids):
        option.update_field_translations(
            "label", {lang: _options(row, f"options:{lang}")[index] for lang in CHINESE}
        )


def make_answers(dice, service, start):
    """Return the values of a request with answers somebody gave on that day."""
    form = service._get_frozen_form()
    # What was in the future when it was requested
    questions = [
        {**question, "no_past": False} for question in read_schema(form.schema, "en_US")
    ]
    answers = {
        question["name"]: answer
        for question in questions
        if (answer := _answer(dice, question, start)) is not None
    }
    # What is not asked after these answers was not answered; totals are added.
    cleaned, _problems = FormAnswers(service.env, questions).collect(answers)
    return {"icrm_form_id": form.id, **split_answers(service.env, questions, cleaned)}


def _answer(dice, question, start):
    day = (start + timedelta(days=dice.randrange(3, 21))).replace(
        hour=2, minute=0, second=0, microsecond=0
    )
    if not question["required"] and dice.random() < 0.4:
        return None
    keys = [key for key, _label in question["options"]]
    return {
        "char": lambda: _words(dice, question["label"]),
        "text": lambda: dice.choice(talk.DETAILS)[0],
        "integer": lambda: dice.randrange(1, 24),
        "float": lambda: round(dice.uniform(1, 900), 1),
        "boolean": lambda: dice.random() < 0.5,
        "date": lambda: fields.Date.to_string(day.date()),
        "datetime": lambda: fields.Datetime.to_string(day),
        "selection": lambda: dice.choice(keys),
        "tags": lambda: dice.sample(keys, 1),
        "lines": lambda: [
            _line(dice, question["columns"]) for _row in range(dice.randrange(1, 4))
        ],
    }.get(question["type"], lambda: None)()


def _line(dice, columns):
    article, price = dice.choice(ARTICLES)
    known = {"article": article, "price": price, "quantity": dice.randrange(1, 6)}
    return {
        column["name"]: known.get(column["name"])
        or (
            dice.choice(column["options"])[0]
            if column["options"]
            else round(dice.uniform(100, 3000))
        )
        for column in columns
    }


def _words(dice, label):
    if "Cost centre" in label:
        return dice.choice(("4711", "4720", "4806", "5200"))
    if "Room" in label or "Where" in label:
        return dice.choice(("2.08", "3.12", "Lab 1", "B-1.04", "Hall 2"))
    if "number" in label:
        return f"{dice.choice('PRN')}-{dice.randrange(10000, 99999)}"
    return dice.choice(("Halden project 7", "Line 2", "Munich fair", "Pilot series"))
