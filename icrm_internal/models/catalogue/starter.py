# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The starter catalogue: what most companies offer inside, from ``starter/*.csv``.

Plain tables, no records: nothing is created before somebody switches a service on
(``icrm.starter``). Every text is in the columns ``en``, ``zh_CN`` and ``zh_TW``.
"""

import csv
import functools

from odoo.tools import file_open

FOLDER = "icrm_internal/starter"
CHINESE = ("zh_CN", "zh_TW")

# How much of a promise remains at each priority
SHARES = {"0": 1.5, "1": 1, "2": 0.5, "3": 0.25}


@functools.cache
def read(name):
    """Return the rows of a table as dicts."""
    with file_open(f"{FOLDER}/{name}.csv") as stream:
        return tuple(csv.DictReader(stream))


def text_in(row, lang):
    """Return the text of *row* in a language: English where there is no other."""
    return row.get({"zh_HK": "zh_TW"}.get(lang, lang)) or row["en"]


@functools.cache
def get_services():
    """Return {code: service}: its row, with the rows of what belongs to it.

    Keys beside the columns are ``texts`` ({part: [rows]}), ``questions`` (each with its
    ``options`` and ``columns``), ``roles`` and ``checks``.
    """
    services = {
        row["service"]: {
            **row,
            "texts": {},
            "questions": [],
            "roles": [],
            "checks": [],
        }
        for row in read("services")
    }
    for row in read("texts"):
        services[row["service"]]["texts"].setdefault(row["part"], []).append(row)
    for name in ("roles", "checks"):
        for row in read(name):
            services[row["service"]][name].append(row)
    options = {}
    for row in read("options"):
        key = (row["service"], row["lines"], row["question"])
        options.setdefault(key, []).append(row)
    for row in read("questions"):
        key = (row["service"], row["lines"], row["question"])
        question = {**row, "options": options.get(key, []), "columns": []}
        questions = services[row["service"]]["questions"]
        if row["lines"]:
            questions = next(
                item for item in questions if item["question"] == row["lines"]
            )["columns"]
        questions.append(question)
    return services


def get_kinds():
    """Return {kind of department: row}, in their order."""
    return {row["kind"]: row for row in read("kinds")}
