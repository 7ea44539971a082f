# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An evaluation cycle of the whole company: proposed, opened, closed, looked at.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_evaluation.py

The cycle is about the quarter before. PEOPLE (default 5) of each department get a user
account, as only they can be asked; all that are asked answer, by one statement.
"""

import os
import time
from datetime import date, timedelta

from odoo.tools import SQL

from odoo.addons.icrm_internal.measures import period

PEOPLE = int(os.environ.get("PEOPLE", 5))


def add_accounts(env):
    """Give the first people of each department a user account, in bulk."""
    env.cr.execute(
        SQL(
            """
            WITH chosen AS (
                SELECT id, partner_id, company_id,
                       ROW_NUMBER() OVER (
                           PARTITION BY department_id ORDER BY id) AS place
                  FROM icrm_customer
                 WHERE kind = 'employee' AND active AND user_id IS NULL
                   AND department_id IS NOT NULL AND partner_id IS NOT NULL
            ), account AS (
                INSERT INTO res_users (login, partner_id, company_id, active, share,
                                       notification_type)
                SELECT 'bench_evaluator_' || id, partner_id, company_id, TRUE, FALSE,
                       'email'
                  FROM chosen
                 WHERE place <= %s
             RETURNING id, partner_id
            )
            UPDATE icrm_customer AS customer SET user_id = account.id
              FROM account WHERE account.partner_id = customer.partner_id
               AND customer.kind = 'employee'
            """,
            PEOPLE,
        )
    )
    env.invalidate_all()
    return env.cr.rowcount


def answer(env, cycle):
    """Let everybody answer everything."""
    env.cr.execute(
        """
        UPDATE icrm_evaluation_line AS line SET score = 1 + (RANDOM() * 4)::int
          FROM icrm_evaluation AS one
         WHERE one.id = line.evaluation_id AND one.cycle_id = %(cycle)s;
        UPDATE icrm_evaluation SET state = 'submitted' WHERE cycle_id = %(cycle)s
        """,
        {"cycle": cycle.id},
    )
    env.invalidate_all()


def step(env, label, work):
    """Print how long *work* takes and how many statements."""
    env.flush_all()
    start, before = time.perf_counter(), env.cr.sql_log_count
    result = work()
    env.flush_all()
    print(
        f"{label:44}{time.perf_counter() - start:9.2f} s"
        f"{env.cr.sql_log_count - before:7} statements",
        flush=True,
    )
    return result


def main(env):
    print(f"{add_accounts(env)} accounts")
    today = date.today()
    first, last = period.previous("quarter", period.bounds("quarter", today)[0])
    cycle = env["icrm.evaluation.cycle"].create(
        {
            "name": "Bench",
            "date_from": first,
            "date_to": last,
            "close_on": today + timedelta(days=7),
        }
    )
    step(env, "propose", cycle.action_propose)
    print(f"{cycle.evaluator_count} people about {cycle.evaluated_count} departments")
    step(env, "open", cycle.action_open)
    answer(env, cycle)
    print(f"{cycle.submitted_count} evaluations")
    step(env, "close", cycle.action_close)
    cells = env["icrm.evaluation.result"].search_count([("cycle_id", "=", cycle.id)])
    print(f"{cells} results")
    env.invalidate_all()
    matrix = step(env, "who rates whom", cycle.get_matrix)
    print(f"{len(matrix['cells'])} cells")
    step(env, "publish", cycle.action_publish)
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
