# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who enters a plan: one SQL statement over people, their employees and requests.

Decides nothing about rights: the queries pass over record rules, the job asks them, and
the screens that show people check who looks. Rows are unique for a person, step and
occasion, so asking again changes nothing.
"""

from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day

# A job that did not run for some days still greets, so many days late at most.
GRACE = timedelta(days=2)
# Whoever started so long before the plan did is not welcomed any more.
WELCOME = timedelta(days=14)

# The first day of work: of the first contract, else of the first version.
HIRED = SQL(
    """
    SELECT version.employee_id,
           COALESCE(MIN(version.contract_date_start), MIN(version.date_version)) AS day
      FROM hr_version version
     WHERE version.active
  GROUP BY version.employee_id
    """
)


class PlanAudience:
    """The people of one plan, entered or greeted.

    :param plan: one ``icrm.plan``
    """

    def __init__(self, plan):
        # sudo: the job decides; it shows nothing
        self.plan = plan.sudo()
        self.env = self.plan.env

    def _get_people(self):
        """Return the SQL of the ids of the audience."""
        return (
            self.env["icrm.customer"]
            .with_context(active_test=False)
            ._search(self.plan._get_audience_domain())
            .subselect()
        )

    def _get_entries(self, first, last):
        """Return the SQL of who enters from *first* to *last*, and on which day.

        customer_id, day (on which they enter), occasion (which tells a second time from
        a repetition), years (of work).
        """
        plan = self.plan
        before = plan.days_before
        # A day off the end of a range: where the event is, not the entry
        low, high = first + timedelta(days=before), last + timedelta(days=before)
        if plan.trigger == "audience":
            return SQL(
                "SELECT id AS customer_id, %s::date AS day, ''::varchar AS occasion,"
                " 0 AS years FROM icrm_customer",
                last,
            )
        if plan.trigger == "holiday":
            day = plan._get_next_holiday(low)
            return SQL(
                "SELECT id AS customer_id, %s::date AS day, %s::varchar AS occasion,"
                " 0 AS years FROM icrm_customer WHERE %s",
                day - timedelta(days=before) if day else None,
                str(day.year) if day else "",
                bool(day and day <= high),
            )
        if plan.trigger == "winback":
            return SQL(
                """
                SELECT ticket.icrm_requester_id AS customer_id,
                       CAST(%(day)s AS date) AS day,
                       MAX(ticket.icrm_submitted_at)::varchar AS occasion,
                       0 AS years
                  FROM helpdesk_ticket ticket
                 WHERE ticket.icrm_requester_id IS NOT NULL
              GROUP BY ticket.icrm_requester_id
                HAVING MAX(ticket.icrm_submitted_at) < %(since)s
                """,
                day=last,
                since=company_day.midnight(
                    plan, last - timedelta(days=plan.silence_days)
                ),
            )
        if plan.trigger == "left":
            return SQL(
                """
                SELECT customer.id AS customer_id,
                       version.departure_date - %(before)s::integer AS day,
                       EXTRACT(YEAR FROM version.departure_date)::integer::varchar
                           AS occasion,
                       0 AS years
                  FROM icrm_customer customer
                  JOIN hr_employee employee ON employee.id = customer.employee_id
                  JOIN hr_version version ON version.id = employee.current_version_id
                 WHERE version.departure_date BETWEEN %(low)s AND %(high)s
                """,
                before=before,
                low=low,
                high=high,
            )
        if plan.trigger == "joined":
            return SQL(
                """
                SELECT customer.id AS customer_id, hired.day, ''::varchar AS occasion,
                       0 AS years
                  FROM icrm_customer customer
                  JOIN (%(hired)s) hired ON hired.employee_id = customer.employee_id
                 WHERE hired.day BETWEEN %(low)s AND %(high)s
                """,
                hired=HIRED,
                low=first,
                high=last,
            )
        if plan.trigger == "birthday":
            source = SQL(
                """
                SELECT id AS employee_id, birthday AS day, 0 AS least
                  FROM hr_employee
                 WHERE birthday_public_display AND birthday IS NOT NULL
                """
            )
        else:
            source = SQL("SELECT employee_id, day, 1 AS least FROM (%s) hired", HIRED)
        # Born or hired on 29 February: on the 28th in other years
        return SQL(
            """
            SELECT customer.id AS customer_id, found.day - %(before)s::integer AS day,
                   found.year::varchar AS occasion, found.years
              FROM icrm_customer customer
              JOIN (SELECT source.employee_id, year,
                           year - EXTRACT(YEAR FROM source.day)::integer AS years,
                           CAST(source.day + make_interval(
                               years => year - EXTRACT(YEAR FROM source.day)::integer
                           ) AS date) AS day,
                           source.least
                      FROM (%(source)s) source
                CROSS JOIN generate_series(%(first_year)s, %(last_year)s) year
                   ) found ON found.employee_id = customer.employee_id
             WHERE found.day BETWEEN %(low)s AND %(high)s
               AND found.years >= found.least
            """,
            source=source,
            before=before,
            first_year=low.year,
            last_year=high.year,
            low=low,
            high=high,
        )

    def _get_first_day(self, today):
        """Return the first day on which somebody may have entered and is still met."""
        plan = self.plan
        if plan.trigger == "joined":
            return today - WELCOME
        return max(today - GRACE, plan.started_on, plan.date_from or plan.started_on)

    def enrol(self, today):
        """Plan all steps of those who enter; one statement for any number.

        :return: how many rows were added
        """
        plan = self.plan
        self.env.flush_all()
        # SQL: a row for each of 10,000 people and each step; tests/test_plans_killed
        rows = self.env.execute_query(
            SQL(
                """
                WITH entry AS (%(entries)s),
                step AS (
                    SELECT id,
                           SUM(delay) OVER (ORDER BY sequence, id)::integer AS days
                      FROM icrm_plan_step
                     WHERE plan_id = %(plan)s
                ),
                added AS (
                    INSERT INTO icrm_plan_touch (
                        plan_id, step_id, customer_id, company_id, occasion,
                        due_on, planned_on, state, tries)
                    SELECT %(plan)s, step.id, entry.customer_id, %(company)s,
                           entry.occasion, entry.day + step.days,
                           entry.day + step.days, 'planned', 0
                      FROM entry
                CROSS JOIN step
                     WHERE entry.customer_id IN %(people)s
                  ORDER BY entry.customer_id, step.days
               ON CONFLICT (step_id, customer_id, occasion) DO NOTHING
                 RETURNING id
                )
                SELECT COUNT(*) FROM added
                """,
                entries=self._get_entries(self._get_first_day(today), today),
                plan=plan.id,
                company=plan.company_id.id,
                people=self._get_people(),
            )
        )
        self.env["icrm.plan.touch"].invalidate_model()
        return rows[0][0]

    def greet(self, today):
        """Write down who is greeted now; one statement a step.

        :return: a list of (step, customer, years, occasion)
        """
        found, days = [], 0
        self.env.flush_all()
        for step in self.plan.step_ids:
            days += step.delay
            last = today - timedelta(days=days)
            # SQL: people are found and written down in one statement
            rows = self.env.execute_query(
                SQL(
                    """
                    WITH entry AS (%(entries)s),
                    added AS (
                        INSERT INTO icrm_plan_greeting (step_id, customer_id, occasion)
                        SELECT %(step)s, entry.customer_id, entry.occasion
                          FROM entry
                         WHERE entry.customer_id IN %(people)s
                   ON CONFLICT (step_id, customer_id, occasion) DO NOTHING
                     RETURNING customer_id, occasion
                    )
                    SELECT added.customer_id, entry.years, added.occasion
                      FROM added JOIN entry USING (customer_id, occasion)
                    """,
                    entries=self._get_entries(
                        max(last - GRACE, self.plan.started_on - timedelta(days=days)),
                        last,
                    ),
                    step=step.id,
                    people=self._get_people(),
                )
            )
            Customer = self.env["icrm.customer"]
            found += [
                (step, Customer.browse(customer_id), years, occasion)
                for customer_id, years, occasion in rows
            ]
        return found

    def find_day(self, customer, today):
        """Return the day on which one person enters, or None: for the preview.

        Never asked of plans about days that only HR knows.
        """
        plan = self.plan
        if plan.trigger == "holiday":
            day = plan._get_next_holiday(today + timedelta(days=plan.days_before))
            return day and day - timedelta(days=plan.days_before)
        first = self._get_first_day(today) if plan.started_on else today - WELCOME
        # SQL: the same expression as who enters
        rows = self.env.execute_query(
            SQL(
                "SELECT day FROM (%s) entry WHERE customer_id = %s",
                self._get_entries(first, today),
                customer.id,
            )
        )
        return rows[0][0] if rows else None
