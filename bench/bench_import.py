# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""History import: an event log of 200,000 rows, read, checked, imported.

Run it in a shell on any database that has icrm_internal; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_import.py

The log is made up in the manner of ServiceNow's: some six changes per ticket, with
groups, agents, callers and waiting times, the rows of a ticket scattered over the file.
1. The file alone, without Odoo: rows a second, memory.
2. Reading, dry run and import as the screen does them, in one transaction: requests a
   second, queries a request, memory of the whole process.
3. 200 unknown customers as new employees, for that is what takes Odoo long.
Aims: 200 requests a second, less than 1 GB.
"""

import base64
import csv
import gzip
import io
import os
import random
import resource
import time
from datetime import datetime, timedelta

ROWS = int(os.environ.get("BENCH_ROWS", 200_000))
HEADER = (
    "number,incident_state,sys_mod_count,reopen_count,reassignment_count,caller_id,"
    "opened_at,sys_updated_at,location,priority,assignment_group,assigned_to,"
    "short_description,description,resolved_at,closed_at"
).split(",")
COURSE = ("New", "Active", "Awaiting User Info", "Active", "Resolved", "Closed")
PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low")


def make_row(ticket, position, at, ends):
    """Return one row; *ends*: when the ticket was opened, resolved and closed."""
    opened, resolved, closed = (f"{moment:%d-%m-%Y %H:%M}" for moment in ends)
    group = ticket * 7 % 60
    return [
        f"INC{ticket:07}",
        COURSE[position],
        position,
        0,
        position // 3,
        f"Caller {ticket * 31 % 5000}",
        opened,
        f"{at:%d-%m-%Y %H:%M}",
        f"Location {ticket % 90}",
        PRIORITIES[ticket % 4],
        f"Group {group if position < 3 else (group + ticket) % 60}",
        f"Resolver {ticket * 13 % 200}",
        f"Printer trouble {ticket}",
        "The printer on the second floor shows a paper jam where there is none. " * 3,
        resolved if position > 3 else "?",
        closed if position > 4 else "?",
    ]


def make_log(rows, chance):
    """Return the bytes of a packed event log of *rows* rows."""
    changes, ends = [], []
    for ticket in range(rows // len(COURSE)):
        opened = datetime(2024, 1, 1) + timedelta(minutes=chance.randrange(500_000))
        moments, at = [], opened
        for _state in COURSE:
            at += timedelta(minutes=chance.randrange(600))
            moments.append(at)
        ends.append((opened, moments[4], moments[5]))
        changes += [(at, ticket, position) for position, at in enumerate(moments)]
    # As a log is: by time, not by ticket
    changes.sort()
    stream = io.BytesIO()
    with gzip.open(stream, "wt", compresslevel=1, encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for at, ticket, position in changes:
            writer.writerow(make_row(ticket, position, at, ends[ticket]))
    return stream.getvalue()


def peak():
    """Return the most memory the process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bench_file(data):
    from odoo.addons.icrm_internal.importer import fault
    from odoo.addons.icrm_internal.importer.source import Source
    from odoo.addons.icrm_internal_import.importer import columns, course, dates, row
    from odoo.addons.icrm_internal_import.importer.meanings import (
        propose_priority,
        propose_state,
    )

    start = time.perf_counter()
    source = Source.open(data)
    plan = row.Plan(
        source.header,
        columns.propose(source.header),
        dates.DateReader("dmy", "UTC"),
        True,
        {state: propose_state(state) for state in COURSE},
        {priority: propose_priority(priority) for priority in PRIORITIES},
    )
    report = fault.Report(lambda issue: None)
    reader = course.TicketHistoryReader(plan, report)
    tickets = sum(1 for _course in reader.courses(source.rows(report)))
    seconds = time.perf_counter() - start
    print(
        f"  file alone: {tickets} tickets in {seconds:.1f} s, "
        f"{ROWS / seconds:.0f} rows/s, "
        f"{report.counts['error']} errors, peak {peak()} MB"
    )


def bench_import(env, data, **options):
    job = env["icrm.import.job"].create(
        {
            "template_id": env.ref(
                "icrm_internal_import.icrm_import_profile_servicenow"
            ).id,
            "file": base64.b64encode(data),
            "file_name": "bench.csv.gz",
            **options,
        }
    )
    for task in ("read", "check", "import"):
        queries, start = env.cr.sql_log_count, time.perf_counter()
        cpu = time.process_time()
        getattr(job, f"_do_{task}")()
        env.cr.flush()
        seconds = time.perf_counter() - start
        queries = env.cr.sql_log_count - queries
        cpu = time.process_time() - cpu
        line = (
            f"  {task}: {seconds:.1f} s ({cpu:.1f} s of CPU beside PostgreSQL's), "
            f"{queries} queries, peak {peak()} MB"
        )
        if task == "import":
            line += (
                f"; {job.new_count} requests, {job.event_count} events: "
                f"{job.new_count / seconds:.0f} requests/s, "
                f"{queries / job.new_count:.2f} queries a request"
            )
        print(line)
    return seconds, job


def main(env):
    chance = random.Random(19)
    before = peak()
    data = make_log(ROWS, chance)
    made = peak()
    print(f"event log of {ROWS} rows, {len(data) / 1e6:.1f} MB packed")
    print(f"  (peak of Odoo itself {before} MB, after making up the log {made} MB)")
    bench_file(data)
    env.cr.execute("SAVEPOINT bench")
    bench_import(env, data)
    env.cr.execute("ROLLBACK TO SAVEPOINT bench")
    env.invalidate_all()
    few = make_log(1200, chance)
    seconds, job = bench_import(env, few, unknown_caller="employee")
    print(
        f"  with new employees: {job.new_people_count} people, "
        f"{job.new_people_count / seconds:.0f} a second"
    )


main(env)  # noqa: F821
env.cr.rollback()  # noqa: F821
