# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words of other systems as data: names of columns, states and priorities.

``columns.csv`` has one row per target and language, ``values.csv`` one per kind,
meaning and language; names are separated by ``|``, the usual ones first, without
accents and in small letters.
"""

import csv
from pathlib import Path


def read_words(file_name, *keys):
    """Yield ``(*keys, place within the row, name)`` of each name in a file."""
    with (Path(__file__).parent / file_name).open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for place, name in enumerate(row["names"].split("|")):
                yield *(row[key] for key in keys), place, name
