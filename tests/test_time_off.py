# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's leave app beside us: make-up days count for it, too."""

import json
import os
import subprocess
import sys

import pytest

from odoo.sql_db import close_all
from odoo.tests.common import get_db_name

DATABASE = "icrm_time_off"
# Two weeks around the Spring Festival of 2026, asked for before its days are entered.
USE_IT = """
import json
def days():
    env.flush_all()
    env.invalidate_all()
    return [leave.number_of_days, saturday.number_of_days, leave.number_of_hours]
env.user.tz = "Europe/Berlin"
calendar = env["resource.calendar"].create(
    {"name": "Shanghai", "tz": "Asia/Shanghai", "company_id": env.company.id})
employee = env["hr.employee"].create(
    {"name": "Li", "resource_calendar_id": calendar.id, "tz": "Asia/Shanghai"})
kind = env["hr.leave.type"].create({
    "name": "Away",
    "requires_allocation": False,
    "leave_validation_type": "no_validation"})
def ask(begin, end):
    return env["hr.leave"].create({
        "employee_id": employee.id, "holiday_status_id": kind.id,
        "request_date_from": begin, "request_date_to": end})
leave, saturday = ask("2026-02-09", "2026-02-27"), ask("2026-02-28", "2026-03-02")
result = {"before": days()}
env["icrm.public.holidays"].create({
    "calendar_ids": calendar.ids, "country_id": env.ref("base.cn").id,
    "year_from": 2026, "year_to": 2026}).action_add()
result["after"] = days()
result["asked later"] = ask("2026-05-06", "2026-05-10").number_of_days
result["begin"] = str(env["resource.calendar.leaves"].search(
    [("calendar_id", "=", calendar.id), ("resource_id", "=", False)],
    order="date_from")[1].date_from)
calendar.icrm_makeup_day_ids.unlink()
result["without"] = days()
print("RESULT" + json.dumps(result))
"""


@pytest.fixture(scope="module")
def result():
    """Return what the leave app counts, in a copy of the database of the tests."""
    close_all()  # a database in use cannot be copied
    env = {**os.environ, "ODOO_RC": os.environ["ICRM_ODOO_RC"]}
    odoo = [sys.executable, "-W", "ignore", "-m", "odoo"]
    subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=True)
    subprocess.run(["createdb", "-T", get_db_name(), DATABASE], check=True)
    try:
        options = ["-d", DATABASE, "--no-http", "--log-level=error"]
        apps = ["-i", "hr_holidays", "--stop-after-init"]
        subprocess.run([*odoo, *options, *apps], env=env, check=True)
        done = subprocess.run(
            [*odoo, "shell", *options],
            env=env,
            input=USE_IT,
            capture_output=True,
            text=True,
        )
        line = next(
            (line for line in done.stdout.splitlines() if "RESULT" in line), None
        )
        assert line, f"{done.stdout}\n{done.stderr}"
        yield json.loads(line.partition("RESULT")[2])
    finally:
        subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=True)


def test_leaves_that_were_asked_for_are_counted_again(result):
    # 15 weekdays; without six days of the festival, with one Saturday
    assert result["before"] == [15, 1, 120]
    assert result["after"] == [10, 2, 80]
    assert result["without"] == [9, 1, 72]


def test_leaves_asked_for_later(result):
    # Wednesday to Friday and the Saturday
    assert result["asked later"] == 4


def test_days_off_keep_their_instants(result):
    """Whatever the time zone of who adds them."""
    assert result["begin"] == "2026-02-14 16:00:00"
