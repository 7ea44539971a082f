# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A request form as plain data: made of the questions, kept, and read in one language.

The schema of a form is a list of questions, each a dictionary without empty values:

``name``, ``type``, ``required``, ``comodel``, ``domain``, ``pattern``, ``default``,
``default_source``; the texts ``label``, ``help``, ``placeholder``, ``suffix`` and
``pattern_message`` as ``{language: text}``; ``options`` as ``[[key, texts]]``;
``show_if`` and ``require_if`` as ``{"mode", "conditions"}``; ``columns`` of lines and
the ``formula`` of a total.
"""

import hashlib
import json

from ...importer import strict
from .translations import read_translations

SOURCE_LANG = "en_US"
TEXTS = ("label", "help", "placeholder", "suffix", "pattern_message")
PLAIN = ("comodel", "domain", "pattern", "default_source")
OPTION_TYPES = ("selection", "tags")
LINK_TYPES = ("many2one", "many2many")
NUMBER_TYPES = ("integer", "float", "total")
DAY_TYPES = ("date", "datetime")
COLUMN_TYPES = ("char", "integer", "float", "date", "selection", "boolean")
# What is not one of Odoo's properties, and as which it is stored
PROPERTY_TYPES = {"section": "separator", "total": "float", "lines": "text"}
TAG_COLORS = 11

YES = ("1", "true", "yes", "on", "是")
NO = ("0", "false", "no", "off", "否")


def build_schema(questions):
    """Return the schema of *questions*, ``icrm.service.question`` in sudo; four queries
    for any number of them."""
    columns = questions.column_ids
    everything = questions | columns
    texts = read_translations(everything, TEXTS)
    labels = read_translations(everything.option_ids, ("label",))
    builder = _Builder(texts, labels)
    return [builder.build(question) for question in questions]


def preview_schema(questions, lang):
    """Return *questions* as clients get them, also those that are not saved yet.

    Of everybody: what depends on the requester is shown.
    """
    lang = lang or SOURCE_LANG
    questions = questions.sorted("sequence")
    everything = questions | questions.column_ids
    builder = _Builder(
        _texts_as_edited(everything, TEXTS, lang),
        _texts_as_edited(everything.option_ids, ("label",), lang),
    )
    schema = [builder.build(question) for question in questions]
    # The server gives the keys when it saves.
    for number, entry in enumerate(schema):
        entry["name"] = entry["name"] or f"new_{number}"
        for position, column in enumerate(entry.get("columns", ())):
            column["name"] = column["name"] or f"new_{position}"
        for position, option in enumerate(entry.get("options", ())):
            option[0] = option[0] or f"new_{position}"
    return read_schema(schema, lang)


def _texts_as_edited(records, names, lang):
    """Return the texts of records as ``read_translations`` does, in one language and as
    they stand in the editor."""
    return {
        record.id: {name: {lang: record[name] or ""} for name in names}
        for record in records
    }


class _Builder:
    def __init__(self, texts, labels):
        self.texts = texts
        self.labels = labels

    def build(self, question):
        entry = {"name": question.name, "type": question.question_type}
        entry.update(
            (name, texts) for name, texts in self.texts[question.id].items() if texts
        )
        entry.update((name, question[name]) for name in PLAIN if question[name])
        if question.required:
            entry["required"] = True
        if question.no_past and question.question_type in DAY_TYPES:
            entry["no_past"] = True
        if question.question_type in OPTION_TYPES:
            entry["options"] = [
                [option.name, self.labels[option.id]["label"]]
                for option in question.option_ids
            ]
        if question.default_value:
            entry["default"] = self.read_default(question)
        for effect, key in (("show", "show_if"), ("require", "require_if")):
            conditions = [
                build_condition(condition)
                for condition in question.condition_ids
                if condition.effect == effect
            ]
            if conditions:
                entry[key] = {"mode": question.condition_mode, "conditions": conditions}
        if question.question_type == "lines":
            entry["columns"] = [self.build(column) for column in question.column_ids]
        if question.question_type == "total":
            entry["formula"] = build_formula(question)
        return entry

    def read_default(self, question):
        """Return the default answer; options are named by label or key."""
        if question.question_type not in OPTION_TYPES:
            return read_value(question, question.default_value)
        keys = {
            label: option.name
            for option in question.option_ids
            for label in (*self.labels[option.id]["label"].values(), option.name)
        }
        texts = [part.strip() for part in question.default_value.split(",")]
        if question.question_type == "selection":
            texts = [question.default_value.strip()]
        chosen = [keys.get(text, text) for text in texts]
        return chosen if question.question_type == "tags" else chosen[0]


def build_condition(condition):
    """Return one condition as data."""
    if condition.source == "department":
        return {
            "source": "department",
            "departments": sorted(condition.department_ids.ids),
        }
    if condition.source == "segment":
        return {"source": "segment", "segments": sorted(condition.segment_ids.ids)}
    other, operator = condition.other_question_id, condition.operator
    value = None
    if operator not in ("set", "not_set"):
        if other.question_type in OPTION_TYPES:
            value = condition.option_ids.filtered("active").mapped("name")
            if operator == "=" and len(value) > 1:
                operator = "in"
            elif operator != "in" and len(value) == 1:
                value = value[0]
        elif operator == "in":
            value = [
                read_value(other, part.strip())
                for part in (condition.value or "").split(",")
                if part.strip()
            ]
        else:
            value = read_value(other, condition.value or "")
    entry = {"question": other.name or "", "operator": operator}
    return entry if value is None else {**entry, "value": value}


def build_formula(question):
    """Return the formula of a total as data."""
    operands = question.formula_question_ids
    if question.formula == "sum_product":
        return {
            "op": "sum_product",
            "lines": operands.parent_id[:1].name or "",
            "columns": operands.mapped("name"),
        }
    return {"op": "sum", "questions": operands.mapped("name")}


def read_value(question, text):
    """Return what *text* means as an answer to *question*; the text if nothing."""
    kind, text = question.question_type, text.strip()
    try:
        if kind == "boolean" and text.lower() in (*YES, *NO):
            return text.lower() in YES
        if kind in NUMBER_TYPES:
            number = strict.to_number(text)
            return int(number) if number == int(number) else number
        if kind == "many2one":
            return int(text)
        if kind == "many2many":
            return [int(part) for part in text.split(",")]
        if kind == "date":
            return strict.to_day(text).isoformat()
        if kind == "datetime":
            return strict.to_instant(text).isoformat(" ", "seconds")
    except ValueError:
        return text
    return text


def digest_of(schema):
    """Return the digest by which a form is known."""
    canonical = json.dumps(schema, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


# ----------------------------------------------------------------------
# Reading
# ----------------------------------------------------------------------


def text_in(texts, lang):
    """Return a text in *lang*, else in the language it was written in, else any."""
    texts = texts or {}
    return (
        texts.get(lang)
        or texts.get(SOURCE_LANG)
        or next(filter(None, texts.values()), "")
    )


def read_schema(schema, lang, facts=None):
    """Return the questions of *schema* in one language, as clients get them.

    :param facts: ``{"departments": ids, "segments": ids}`` of the requester, by which
        conditions on them are resolved: what is not asked of them is left out. Without
        facts everything is there that could have been asked.
    """
    questions, section_asked = [], True
    for entry in schema:
        rules = {
            key: _resolve(entry.get(key), facts, unknown=key == "show_if")
            for key in ("show_if", "require_if")
        }
        asked = rules["show_if"] is not False
        if entry["type"] == "section":
            section_asked = asked
        if not asked or not section_asked:
            continue
        question = _read_question(entry, lang)
        question["required"] |= rules["require_if"] is True
        for key, rule in rules.items():
            question[key] = rule if isinstance(rule, dict) else None
        questions.append(question)
    return questions


def _read_question(entry, lang):
    question = {
        "name": entry["name"],
        "type": entry["type"],
        "required": bool(entry.get("required")),
        "options": [
            [key, text_in(texts, lang) or key]
            for key, texts in entry.get("options") or []
        ],
        "comodel": entry.get("comodel") or False,
        "domain": entry.get("domain") or False,
        "pattern": entry.get("pattern") or False,
        "default": entry.get("default"),
        "default_source": entry.get("default_source") or False,
        "show_if": None,
        "require_if": None,
        "columns": [
            _read_question(column, lang) for column in entry.get("columns", ())
        ],
        "formula": entry.get("formula"),
        **{name: text_in(entry.get(name), lang) for name in TEXTS},
    }
    question["label"] = question["label"] or entry["name"]
    if entry.get("no_past"):
        question["no_past"] = True
    return question


def _resolve(rule, facts, unknown):
    """Return *rule* without what the requester decides: a rule, True, or False.

    A rule that is not there shows (*unknown*), and does not require.
    """
    if not rule:
        return unknown
    rest, results = [], []
    for condition in rule["conditions"]:
        source = condition.get("source")
        if not source:
            rest.append(condition)
        elif facts is None:
            results.append(unknown)
        else:
            wanted = condition[f"{source}s"]
            results.append(not facts[f"{source}s"].isdisjoint(wanted))
    if rule["mode"] == "any":
        if any(results):
            return True
    elif not all(results):
        return False
    if not rest:
        return rule["mode"] != "any"
    return {"mode": rule["mode"], "conditions": rest}


def asks_for_facts(schema):
    """Return whether who requests decides what is asked."""
    return any(
        condition.get("source")
        for entry in schema
        for key in ("show_if", "require_if")
        for condition in (entry.get(key) or {}).get("conditions", ())
    )


def to_definition(schema, lang=SOURCE_LANG):
    """Return the form as definition of Odoo's properties, for search and reports."""
    definition = []
    for question in read_schema(schema, lang):
        kind = question["type"]
        entry = {
            "name": question["name"],
            "string": question["label"],
            "type": PROPERTY_TYPES.get(kind, kind),
        }
        if kind == "selection":
            entry["selection"] = question["options"]
        elif kind == "tags":
            entry["tags"] = [
                [key, label, number % TAG_COLORS + 1]
                for number, (key, label) in enumerate(question["options"])
            ]
        elif kind in LINK_TYPES:
            entry["comodel"] = question["comodel"]
            if question["domain"]:
                entry["domain"] = question["domain"]
        if question["suffix"]:
            entry["suffix"] = question["suffix"]
        definition.append(entry)
    return definition
