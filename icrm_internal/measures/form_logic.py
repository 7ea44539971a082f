# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a request form asks, given what was answered so far.

The same rules run in the browser (``form_logic.esm.js``); the cases of
``static/tests/catalogue/form_cases.json`` are tried on both.

A question is a dictionary as ``icrm.service.get_form`` returns it: ``name``, ``type``,
``required``, ``show_if``, ``require_if`` and, of a total, ``formula``. Answers are
``{name: value}``; None, False, blanks and [] are no answer, nor are lines without one.
A hidden question has no answer; a shown box that is not ticked counts as False.
"""

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

#: More digits than amounts and quantities have
EXACT = Decimal("0.000001")
LARGEST = 1e15
UNASKED = ("section", "total")


class FormState(NamedTuple):
    """What is asked: names of questions, and the answers that count."""

    shown: frozenset
    required: frozenset
    #: {name: answer} of the questions shown, totals included; no empty ones
    values: dict


def is_empty(value):
    """Return whether *value* is no answer; of a box, whether it is not ticked."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list | tuple):
        return not value or all(
            isinstance(row, dict) and is_empty_row(row) for row in value
        )
    return value is None or value is False


def is_empty_row(row):
    """Return whether a line has no answer in any column."""
    return all(map(is_empty, row.values()))


def evaluate(questions, answers):
    """Return the :class:`FormState` of *questions* with *answers*.

    Conditions are looked at until nothing changes. Without a cycle, which publication
    refuses, that is after as many rounds as there are questions at most.
    """
    shown = frozenset(question["name"] for question in questions)
    for _round in range(len(questions) + 1):
        values = _values(questions, answers, shown)
        following = _shown(questions, values)
        if following == shown:
            break
        shown = following
    values = _values(questions, answers, shown)
    required = frozenset(
        question["name"]
        for question in questions
        if question["name"] in shown
        and question["type"] not in UNASKED
        and (
            question.get("required")
            or (question.get("require_if") and holds(question["require_if"], values))
        )
    )
    return FormState(shown, required, values)


def missing(questions, answers):
    """Return where an answer lacks: names, and ``name.row.column`` of lines."""
    state = evaluate(questions, answers)
    found = []
    for question in questions:
        name = question["name"]
        if is_empty(state.values.get(name)):
            found += [name] if name in state.required else []
        elif question["type"] == "lines":
            found += [
                f"{name}.{number}.{column['name']}"
                for number, row in enumerate(state.values[name])
                if not is_empty_row(row)
                for column in question["columns"]
                if column.get("required") and is_empty(row.get(column["name"]))
            ]
    return found


def _shown(questions, values):
    shown, section_shown = set(), True
    for question in questions:
        visible = not question.get("show_if") or holds(question["show_if"], values)
        if question["type"] == "section":
            section_shown = visible
        if visible and section_shown:
            shown.add(question["name"])
    return frozenset(shown)


def _values(questions, answers, shown):
    values = {}
    for question in questions:
        name, value = question["name"], answers.get(question["name"])
        if name not in shown or question["type"] in UNASKED:
            continue
        if question["type"] == "boolean":
            values[name] = bool(value)
        elif not is_empty(value):
            values[name] = value
    # Totals of totals: as often as there are totals, in whatever order they stand.
    totals = [question for question in questions if question["type"] == "total"]
    for _round in totals:
        for question in totals:
            if question["name"] in shown and question.get("formula"):
                total = compute_total(question["formula"], values)
                if total is not None:
                    values[question["name"]] = total
    return values


def compute_total(formula, values):
    """Return the number that *formula* makes of *values*, None of no numbers."""
    if formula.get("lines"):
        numbers = [
            math.prod(row.get(column) for column in formula["columns"])
            for row in values.get(formula["lines"]) or []
            if all(_is_number(row.get(column)) for column in formula["columns"])
        ]
    else:
        numbers = [values.get(name) for name in formula.get("questions") or ()]
        numbers = [number for number in numbers if _is_number(number)]
    if not numbers:
        return None
    total = sum(numbers)
    if abs(total) > LARGEST:
        return total  # nothing to round; who stores it refuses it
    total = float(Decimal(total).quantize(EXACT, ROUND_HALF_UP))
    return int(total) if total == int(total) else total


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def holds(rule, values):
    """Return whether a rule ``{"mode": "all" | "any", "conditions": [...]}`` holds."""
    combine = any if rule.get("mode") == "any" else all
    return combine(_holds_one(condition, values) for condition in rule["conditions"])


def _holds_one(condition, values):
    answer = values.get(condition["question"])
    operator, value = condition["operator"], condition.get("value")
    if operator in ("set", "not_set"):
        return is_empty(answer) == (operator == "not_set")
    if answer is not False and is_empty(answer):
        return operator == "!="
    if operator in (">=", "<="):
        return _compares(answer, operator, value)
    given = [
        _plain(item) for item in (answer if isinstance(answer, list) else [answer])
    ]
    wanted = value if isinstance(value, list) else [value]
    found = any(_plain(item) in given for item in wanted)
    return found != (operator == "!=")


def _plain(value):
    """Return what equals *value*; 1 is True to Python, not to who answers."""
    if isinstance(value, str):
        return value.strip()
    return (bool, value) if isinstance(value, bool) else value


def _compares(answer, operator, value):
    both_numbers = _is_number(answer) and _is_number(value)
    if not both_numbers and not (isinstance(answer, str) and isinstance(value, str)):
        return False
    return answer >= value if operator == ">=" else answer <= value


def find_cycle(questions):
    """Return names of questions that depend on each other in a circle, or []."""
    needs, section_needs = {}, set()
    for question in questions:
        own = {
            condition["question"]
            for rule in (question.get("show_if"), question.get("require_if"))
            if rule
            for condition in rule["conditions"]
            if condition.get("question")
        }
        if question["type"] == "section":
            section_needs = {
                condition["question"]
                for condition in (question.get("show_if") or {}).get("conditions", ())
                if condition.get("question")
            }
        formula = question.get("formula") or {}
        own.update(formula.get("questions") or ())
        own.update(filter(None, [formula.get("lines")]))
        needs[question["name"]] = own | section_needs
    done, path = set(), []

    def visit(name):
        if name in path:
            return path[path.index(name) :]
        if name in done or name not in needs:
            return []
        path.append(name)
        for needed in sorted(needs[name]):
            if cycle := visit(needed):
                return cycle
        path.pop()
        done.add(name)
        return []

    for question in questions:
        if cycle := visit(question["name"]):
            return cycle
    return []
