# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.tests.common import IcrmCommon


class ValueCommon(IcrmCommon):
    """The small company, with requests of the past as an import leaves them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = company_day.today(cls.company)
        cls.Value = cls.env["icrm.customer.value"]
        cls.Stage = cls.env["icrm.customer.stage"]
        cls.Customer = cls.env["icrm.customer"].with_context(active_test=False)

    @classmethod
    def _departments(cls, *names):
        """Return departments that are as old as their requests."""
        departments = cls.env["hr.department"].create(
            [{"name": name} for name in names]
        )
        cls._age(departments)
        return departments

    @classmethod
    def _age(cls, records, days=800):
        """Make *records* as if they were made so many days ago."""
        records.flush_recordset()
        cls.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id IN %s",
                SQL.identifier(records._table),
                datetime.now() - timedelta(days=days),
                records._ids,
            )
        )
        records.invalidate_recordset()

    @classmethod
    def _of(cls, department):
        return cls.Customer._of_department(department)

    @classmethod
    def _ask(cls, department, days, hours=2, customer=None, missed=(), opened=()):
        """Insert requests that *department* made so many days ago.

        :param days: a list of days before today
        :param hours: working hours that the provider held each
        :param missed, opened: the days of those that were late, are open and overdue
        """
        beneficiary = customer or cls._customer(cls.staff)
        rows = []
        for day in days:
            at = datetime.combine(cls.today - timedelta(days=day), time(9))
            is_open = day in opened
            due = at + timedelta(hours=8)
            done = at + timedelta(hours=20 if day in missed else 4)
            rows.append((at, due, due if is_open else None, None if is_open else done))
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            WITH row AS (
                SELECT nextval('helpdesk_ticket_id_seq') AS id, *
                  FROM unnest(%(at)s::timestamp[], %(due)s::timestamp[],
                              %(next)s::timestamp[], %(done)s::timestamp[])
                       AS row (at, due, next, done)
            ), ticket AS (
                INSERT INTO helpdesk_ticket (
                    id, number, name, description, stage_id, company_id, active,
                    priority, icrm_service_id, icrm_requester_id, icrm_beneficiary_id,
                    icrm_customer_department_id, icrm_provider_department_id,
                    icrm_state, icrm_submitted_at, icrm_due_at, icrm_next_due_at,
                    icrm_resolved_at, create_date)
                SELECT id, 'V' || id, 'Old', '',
                       (SELECT MIN(id) FROM helpdesk_ticket_stage), %(company)s, TRUE,
                       '1', %(service)s, %(person)s, %(person)s, %(department)s,
                       %(provider)s,
                       CASE WHEN done IS NULL THEN 'in_progress' ELSE 'resolved' END,
                       at, due, next, done, at
                  FROM row
            ), clock AS (
                INSERT INTO icrm_clock (
                    kind, ticket_id, company_id, calendar_id, budget_seconds,
                    started_at, stopped_at, elapsed_seconds, state)
                SELECT 'resolution', id, %(company)s, %(calendar)s, 57600, at, done,
                       %(seconds)s,
                       CASE WHEN done IS NULL THEN 'running' ELSE 'met' END
                  FROM row
             RETURNING id, started_at)
            INSERT INTO icrm_clock_segment (
                clock_id, start_at, end_at, holder, is_counted, working_seconds)
            SELECT clock.id, started_at, started_at, holder, holder = 'provider',
                   seconds
              FROM clock, (VALUES ('provider', %(seconds)s), ('customer', 99999))
                   AS held (holder, seconds)
            """,
            {
                "at": [row[0] for row in rows],
                "due": [row[1] for row in rows],
                "next": [row[2] for row in rows],
                "done": [row[3] for row in rows],
                "company": cls.company.id,
                "service": cls.service.id,
                "person": beneficiary.id,
                "department": department.id or None,
                "provider": cls.it.id,
                "calendar": cls.calendar.id,
                "seconds": int(hours * 3600),
            },
        )

    @classmethod
    def _compute(cls):
        cls.env.flush_all()
        # As autovacuum does with what was committed: without it, a second takes ten.
        cls.env.cr.execute("ANALYZE helpdesk_ticket, icrm_clock, icrm_clock_segment")
        cls.Value._compute_company(cls.company)
        cls.env.invalidate_all()

    @classmethod
    def _value(cls, record):
        """Return the figures of a department or a customer."""
        customer = record if record._name == "icrm.customer" else cls._of(record)
        return cls.Value.search([("customer_id", "=", customer.id)])
