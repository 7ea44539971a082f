# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A big company, written in bulk: what the benchmarks measure on.

Run it in a shell on a database that has icrm_internal; the data is committed:

    EMPLOYEES=10000 DEPARTMENTS=200 SERVICES=2000 AGENTS=400 REQUESTS=1000000 \\
        ./dev odoo shell -d DATABASE --no-http < bench/generate.py

Departments, teams, services and agents come from the ORM; employees, requests, their
ledger and their ratings from set-based SQL, in batches that are committed one by one.
Requests spread over two years, growing towards today; some of the last twenty days'
are open.
Every run adds; running it twice gives two companies in one. Users are named
``bench_agent_0`` and so on; their password is ``bench``.
"""

import os
import time

from odoo import Command
from odoo.tools import SQL

SIZES = {
    name: int(os.environ.get(name.upper(), default))
    for name, default in {
        "employees": 1_000,
        "departments": 20,
        "services": 200,
        "agents": 40,
        "requests": 100_000,
    }.items()
}
BATCH = 100_000
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "no_reset_password": True,
}


def step(label, start):
    """Print how long a step took."""
    print(f"{label:44}{time.perf_counter() - start:9.1f} s", flush=True)


def offer(env, departments, services, agents):
    """Create departments with a team each, agents in them, and published services."""
    departments = env["hr.department"].create(
        [{"name": f"Bench department {index}"} for index in range(departments)]
    )
    users = env["res.users"].create(
        [
            {
                "name": f"Bench agent {index}",
                "login": f"bench_agent_{index}",
                "group_ids": [
                    Command.link(env.ref("icrm_internal.group_icrm_agent").id)
                ],
            }
            for index in range(agents)
        ]
    )
    # One hash for all: computing each takes longer than everything else here.
    users[:1].password = "bench"
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE res_users SET password = ("
            "SELECT password FROM res_users WHERE id = %s) WHERE id = ANY(%s)",
            users[:1].id,
            users.ids,
        )
    )
    teams = env["helpdesk.ticket.team"].create(
        [
            {
                "name": f"Bench desk {index}",
                "icrm_department_id": department.id,
                "user_ids": [Command.set(users[index :: len(departments)].ids)],
            }
            for index, department in enumerate(departments)
        ]
    )
    env["hr.employee"].create(
        [
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": departments[index % len(departments)].id,
            }
            for index, user in enumerate(users)
        ]
    )
    category = env["icrm.service.category"].create({"name": "Bench"})
    services = env["icrm.service"].create(
        [
            {
                "name": f"Bench service {index}",
                "category_id": category.id,
                "department_id": departments[index % len(departments)].id,
                "team_id": teams[index % len(teams)].id,
                "state": "published",
                "promise_ids": [
                    Command.create(
                        {"priority": "1", "response_hours": 4, "resolution_hours": 24}
                    )
                ],
            }
            for index in range(services)
        ]
    )
    env.flush_all()
    return departments, services


def hire(env, departments, number):
    """Insert *number* employees without users, and their internal customers."""
    cr = env.cr
    first = {}
    for table in ("res_partner", "resource_resource", "hr_employee", "hr_version"):
        cr.execute(
            SQL(
                "SELECT setval(%s, nextval(%s) + %s) - %s",
                f"{table}_id_seq",
                f"{table}_id_seq",
                number,
                number,
            )
        )
        first[table] = cr.fetchone()[0]
    keys = {
        "number": number,
        "company": env.company.id,
        "uid": env.uid,
        "departments": departments.ids,
        "calendar": env.company.resource_calendar_id.id,
        **first,
    }
    for query in (
        """
        INSERT INTO res_partner (id, name, complete_name, company_id, email, type, lang,
                                 active, is_company, partner_share,
                                 commercial_partner_id, create_uid, write_uid,
                                 create_date, write_date)
        SELECT %(res_partner)s + i, 'Bench employee ' || i, 'Bench employee ' || i,
               %(company)s, 'bench' || (%(res_partner)s + i) || '@example.com',
               'contact', 'en_US', TRUE, FALSE, TRUE, %(res_partner)s + i,
               %(uid)s, %(uid)s, NOW(), NOW()
          FROM generate_series(0, %(number)s - 1) AS i
        """,
        """
        INSERT INTO resource_resource (id, name, company_id, calendar_id, resource_type,
                                       tz, active, time_efficiency)
        SELECT %(resource_resource)s + i, 'Bench employee ' || i, %(company)s,
               %(calendar)s, 'user', 'UTC', TRUE, 100
          FROM generate_series(0, %(number)s - 1) AS i
        """,
        """
        INSERT INTO hr_employee (id, name, resource_id, company_id, work_contact_id,
                                 work_email, active)
        SELECT %(hr_employee)s + i, 'Bench employee ' || i, %(resource_resource)s + i,
               %(company)s, %(res_partner)s + i,
               'bench' || (%(res_partner)s + i) || '@example.com', TRUE
          FROM generate_series(0, %(number)s - 1) AS i
        """,
        """
        INSERT INTO hr_version (id, employee_id, company_id, department_id, name,
                                resource_calendar_id, job_title, date_version,
                                last_modified_uid, last_modified_date,
                                hr_responsible_id, distance_home_work_unit, marital,
                                employee_type, active)
        SELECT %(hr_version)s + i, %(hr_employee)s + i, %(company)s,
               (%(departments)s::int[])[1 + i %% CARDINALITY(%(departments)s::int[])],
               'Bench employee ' || i, %(calendar)s, 'Clerk', '2020-01-01',
               %(uid)s, NOW(), %(uid)s, 'kilometers', 'single', 'employee', TRUE
          FROM generate_series(0, %(number)s - 1) AS i
        """,
        """
        UPDATE hr_employee
           SET current_version_id = id - %(hr_employee)s + %(hr_version)s
         WHERE id BETWEEN %(hr_employee)s AND %(hr_employee)s + %(number)s - 1
        """,
    ):
        cr.execute(SQL(query, **keys))
        # Foreign keys are looked up by a plan made for a table of no rows.
        cr.execute("ANALYZE res_partner, resource_resource, hr_employee, hr_version")
    env.invalidate_all()
    env["icrm.customer"]._sync_with_hr()


def prepare(env, services):
    """Fill the temporary tables from which requests draw: offers and askers."""
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_offer ON COMMIT PRESERVE ROWS AS
            SELECT ROW_NUMBER() OVER (ORDER BY service.id) - 1 AS place,
                   service.id AS service_id, service.department_id, service.team_id,
                   service.name->>'en_US' AS name,
                   ARRAY(SELECT res_users_id
                           FROM helpdesk_ticket_team_res_users_rel
                          WHERE helpdesk_ticket_team_id = service.team_id) AS user_ids
              FROM icrm_service AS service
             WHERE service.id = ANY(%s)
            """,
            services.ids,
        )
    )
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_asker ON COMMIT PRESERVE ROWS AS
            SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS place,
                   id AS customer_id, department_id, partner_id
              FROM icrm_customer
             WHERE kind = 'employee' AND active AND company_id = %s
            """,
            env.company.id,
        )
    )
    env.cr.execute(
        "CREATE UNIQUE INDEX ON bench_offer (place);"
        "CREATE UNIQUE INDEX ON bench_asker (place);"
        "ANALYZE bench_offer; ANALYZE bench_asker"
    )


def generate_requests(env, number):
    """Insert one batch of requests with their ledger and ratings."""
    stages = env["helpdesk.ticket.stage"].search([])
    stage_of = {
        state: stages.filtered(lambda stage, state=state: stage.icrm_state == state)[
            :1
        ].id
        for state in ("new", "in_progress", "waiting", "resolved", "withdrawn")
    }
    cr = env.cr
    cr.execute("SELECT COALESCE(MAX(id), 0) FROM helpdesk_ticket")
    last = cr.fetchone()[0]
    cr.execute(
        SQL(
            """
            WITH dice AS MATERIALIZED (
                SELECT i,
                       FLOOR(RANDOM() * (SELECT COUNT(*) FROM bench_offer)) AS offer,
                       FLOOR(RANDOM() * (SELECT COUNT(*) FROM bench_asker)) AS asker,
                       730 * (1 - SQRT(RANDOM())) AS days,
                       RANDOM() AS fate, RANDOM() AS pace, RANDOM() AS who,
                       RANDOM() AS weight
                  FROM generate_series(1, %(number)s) AS i
            ), course AS MATERIALIZED (
                SELECT dice.*,
                       NOW() AT TIME ZONE 'UTC'
                           - days * INTERVAL '1 day' AS requested_at,
                       CASE WHEN days < 20 AND fate < 0.16 THEN 'new'
                            WHEN days < 20 AND fate < 0.40 THEN 'in_progress'
                            WHEN days < 20 AND fate < 0.50 THEN 'waiting'
                            WHEN fate > 0.95 THEN 'withdrawn'
                            ELSE 'resolved' END AS state
                  FROM dice
            )
            INSERT INTO helpdesk_ticket (
                number, name, description, active, sequence, company_id, team_id,
                stage_id, user_id, partner_id, commercial_partner_id, priority,
                last_stage_update, assigned_date, closed_date, unattended,
                icrm_service_id, icrm_requester_id, icrm_beneficiary_id,
                icrm_customer_department_id, icrm_provider_department_id,
                icrm_origin, icrm_state, icrm_holder, icrm_submitted_at,
                icrm_first_response_at, icrm_resolved_at, icrm_response_due_at,
                icrm_due_at, icrm_next_due_at, icrm_reopen_count,
                create_uid, write_uid, create_date, write_date)
            SELECT 'B' || LPAD((%(last)s + i)::text, 8, '0'),
                   offer.name || ': request ' || i, '<p>Please help.</p>',
                   TRUE, 10, %(company)s, offer.team_id,
                   CASE state WHEN 'new' THEN %(new)s
                              WHEN 'in_progress' THEN %(in_progress)s
                              WHEN 'waiting' THEN %(waiting)s
                              WHEN 'withdrawn' THEN %(withdrawn)s
                              ELSE %(resolved)s END,
                   CASE WHEN state != 'new' THEN
                        user_ids[1 + FLOOR(who * CARDINALITY(user_ids))::int] END,
                   asker.partner_id, asker.partner_id,
                   CASE WHEN weight < 0.1 THEN '3' WHEN weight < 0.3 THEN '2'
                        WHEN weight < 0.9 THEN '1' ELSE '0' END,
                   requested_at, requested_at,
                   CASE WHEN state IN ('resolved', 'withdrawn')
                        THEN requested_at + pace * INTERVAL '80 hours' END,
                   state = 'new',
                   offer.service_id, asker.customer_id, asker.customer_id,
                   asker.department_id, offer.department_id,
                   'catalogue', state,
                   CASE WHEN state IN ('new', 'in_progress') THEN 'provider'
                        WHEN state = 'waiting' THEN 'customer' END,
                   requested_at,
                   CASE WHEN state NOT IN ('new', 'withdrawn')
                        THEN requested_at + pace * INTERVAL '10 hours' END,
                   CASE WHEN state = 'resolved'
                        THEN requested_at + pace * INTERVAL '80 hours' END,
                   requested_at + INTERVAL '8 hours',
                   requested_at + INTERVAL '72 hours',
                   CASE state WHEN 'new' THEN requested_at + INTERVAL '8 hours'
                              WHEN 'in_progress'
                              THEN requested_at + INTERVAL '72 hours' END,
                   (who < 0.05)::int,
                   %(uid)s, %(uid)s, requested_at, requested_at
              FROM course
              JOIN bench_offer AS offer ON offer.place = course.offer
              JOIN bench_asker AS asker ON asker.place = course.asker
            """,
            number=number,
            last=last,
            company=env.company.id,
            uid=env.uid,
            **stage_of,
        )
    )
    # Submitted, taken, in a quarter of the cases waiting for the customer, over.
    cr.execute(
        SQL(
            """
            INSERT INTO icrm_request_event (ticket_id, occurred_at, state, holder,
                                            team_id, department_id, user_id, priority)
            SELECT ticket.id, turn.occurred_at, turn.state, turn.holder, ticket.team_id,
                   ticket.icrm_provider_department_id, turn.user_id, ticket.priority
              FROM helpdesk_ticket AS ticket,
           LATERAL (VALUES
                   (ticket.icrm_submitted_at, 'new', 'provider', NULL),
                   (ticket.icrm_first_response_at, 'in_progress', 'provider',
                    ticket.user_id),
                   (CASE WHEN ticket.id %% 4 = 0 OR ticket.icrm_state = 'waiting'
                         THEN ticket.icrm_first_response_at + INTERVAL '1 hour' END,
                    'waiting', 'customer', ticket.user_id),
                   (CASE WHEN ticket.id %% 4 = 0 AND ticket.icrm_state != 'waiting'
                         THEN ticket.icrm_first_response_at + INTERVAL '9 hours' END,
                    'in_progress', 'provider', ticket.user_id),
                   (ticket.closed_date, ticket.icrm_state, NULL, ticket.user_id)
                   ) AS turn (occurred_at, state, holder, user_id)
             WHERE ticket.id > %s AND turn.occurred_at IS NOT NULL
             ORDER BY ticket.id, turn.occurred_at
            """,
            last,
        )
    )
    cr.execute(
        SQL(
            """
            INSERT INTO icrm_request_rating (
                ticket_id, score, rated_at, customer_id, service_id,
                provider_department_id, customer_department_id, company_id,
                create_uid, write_uid, create_date, write_date)
            SELECT id, 1 + FLOOR(5 * SQRT(RANDOM())), icrm_resolved_at,
                   icrm_requester_id, icrm_service_id, icrm_provider_department_id,
                   icrm_customer_department_id, company_id,
                   %s, %s, icrm_resolved_at, icrm_resolved_at
              FROM helpdesk_ticket
             WHERE id > %s AND icrm_state = 'resolved' AND id %% 3 = 0
            """,
            env.uid,
            env.uid,
            last,
        )
    )


def generate(env, employees, departments, services, agents, requests):
    """Write a company of these sizes; commits."""
    env = env(context={**env.context, **QUIET})
    env.cr.execute("SELECT setseed(0.19)")
    start = time.perf_counter()
    departments, services = offer(env, departments, services, agents)
    env.cr.commit()
    step(f"{len(departments)} departments, {len(services)} services", start)
    start = time.perf_counter()
    hire(env, departments, employees)
    env.cr.commit()
    step(f"{employees} employees and their customers", start)
    start = time.perf_counter()
    prepare(env, services)
    for done in range(0, requests, BATCH):
        generate_requests(env, min(BATCH, requests - done))
        env.cr.commit()
    step(f"{requests} requests, ledger, ratings", start)
    start = time.perf_counter()
    env.cr.execute("DROP TABLE bench_offer; DROP TABLE bench_asker; ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    step("statistics", start)


generate(env, **SIZES)  # noqa: F821 (the shell gives env)
