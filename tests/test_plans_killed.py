# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Plans and reminders of announcements by jobs that are killed again and again.

Every person has exactly one row a step, and one message of it; every reader who has
not confirmed an announcement has one reminder. ``PEOPLE=10000 KILLS=40`` in the
environment tries harder.
"""

import os
import time

import pytest

DATABASE = "icrm_plans"
PEOPLE = int(os.environ.get("PEOPLE", 300))
KILLS = int(os.environ.get("KILLS", 8))
STEPS = 2
# Every seventh has read the announcement already.
CONFIRMED = len(range(0, PEOPLE, 7))

PREPARE = f"""
env["ir.cron"].search([]).active = False
quiet = env(context=dict(env.context, tracking_disable=True, no_reset_password=True,
                         mail_create_nosubscribe=True, mail_create_nolog=True))
company = env.company
department = env["hr.department"].create({{"name": "Many"}})
users = quiet["res.users"].create([
    {{"name": f"Person {{number}}", "login": f"many_{{number}}",
      "email": f"p{{number}}@example.com"}}
    for number in range({PEOPLE})])
quiet["hr.employee"].create([
    {{"name": user.name, "department_id": department.id, "user_id": user.id,
      "work_email": user.email}} for user in users])
plan = env["icrm.plan"].create({{
    "name": "Plan", "audience": "departments",
    "department_ids": [(6, 0, department.ids)],
    "step_ids": [(0, 0, {{"subject": f"Step {{number}}", "body": "Hello {{name}}"}})
                 for number in range({STEPS})]}})
plan.action_start()
company.icrm_plan_most = 100
announcement = env["icrm.announcement"].create({{
    "name": "Read this", "department_ids": [(6, 0, department.ids)],
    "date_from": "2026-01-01", "asks_confirmation": True, "remind_days": 1}})
env["icrm.announcement.reading"].create([
    {{"announcement_id": announcement.id, "user_id": user.id, "is_confirmed": True}}
    for user in users[::7]])
env.cr.commit()
print("STARTED", plan.id)
"""
# A child runs the job; its parent kills it after a moment, and starts the next one.
RUN = """
import os, random, signal, time
import odoo
from odoo import sql_db
from odoo.addons.icrm_internal_care.models.plan import icrm_plan_touch
from odoo.modules.registry import Registry

icrm_plan_touch.BATCH = BATCH
# A breath before messages are written, and one before the commit.
Message = env.registry["icrm.message"]
flush = Message._flush_outbox
def slowly(self):
    time.sleep(0.1)
    flush(self)
    time.sleep(0.1)
Message._flush_outbox = slowly
def is_busy(cr):
    # What was killed holds its locks until its statement ends; a job passes them over.
    cr.execute("SELECT COUNT(*) FROM pg_stat_activity WHERE state <> 'idle'"
               " AND datname = current_database() AND pid <> pg_backend_pid()")
    busy = cr.fetchone()[0]
    cr.rollback()
    return busy
dice = random.Random(7)
name = env.cr.dbname
env.cr.close()
sql_db.close_all()
kills = 0
while True:
    child = os.fork()
    if not child:
        with Registry(name).cursor() as cr:
            while is_busy(cr):
                time.sleep(0.05)
            job = odoo.api.Environment(cr, 1, {})[MODEL]
            getattr(job, METHOD)()
        os._exit(0)
    if kills < KILLS:
        time.sleep(dice.uniform(*MOMENTS))
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        kills += 1
    else:
        break
print("KILLED", kills, "EXIT", status, flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def started(environment):
    environment.copy_test_database(DATABASE)
    assert "STARTED" in environment.python(DATABASE, PREPARE)
    yield
    environment.drop_database(DATABASE)


def run(environment, model, method, kills, moments=()):
    """Run a job until it ends by itself; return how often it was killed before."""
    values = {
        # As many commits as there are kills, whatever the number of people
        "BATCH": max(40, PEOPLE * STEPS // 20),
        "KILLS": kills,
        "MODEL": model,
        "METHOD": method,
        "MOMENTS": moments,
    }
    lines = [f"{name} = {value!r}" for name, value in values.items()]
    begin = time.monotonic()
    said = environment.python(DATABASE, "\n".join([*lines, RUN]))
    assert "EXIT 0" in said
    killed = int(said.split("KILLED")[1].split()[0])
    print(f"{killed} kills, {time.monotonic() - begin:.0f} s")
    return killed


@pytest.mark.usefixtures("started")
def test_one_row_and_one_message_a_person_and_step(environment):
    # Not all kills come before it is done, but some of them must.
    assert run(environment, "icrm.plan", "_cron_run", KILLS, (0.05, 1.5))
    rows = environment.sql(
        DATABASE,
        "SELECT state, COUNT(*), COUNT(DISTINCT (step_id, customer_id))"
        " FROM icrm_plan_touch GROUP BY state",
    )
    assert rows == {f"sent|{PEOPLE * STEPS}|{PEOPLE * STEPS}"}
    rows = environment.sql(
        DATABASE,
        "SELECT COUNT(*), COUNT(DISTINCT res_id) FROM icrm_message"
        " WHERE res_model = 'icrm.plan.touch'",
    )
    assert rows == {f"{PEOPLE * STEPS}|{PEOPLE * STEPS}"}


@pytest.mark.usefixtures("started")
def test_one_reminder_a_reader(environment):
    assert run(environment, "icrm.announcement", "_cron_remind", KILLS, (0.02, 0.3))
    rows = environment.sql(
        DATABASE,
        "SELECT COUNT(*), COUNT(DISTINCT partner_id) FROM icrm_message"
        " WHERE res_model = 'icrm.announcement'",
    )
    readers = PEOPLE - CONFIRMED
    assert rows == {f"{readers}|{readers}"}
    # A second night reminds nobody again.
    run(environment, "icrm.announcement", "_cron_remind", kills=0)
    assert rows == environment.sql(
        DATABASE,
        "SELECT COUNT(*), COUNT(DISTINCT partner_id) FROM icrm_message"
        " WHERE res_model = 'icrm.announcement'",
    )
