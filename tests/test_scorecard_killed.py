# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A period is frozen by processes that are killed, and by two at once.

There is one scorecard of a department and period, whole or not at all, and it says the
same to the byte as one that was frozen in peace.
"""

import os
import random
import signal
import subprocess
import time

import pytest
from conftest import TOP

DATABASE = "icrm_freezing"
DEPARTMENTS, KPIS, KILLS = 40, 12, 6

ENTER = f"""
import random
dice = random.Random(3)
departments = env["hr.department"].create(
    [{{"name": f"Department {{number}}"}} for number in range({DEPARTMENTS})])
kpis = env["icrm.kpi"].create([
    {{"code": f"kpi_{{number}}", "name": f"Indicator {{number}}", "definition": "x",
      "by_relationship": True, "floor": 0, "target": 100, "weight": 8}}
    for number in range({KPIS})])
env["icrm.kpi.value"].create([
    {{"kpi_id": kpi.id, "department_id": department.id, "date_from": day,
      "customer_department_id": customer, "value": dice.randint(0, 100)}}
    for kpi in kpis for department in departments
    for day in ("2026-03-01", "2026-04-01")
    for customer in (False, departments[0].id, departments[1].id)
    if dice.random() < 0.9])
env["ir.cron"].search([]).active = False
env.cr.commit()
"""
# A breath at each step, and before the commit.
FREEZE = """
import time
Scorecard = env.registry["icrm.scorecard"]
def slowly(name):
    method = getattr(Scorecard, name)
    def slow(self, *args):
        time.sleep(0.1)
        done = method(self, *args)
        time.sleep(0.1)
        return done
    setattr(Scorecard, name, slow)
for name in ("_store", "_store_lines", "_get_checksums", "_compute_open"):
    slowly(name)
print("READY", flush=True)
from odoo.service.model import retrying
def freeze():
    env["icrm.scorecard"].with_user(2).action_freeze("month", "2026-04-30")
    env.flush_all()
    time.sleep(0.1)
retrying(freeze, env)
print("DONE", flush=True)
"""
AGAIN = """
env.cr.execute("DELETE FROM icrm_scorecard_line")
env.cr.execute("DELETE FROM icrm_scorecard")
Scorecard = env["icrm.scorecard"].with_user(2)
Scorecard.action_preview("month", "2026-04-30")
Scorecard.action_freeze("month", "2026-04-30")
env.cr.commit()
"""
# Scorecards, those of them that are frozen, lines: at one moment.
COUNT = """
    SELECT (SELECT COUNT(*) FROM icrm_scorecard),
           (SELECT COUNT(*) FROM icrm_scorecard WHERE state = 'frozen'),
           (SELECT COUNT(*) FROM icrm_scorecard_line)"""
CONTENT = "SELECT department_id, score, checksum FROM icrm_scorecard"


@pytest.fixture(scope="module")
def entered(environment):
    environment.copy_test_database(DATABASE)
    environment.python(DATABASE, ENTER)
    yield
    environment.drop_database(DATABASE)


def start_freezing():
    """Return a process that has begun to freeze."""
    process = subprocess.Popen(
        [str(TOP / "dev"), "shell", "--no-http"],
        env={**os.environ, "DB": DATABASE},
        cwd=TOP,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    process.stdin.write(FREEZE)
    process.stdin.close()
    for line in process.stdout:
        if "READY" in line:
            return process
    raise AssertionError("The process never began.")


def counts(environment):
    (row,) = environment.sql(DATABASE, COUNT)
    return [int(number) for number in row.split("|")]


def test_whole_or_not_at_all(environment, entered):
    dice = random.Random(5)
    killed = 0
    for _kill in range(KILLS):
        process = start_freezing()
        time.sleep(dice.uniform(0, 1.2))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        cards, frozen, lines = counts(environment)
        assert (cards, lines) == (0, 0) or cards == frozen == DEPARTMENTS
        killed += not cards
    # Or nothing was killed in the middle.
    assert killed
    pair = [start_freezing(), start_freezing()]
    for process in pair:
        assert "DONE" in process.stdout.read()
        process.wait()
    cards, frozen, _lines = counts(environment)
    assert cards == frozen == DEPARTMENTS
    content = environment.sql(DATABASE, CONTENT)
    assert len(content) == DEPARTMENTS
    environment.python(DATABASE, AGAIN)
    assert environment.sql(DATABASE, CONTENT) == content
