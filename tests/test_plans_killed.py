# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A plan is run by a job that is killed again and again.

Every person has exactly one row a step, and one message of it. ``PEOPLE=10000`` and
``KILLS=40`` in the environment try harder.
"""

import os

import pytest

DATABASE = "icrm_plans"
PEOPLE = int(os.environ.get("PEOPLE", 300))
KILLS = int(os.environ.get("KILLS", 8))
STEPS = 2

PREPARE = f"""
env["ir.cron"].search([]).active = False
company = env.company
department = env["hr.department"].create({{"name": "Many"}})
env["hr.employee"].with_context(tracking_disable=True).create([
    {{"name": f"Person {{number}}", "department_id": department.id,
      "work_email": f"p{{number}}@example.com"}}
    for number in range({PEOPLE})])
plan = env["icrm.plan"].create({{
    "name": "Plan", "audience": "departments",
    "department_ids": [(6, 0, department.ids)],
    "step_ids": [(0, 0, {{"subject": f"Step {{number}}", "body": "Hello {{name}}"}})
                 for number in range({STEPS})]}})
plan.action_start()
company.icrm_plan_most = 100
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

icrm_plan_touch.BATCH = 40
dice = random.Random(7)
name = env.cr.dbname
env.cr.close()
sql_db.close_all()
kills = 0
while True:
    child = os.fork()
    if not child:
        with Registry(name).cursor() as cr:
            odoo.api.Environment(cr, 1, {})["icrm.plan"]._cron_run()
        os._exit(0)
    if kills < KILLS:
        time.sleep(dice.uniform(0.05, 1.5))
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
    environment.create_database(DATABASE)
    environment.odoo(DATABASE, "-i", "icrm_internal_care")
    assert "STARTED" in environment.python(DATABASE, PREPARE)
    yield
    environment.drop_database(DATABASE)


@pytest.mark.usefixtures("started")
def test_one_row_and_one_message_a_person_and_step(environment):
    said = environment.python(DATABASE, f"KILLS = {KILLS}\n{RUN}")
    assert "EXIT 0" in said
    print(said)
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
