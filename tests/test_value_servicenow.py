# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Value and lifecycle of customers over a real history, computed again by pandas.

890 incidents of an IT department, imported as icrm_internal_import's tests do. pandas
reads the file itself: effort, promises, rhythm, scores, classes, stages and health come
from its rows and the published rules, from no table and no function of ours. They were
all opened within three days; the nights after them make the difference.
"""

import unittest
from datetime import datetime

import numpy
import pandas
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.icrm_internal_import.tests.common import ImportCommon
from odoo.addons.icrm_internal_import.tests.test_servicenow import FILE, NAME

# Nobody is late yet; who came on all three days is; all are silent for half a year;
# the year of the figures begins with the second of the three days
NIGHTS = ("2016-03-20", "2016-04-10", "2016-10-01", "2017-03-01")
# Of what the company promises round the clock, by priority
HOURS = {"3": 5, "2": 1, "1": 91, "0": 78}
PRIORITY = {"1": "3", "2": "2", "3": "1", "4": "0"}
RUNNING = ("New", "Active", "Awaiting Problem")
OVER = ("Resolved", "Closed")
# Every third location has been a department for a month only.
OLD, YOUNG = datetime(2015, 1, 1), datetime(2016, 2, 15)


def read_incidents():
    """Return one row an incident: location, opened, resolved, effort, end, due."""
    log = pandas.read_csv(FILE, na_values="?")
    for column in ("opened_at", "sys_updated_at", "resolved_at"):
        log[column] = pandas.to_datetime(log[column], format="%d-%m-%Y %H:%M")
    log = log.sort_values(["number", "sys_updated_at", "sys_mod_count"], kind="stable")
    last = log.groupby("number").nth(-1).set_index("number")
    incidents = pandas.DataFrame(
        {
            "location": last["location"],
            "opened": last["opened_at"],
            "resolved": last["resolved_at"],
            "budget": last["priority"].str[0].map(PRIORITY).map(HOURS) * 3600,
        }
    )
    opening = pandas.DataFrame(
        {
            "number": incidents.index,
            "at": incidents["opened"].to_numpy(),
            "state": "New",
        }
    )
    changes = log[["number"]].assign(
        # What is dated before the opening counts from there.
        at=numpy.maximum(log["sys_updated_at"], log["number"].map(incidents["opened"])),
        state=log["incident_state"],
    )
    states = pandas.concat([opening, changes], ignore_index=True)
    states = states.sort_values("number", kind="stable")
    following = states.groupby("number")["at"].shift(-1)
    seconds = (following - states["at"]).dt.total_seconds().fillna(0)
    states["run"] = seconds.where(states["state"].isin(RUNNING), 0)
    by_number = states.groupby("number")
    incidents["seconds"] = by_number["run"].sum().astype(int)
    # The end is the first of those that nothing open comes after.
    is_over = states["state"].isin(OVER)
    lasting = is_over.iloc[::-1].groupby(states["number"].iloc[::-1]).cummin()
    incidents["ended"] = (
        states[lasting.reindex(states.index)].groupby("number")["at"].min()
    )
    # The promised time is used up within a run, or would have been after the end.
    used = by_number["run"].cumsum()
    budget = states["number"].map(incidents["budget"])
    passing = (used > budget) & (used - states["run"] <= budget)
    at = states["at"] + pandas.to_timedelta(budget - used + states["run"], unit="s")
    missed = at[passing].groupby(states["number"]).min()
    left = pandas.to_timedelta(incidents["budget"] - incidents["seconds"], unit="s")
    incidents["due"] = missed.reindex(incidents.index).fillna(incidents["ended"] + left)
    return incidents


def fifths(column, ascending=True):
    """Return scores of 1 to 5: equals are where their middle is."""
    place = column.rank(method="average", ascending=ascending)
    return ((place - 0.5) * 5 // len(column)).astype(int) + 1


def half_up(numerator, denominator, digits=2):
    """Return the quotient of whole numbers, half rounded up."""
    scale = 10**digits
    return (2 * scale * numerator + denominator) // (2 * denominator) / scale


def classes(seconds):
    """Return the ABC classes: 80 and 95 % of the whole, equals together."""
    ordered = seconds.sort_values(ascending=False)
    larger = (ordered.cumsum() - ordered).groupby(ordered).transform("min")
    total = ordered.sum()
    found = numpy.select(
        [(ordered == 0) | (100 * larger >= 95 * total), 100 * larger >= 80 * total],
        ["c", "b"],
        "a",
    )
    return pandas.Series(found, index=ordered.index)


def compute(incidents, night):
    """Return the figures of all locations on a day, as the rules are published."""
    today = pandas.Timestamp(night)
    year = today - pandas.DateOffset(months=12)
    two_years = today - pandas.DateOffset(months=24)
    incidents = incidents.dropna(subset=["location"])
    day = incidents["opened"].dt.normalize()
    by_location = incidents.groupby("location")
    recent = incidents[incidents["opened"] >= year].groupby("location")
    promised = incidents[incidents["due"] >= year]
    is_missed = ~(promised["resolved"] <= promised["due"])
    waits = incidents[incidents["ended"] >= year].groupby("location")["seconds"]
    contacts = pandas.DataFrame({"location": incidents["location"], "day": day})
    contacts = contacts[day >= two_years].drop_duplicates().sort_values("day")
    gaps = contacts.groupby("location")["day"].diff().dt.days
    gaps = gaps.dropna().groupby(contacts["location"])
    joined = by_location.size().index.to_series().map(created_at)
    table = pandas.DataFrame(
        {
            "joined": (today - joined.dt.normalize()).dt.days,
            "first": (today - day.groupby(incidents["location"]).min()).dt.days,
            "silent": (today - day.groupby(incidents["location"]).max()).dt.days,
            "requests": recent.size(),
            "seconds": recent["seconds"].sum(),
            "total": by_location["seconds"].sum(),
            "measured": promised.groupby("location").size(),
            "missed": is_missed.groupby(promised["location"]).sum(),
            "waits": waits.size(),
            "waited": waits.sum(),
        }
    )
    table = table.fillna(0).astype(int)
    table["rhythm"] = gaps.median().where(gaps.size() >= 2)
    table["hours"] = half_up(table["seconds"], 3600)
    table["r"] = fifths(table["silent"], ascending=False)
    table["f"] = fifths(table["requests"])
    table["m"] = fifths(table["hours"])
    table["label"] = pandas.cut(
        table[["r", "f", "m"]].sum(axis=1),
        [0, 8, 12, 16],
        labels=["ordinary", "potential", "high"],
        right=False,
    ).astype(str)
    table["abc"] = classes(table["seconds"])
    usual = (3 * table["rhythm"]).clip(lower=30).fillna(180)
    dormant = usual.clip(lower=180)
    often_missed = (table["measured"] >= 5) & (
        100 * table["missed"] >= 30 * table["measured"]
    )
    table["stage"] = numpy.select(
        [
            (table["joined"] <= 90) & (table["first"] <= 90),
            table["silent"] > dormant,
            (table["silent"] > usual) | often_missed,
        ],
        ["new", "dormant", "at_risk"],
        "active",
    )
    # Contact 25 and kept promises 30: ratings and open requests there are none.
    contact = ((dormant - table["silent"]) / (dormant - usual)).clip(0, 1)
    contact = contact.where(dormant > usual, table["silent"] <= usual).astype(float)
    kept = (1 - table["missed"] / table["measured"]).where(table["measured"] > 0)
    weight = 25 + 30 * kept.notna()
    health = 100 * (25 * contact + 30 * kept.fillna(0)) / weight
    table["health"] = numpy.floor(health.round(9) + 0.5).astype(int)
    return table


def created_at(location):
    return YOUNG if int(location.split()[-1]) % 3 == 0 else OLD


@unittest.skipUnless(FILE, f"{NAME} lies in ../shared/data of the project only")
@tagged("post_install", "-at_install")
class TestValueServiceNow(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.env["helpdesk.ticket"].search([]).active = False
        job = cls.job(FILE.read_bytes(), "servicenow")
        job.action_read()
        job.action_check()
        job.action_import()
        tickets = cls.env["helpdesk.ticket"].search(
            [("icrm_import_job_id", "=", job.id)]
        )
        cls._promise(tickets)
        cls.departments = tickets.icrm_customer_department_id
        for department in cls.departments:
            cls.env.cr.execute(
                "UPDATE hr_department SET create_date = %s WHERE id = %s",
                (created_at(department.name), department.id),
            )
        cls.env.invalidate_all()
        cls.incidents = read_incidents()

    @classmethod
    def _promise(cls, tickets):
        """Give the services of *tickets* promises, round the clock, and replay them."""
        calendar = cls.env["resource.calendar"].create(
            {
                "name": "Round the clock",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": day,
                                "dayofweek": day,
                                "hour_from": 0,
                                "hour_to": 24,
                                "day_period": "morning",
                            }
                        )
                        for day in "0123456"
                    ),
                ],
            }
        )
        tickets.icrm_service_id.write(
            {
                "calendar_id": calendar.id,
                "promise_ids": [
                    Command.create(
                        {
                            "priority": priority,
                            "response_hours": hours,
                            "resolution_hours": hours,
                        }
                    )
                    for priority, hours in HOURS.items()
                ],
            }
        )
        tickets._icrm_replay_clocks()
        cls.env.flush_all()

    def _read_values(self):
        """Return what is stored of the locations, in the words of *compute*."""
        values = self.env["icrm.customer.value"].search(
            [("customer_id.department_id", "in", self.departments.ids)]
        )
        return pandas.DataFrame(
            {
                value.customer_id.department_id.name: {
                    "silent": value.recency_days,
                    "requests": value.frequency,
                    "hours": value.effort_hours,
                    "total": value.value_hours,
                    "rhythm": value.rhythm_days,
                    "measured": value.measured_count,
                    "missed": value.missed_count,
                    "wait": value.wait_hours,
                    "r": value.r_score,
                    "f": value.f_score,
                    "m": value.m_score,
                    "label": value.rfm_label,
                    "abc": value.abc,
                    "stage": value.lifecycle,
                    "health": value.health,
                }
                for value in values
            }
        ).T

    def test_every_night(self):
        stages, before, changes = set(), None, []
        for night in NIGHTS:
            with freeze_time(f"{night} 12:00:00"):
                self.env["icrm.customer.value"]._compute_company(self.company)
            again = compute(self.incidents, night)
            again["total"] = half_up(again["total"], 3600)
            again["rhythm"] = again["rhythm"].fillna(0)
            again["wait"] = half_up(again["waited"], 3600 * again["waits"].clip(1))
            stored = self._read_values()
            self.assertEqual(len(stored), 84)
            for name in stored:
                with self.subTest(night=night, figure=name):
                    self.assertEqual(
                        stored[name].sort_index().to_dict(),
                        again[name].sort_index().to_dict(),
                    )
            stages.update(again["stage"])
            if before is not None:
                changes.append(self._check_log(night, before, again["stage"]))
            before = again["stage"]
        self.assertEqual(stages, {"new", "active", "at_risk", "dormant"})
        # Two locations came on all three days; at last all have been silent for long.
        self.assertEqual(changes, [3, 84, 0])

    def _check_log(self, night, before, stage):
        """The transitions in the log are those of the two tables; return how many."""
        logged = self.env["icrm.customer.stage"].search(
            [
                ("happened_on", "=", night),
                ("customer_id.department_id", "in", self.departments.ids),
            ]
        )
        changed = stage[stage != before]
        self.assertEqual(
            {
                row.customer_id.department_id.name: (row.from_stage, row.to_stage)
                for row in logged
            },
            {name: (before[name], changed[name]) for name in changed.index},
        )
        return len(changed)
