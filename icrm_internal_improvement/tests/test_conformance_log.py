# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A real history, 890 incidents of an IT department, beside an independent computation.

pandas reads the file, groups paths and counts deviations with nothing of ours. pm4py
would be allowed (AGPL-3.0), but brings scipy, matplotlib, lxml, cvxopt and graphviz,
some 200 MB, for one number; with its default costs it computes the alignment that
``test_measure_conformance`` compares with all choices of optional steps.
"""

import os
import unittest
from collections import Counter
from pathlib import Path

import pandas

from odoo import Command, fields
from odoo.tests import tagged

from ..models import process_conformance
from .common import ProcessCommon

NAME = "servicenow_incident_events.csv.gz"
# Progress and holder of a state; what is not named is in progress at the provider
STATES = {
    "New": ("new", "provider"),
    "Awaiting User Info": ("waiting", "customer"),
    "Awaiting Evidence": ("waiting", "customer"),
    "Awaiting Vendor": ("waiting", "third_party"),
    "Awaiting Problem": ("waiting", "provider"),
    "Resolved": ("resolved", False),
    "Closed": ("resolved", False),
}


def find_file():
    folders = [Path(os.environ["ICRM_SHARED"])] if "ICRM_SHARED" in os.environ else []
    folders += [folder / "shared" for folder in Path(__file__).resolve().parents]
    files = (folder / "data" / NAME for folder in folders)
    return next((file for file in files if file.is_file()), None)


FILE = find_file()


@unittest.skipUnless(FILE, f"{NAME} lies in ../shared/data of the project only")
@tagged("post_install", "-at_install")
class TestConformanceLog(ProcessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        log = pandas.read_csv(FILE, dtype=str)
        log["at"] = pandas.to_datetime(log["sys_updated_at"], format="%d-%m-%Y %H:%M")
        log["order"] = log["sys_mod_count"].astype(int)
        log = log.sort_values(["number", "at", "order"], kind="stable")
        cls.teams = {
            group: cls.it_team.copy({"name": group}).id
            for group in log["assignment_group"].value_counts().index[:3]
        }
        log["team"] = log["assignment_group"].map(cls.teams).fillna(cls.it_team.id)
        # The newest change is yesterday.
        log["at"] += (
            pandas.Timestamp(fields.Datetime.now()).normalize()
            - pandas.Timedelta(days=1)
            - log["at"].max().normalize()
        )
        where = log["incident_state"].map(STATES)
        log["state"] = [pair[0] if pair == pair else "in_progress" for pair in where]
        log["holder"] = [pair[1] if pair == pair else "provider" for pair in where]
        cls.log = log
        cls._write(log)

    @classmethod
    def _write(cls, log):
        last = log.groupby("number").last()
        first = log.groupby("number").first()
        template = cls._course((1, "new", "provider"))
        cls.env["icrm.request.event"].search([("ticket_id", "=", template.id)]).unlink()
        names = [
            name
            for name, field in template._fields.items()
            if field.store and field.column_type and name not in ("id", "number")
        ]
        columns = ", ".join(
            f'"{name}"'
            for name in names
            if name not in ("name", "icrm_state", "icrm_submitted_at")
        )
        cls.env.cr.execute(
            # Copies of one request, 890 of them: their ledger alone matters here.
            f"""
            INSERT INTO helpdesk_ticket
                   (number, name, icrm_state, icrm_submitted_at, {columns})
            SELECT 'LOG' || rows.name, rows.name, rows.state, rows.at, {columns}
              FROM helpdesk_ticket,
                   unnest(%s, %s, %s::timestamp[]) AS rows (name, state, at)
             WHERE id = %s
            RETURNING name, id
            """,
            [
                list(last.index),
                list(last["state"]),
                [at.to_pydatetime() for at in first["at"]],
                template.id,
            ],
        )
        ids = dict(cls.env.cr.fetchall())
        template.active = False
        cls.env["icrm.request.event"].create(
            [
                {
                    "ticket_id": ids[row.number],
                    "occurred_at": row.at.to_pydatetime(),
                    "state": row.state,
                    "holder": row.holder,
                    "team_id": int(row.team),
                    "department_id": cls.it.id,
                }
                for row in log.itertuples()
            ]
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _read_log(self):
        """{path: [seconds]} as pandas finds it."""
        log = self.log.copy()
        is_closed = log["state"] == "resolved"
        team = log["team"].astype(int)
        own = (log["holder"] == "provider") & (team != self.it_team.id)
        log["step"] = (
            log["state"]
            + "/"
            + log["holder"].astype(str)
            + "/"
            + team.where(own, 0).astype(str)
        )
        log.loc[is_closed, "step"] = "reopened"
        groups = log.groupby("number")
        log["spent"] = (groups["at"].shift(-1) - log["at"]).dt.total_seconds()
        log.loc[is_closed, "spent"] = 0
        seconds = log.groupby("number")["spent"].sum()
        changed = log[log["step"] != groups["step"].shift()]
        paths = changed.groupby("number")["step"].agg(tuple)
        done = groups["state"].last() == "resolved"
        found = {}
        for number, path in paths[done].items():
            found.setdefault(path[:-1], []).append(int(seconds[number]))
        return found

    @staticmethod
    def _write_key(key):
        state, holder, _department, team = key
        return state if state == "reopened" else f"{state}/{holder}/{team or 0}"

    def test_paths_deviations_and_times(self):
        expected = self._read_log()
        process = self._process()
        paths = process_conformance.read_paths(process, process._get_since(24 + 12))
        found = {
            tuple(map(self._write_key, path)): sorted(seconds)
            for path, seconds in paths
        }
        self.assertGreater(len(found), 100)
        self.assertEqual(
            found, {path: sorted(seconds) for path, seconds in expected.items()}
        )

        # The most frequent path as the standard, and what is not on it
        process.with_user(self.it_head).action_path_from_history()
        usual = max(expected, key=lambda path: (len(expected[path]), -len(path)))
        self.assertEqual(
            [self._write_key(step._get_key()) for step in process.path_step_ids],
            list(usual),
        )
        result = process_conformance.conformance.compare(
            paths, process_conformance.get_standard(process), most=1000
        )
        self.assertEqual(result.requests, sum(map(len, expected.values())))
        self.assertEqual(result.conforming, len(expected[usual]))
        self.assertEqual(result.lasting.median, pandas.Series(expected[usual]).median())
        # More or less often than in the standard, whatever the order
        times, standard = {}, Counter(usual)
        for path, seconds in expected.items():
            taken = Counter(path)
            for step in taken.keys() | standard.keys():
                more = taken[step] - standard[step]
                if more:
                    kind = "skipped"
                    if more > 0:
                        kind = "repeated" if standard[step] else "inserted"
                    times.setdefault((kind, step), []).extend(seconds)
        self.assertEqual(
            {
                (row.kind, self._write_key(row.key)): (row.count, row.lasting.median)
                for row in result.deviations
                if row.kind != "swapped"
            },
            {
                deviation: (len(seconds), pandas.Series(seconds).median())
                for deviation, seconds in times.items()
            },
        )

    def test_optional_steps_of_the_log(self):
        """With every step but one optional: what pandas finds in that order."""
        expected = self._read_log()
        process = self._process(
            path_step_ids=[
                Command.create({"sequence": 1, "progress": "new", "is_optional": True}),
                Command.create({"sequence": 2, "progress": "in_progress"}),
                Command.create(
                    {
                        "sequence": 3,
                        "progress": "waiting",
                        "holder": "customer",
                        "is_optional": True,
                    }
                ),
            ]
        )
        optional, needed, last = (
            self._write_key(step._get_key()) for step in process.path_step_ids
        )
        conforming = [
            (needed,),
            (optional, needed),
            (needed, last),
            (optional, needed, last),
        ]
        result = process_conformance.conformance.compare(
            process_conformance.read_paths(process, process._get_since(36)),
            process_conformance.get_standard(process),
        )
        self.assertEqual(
            result.conforming,
            sum(len(expected.get(path, [])) for path in conforming),
        )
