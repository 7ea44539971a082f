# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the departments of Halden Instruments offer each other, read from ``data/``."""

import csv

from odoo.tools import file_open

LANGS = ("en_US", "zh_CN", "zh_TW")

# How much of a promise remains at each priority
SHARES = {"0": 1.5, "1": 1, "2": 0.5, "3": 0.25}


def _read(name):
    with file_open(f"icrm_internal_demo/data/{name}.csv") as stream:
        return list(csv.DictReader(stream))


def _read_services():
    forms, asks = {}, {}
    for row in _read("questions"):
        forms.setdefault(row["service"], []).append(row)
    for row in _read("asks"):
        asks.setdefault(row["service"], []).append((row["en"], row["zh"]))
    return [
        {
            "key": row["key"],
            "department": row["department"],
            "category": row["category"],
            "name": {lang: row[f"name:{lang}"] for lang in LANGS},
            "summary": {lang: row[f"summary:{lang}"] for lang in LANGS},
            "keywords": row["keywords"],
            # Working hours to the first response and to the resolution
            "promise": (int(row["response_hours"]), int(row["resolution_hours"])),
            # Relative number of requests
            "weight": int(row["weight"]),
            "form": forms[row["key"]],
            # What people write, English and Chinese
            "asks": asks[row["key"]],
        }
        for row in _read("services")
    ]


# {key: (names, icon, colour)}
CATEGORIES = {
    row["key"]: ({lang: row[lang] for lang in LANGS}, row["icon"], int(row["color"]))
    for row in _read("categories")
}
SERVICES = _read_services()
