# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Columns found by their names, on headers that the words were not taken from.

``headers.csv`` has the columns of exports as the documentation and the users of eight
systems publish them, and what each means (nothing: it has no place here).
"""

import csv
from collections import defaultdict
from pathlib import Path

from odoo.tests import BaseCase, TransactionCase, tagged

from odoo.addons.icrm_internal_import.importer.columns import (
    DATES,
    find_target,
    key_of,
    propose,
    recognise,
)
from odoo.addons.icrm_internal_import.importer.words import read_words


def read_headers():
    """Return {(system, profile): [(column, target or None)]}."""
    found = defaultdict(list)
    with (Path(__file__).parent / "headers.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found[row["system"], row["profile"]].append(
                (row["column"], row["target"] or None)
            )
    return found


@tagged("post_install", "-at_install")
class TestMapping(TransactionCase):
    def shares(self, use_profile):
        """Return ({system: (right, of)}, columns mapped that mean nothing)."""
        shares, surplus = {}, []
        for (system, profile), columns in read_headers().items():
            template = self.env.ref(
                f"icrm_internal_import.icrm_import_profile_{profile}"
            )
            known = {line.name: line.target or None for line in template.column_ids}
            targets = propose(
                [name for name, _target in columns], known if use_profile else None
            )
            right = sum(
                target == found
                for (_name, target), found in zip(columns, targets, strict=True)
                if target
            )
            shares[system] = right, sum(bool(target) for _name, target in columns)
            surplus += [
                (system, name, found)
                for (name, target), found in zip(columns, targets, strict=True)
                if found and not target
            ]
        return shares, surplus

    def test_ninety_five_of_a_hundred(self):
        for use_profile in (True, False):
            shares, surplus = self.shares(use_profile)
            right, of = (sum(pair[n] for pair in shares.values()) for n in (0, 1))
            self.assertGreater(of, 240)
            self.assertGreaterEqual(right / of, 0.95, shares)
            for system, (found, total) in shares.items():
                self.assertGreaterEqual(found / total, 0.85, system)
            self.assertFalse(surplus)

    def test_date_columns_by_profile_are_right(self):
        """No date is taken for another: wrong figures are worse than none."""
        for (_system, profile), columns in read_headers().items():
            template = self.env.ref(
                f"icrm_internal_import.icrm_import_profile_{profile}"
            )
            known = {line.name: line.target or None for line in template.column_ids}
            for (name, target), found in zip(
                columns, propose([name for name, _ in columns], known), strict=True
            ):
                if found in DATES:
                    self.assertEqual(found, target, name)


@tagged("post_install", "-at_install")
class TestColumns(BaseCase):
    def test_durations_are_no_dates(self):
        for name in (
            "First Response Time (in Hrs)",
            "Resolution time (hours)",
            "Time to resolution",
            "首次响应时间（分钟）",
            "解决时间(小时)",
            "Lösungszeitpunkt (Stunden)",
            "Resolved (min)",
            "Due date closed",
        ):
            found = find_target(name)
            self.assertFalse(found and found[0] in DATES, name)

    def test_the_more_usual_name_wins(self):
        for header, wanted in (
            (["Issue id", "Issue key"], [None, "number"]),
            (["Created by", "Requester"], [None, "caller"]),
            (["Date", "Opened"], [None, "opened_at"]),
            (["Severity", "Priority"], [None, "priority"]),
            (["Owner", "Assigned to"], [None, "agent"]),
            (["Updated (Ticket)", "Updated"], [None, "changed_at"]),
            (["创建人", "申请人"], [None, "caller"]),
        ):
            self.assertEqual(propose(header), wanted)

    def test_rows_of_names(self):
        self.assertEqual(recognise(["Ticket report 2025", "", ""]), 0)
        self.assertEqual(recognise(["编号", "主题", "x"]), 2)

    def test_words_are_clean(self):
        """Every word is as it is compared, and none stands for two things."""
        for file, keys in (("columns.csv", 1), ("values.csv", 2)):
            seen = {}
            fields = ("target",) if keys == 1 else ("kind", "meaning")
            for row in read_words(file, *fields):
                name, what = row[-1], row[:keys]
                self.assertEqual(key_of(name), name)
                kind = what[:-1]
                self.assertEqual(seen.setdefault((kind, name), what), what, name)
