# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Customers: 50,000 employees at install, and one employee more or changed.

Run it in a shell on any database that has icrm_internal; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_customers.py

1. 50,000 employees in 200 departments are written by SQL, without customers, as a
   company has them that installs the application. The install hook runs, against one
   hand-written INSERT of the same rows; then the repair, which finds nothing.
2. One employee is hired, then moved: HR alone (no customer is made, or none is there)
   against HR with customers, in the company as it was and in that of 50,000. Best of
   five. The number of queries must not depend on the size of the company.
"""

import time
from unittest.mock import patch

COUNT, DEPARTMENTS, TURNS = 50_000, 200, 5


def timed(env, function):
    """Return (seconds, queries) of *function*, flushed before and after."""
    env.cr.flush()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    function()
    env.cr.flush()
    return time.perf_counter() - start, env.cr.sql_log_count - queries


def copy_rows(env, table, template_id, **overrides):
    """Insert one copy of a row per line of bench_employee; values are SQL."""
    env.cr.execute(
        "SELECT quote_ident(column_name) FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = current_schema",
        [table],
    )
    columns = [column for (column,) in env.cr.fetchall()]
    values = [overrides.get(column, f"template.{column}") for column in columns]
    env.cr.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {table} template, bench_employee WHERE template.id = %s",
        [template_id],
    )


def make_company(env):
    """Write COUNT employees into DEPARTMENTS departments, without customers."""
    template = env["hr.employee"].create({"name": "Template", "job_title": "Clerk"})
    departments = env["hr.department"].create(
        [{"name": f"Department {index}"} for index in range(DEPARTMENTS)]
    )
    env.cr.flush()
    env.cr.execute(
        """
        CREATE TEMPORARY TABLE bench_employee ON COMMIT DROP AS
        SELECT number, 'Employee ' || number AS name,
               nextval('res_partner_id_seq') AS partner,
               nextval('resource_resource_id_seq') AS resource,
               nextval('hr_employee_id_seq') AS employee,
               nextval('hr_version_id_seq') AS version,
               (%s::integer[])[1 + number %% %s] AS department
          FROM generate_series(1, %s) number
        """,
        [departments.ids, DEPARTMENTS, COUNT],
    )
    copy_rows(
        env,
        "res_partner",
        template.work_contact_id.id,
        id="partner",
        name="bench_employee.name",
        complete_name="bench_employee.name",
        commercial_partner_id="partner",
    )
    copy_rows(
        env,
        "resource_resource",
        template.resource_id.id,
        id="resource",
        name="bench_employee.name",
    )
    copy_rows(
        env,
        "hr_employee",
        template.id,
        id="employee",
        name="bench_employee.name",
        resource_id="resource",
        work_contact_id="partner",
        current_version_id="NULL",
    )
    copy_rows(
        env,
        "hr_version",
        template.current_version_id.id,
        id="version",
        employee_id="employee",
        department_id="department",
    )
    env.cr.execute(
        "UPDATE hr_employee SET current_version_id = version FROM bench_employee"
        " WHERE id = employee"
    )
    env.cr.execute(
        "DELETE FROM icrm_customer"
        " WHERE kind = 'department' AND department_id = ANY(%s)",
        [departments.ids],
    )
    for table in ("res_partner", "hr_employee", "hr_version", "hr_department"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return departments


def insert_by_hand(env):
    """Write the same customers by the barest statement there is, and undo it."""
    with env.cr.savepoint() as savepoint:
        start = time.perf_counter()
        env.cr.execute(
            """
            INSERT INTO icrm_customer (kind, employee_id, name, active, department_id,
                                       job_title, partner_id, company_id, lang,
                                       preferred_channel)
            SELECT 'employee', employee.id, employee.name, employee.active,
                   version.department_id, version.job_title, employee.work_contact_id,
                   employee.company_id, partner.lang, 'mail'
              FROM hr_employee employee
              JOIN hr_version version ON version.id = employee.current_version_id
              JOIN res_partner partner ON partner.id = employee.work_contact_id
             WHERE employee.id IN (SELECT employee FROM bench_employee)
            """
        )
        seconds = time.perf_counter() - start
        savepoint.rollback()
    return seconds


def one_employee(env, departments):
    """Return {case: (HR alone, with customers)}, each (seconds, queries)."""
    Employee = env["hr.employee"]
    Customer = env.registry["icrm.customer"]
    numbers = iter(range(10_000))
    results = {"hire": ([], []), "move": ([], [])}

    def hire():
        return Employee.create(
            {"name": f"New {next(numbers)}", "department_id": departments[0].id}
        )

    def move(employee):
        employee.department_id = departments[1]

    hire()
    for _turn in range(TURNS):
        with patch.object(Customer, "_create_for", lambda self, records: self):
            results["hire"][0].append(timed(env, hire))
            alone = hire()
        results["move"][0].append(timed(env, lambda e=alone: move(e)))
        results["hire"][1].append(timed(env, hire))
        with_customer = hire()
        results["move"][1].append(timed(env, lambda e=with_customer: move(e)))
    return {
        case: (min(alone), min(together)) for case, (alone, together) in results.items()
    }


def main(env):
    few = env["hr.department"].create([{"name": "Bench A"}, {"name": "Bench B"}])
    small = one_employee(env, few)
    departments = make_company(env)
    by_hand = insert_by_hand(env)
    created = {}
    seconds, queries = timed(
        env, lambda: created.update(env["icrm.customer"]._sync_with_hr())
    )
    again, _queries = timed(env, lambda: env["icrm.customer"]._sync_with_hr())
    env.cr.execute("ANALYZE icrm_customer")
    large = one_employee(env, departments)
    print(
        f"install hook: {created['created']} customers in {seconds:.1f} s,"
        f" {queries} queries; one INSERT by hand {by_hand:.1f} s,"
        f" ratio {seconds / by_hand:.2f}; repair that finds nothing {again:.2f} s"
    )
    print(f"{'one employee':24}{'HR alone':>20}{'with customers':>20}{'ratio':>8}")
    for size, results in (("small", small), (f"{COUNT}", large)):
        for case, cells in results.items():
            texts = [f"{sec * 1000:.1f} ms {count} q" for sec, count in cells]
            ratio = cells[1][0] / cells[0][0]
            print(f"{case + ', ' + size:24}{texts[0]:>20}{texts[1]:>20}{ratio:>8.2f}")
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
