# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

from ..request.helpdesk_ticket_course import OPEN_STATES

# Nobody works on it: not yet taken, or it lies with the customer, a third party or an
# approver.
WAITING = SQL(
    "(turn.state IN ('new', 'waiting')"
    " OR turn.holder IN ('customer', 'third_party', 'approver')"
    " OR turn.user_id IS NULL)"
)


class IcrmProcess(models.Model):
    """What the ledger of requests tells about the steps: time, waiting, bottleneck."""

    _inherit = "icrm.process"

    def _get_figures(self, since, until=None):
        """Return the times of this process and its steps, by one statement.

        Counted are the requests of the service asked for in the period and resolved;
        a turn of theirs belongs to the step that names most of its marks (progress,
        holder, department), of several the first. Times are working time of the
        service's calendar. Beside them stands how many requests are in a step now.

        Names nobody, so whoever may read the process may be told.

        :param datetime since: naive UTC
        :param datetime until: naive UTC; now by default
        :return: dict: ``requests``; hours per request ``lead_hours``,
            ``waiting_hours``, ``value_hours``; shares of the time (0..1)
            ``waiting_share``, ``value_share``, ``unmatched_share``; ``steps``: {id:
            {``requests`` that passed it, ``hours`` and ``waiting_hours`` per such
            request, ``share`` of the whole time, ``open``}}
        """
        self.ensure_one()
        now = fields.Datetime.now()
        until = min(until or now, now)
        rows = self.env.execute_query(self._sql_times(since, until, now))
        value_ids = set(self.step_ids.filtered(lambda one: one.value == "value").ids)
        requests, total, waiting, value, unmatched = 0, 0, 0, 0, 0
        steps = {}
        for whole, step_id, count, seconds, waited, open_count in rows:
            if whole:
                requests, total, waiting = count, seconds, waited
                continue
            if not step_id:
                unmatched = seconds
                continue
            if step_id in value_ids:
                value += seconds - waited
            steps[step_id] = {
                "requests": count,
                "hours": seconds / 3600 / count if count else 0.0,
                "waiting_hours": waited / 3600 / count if count else 0.0,
                "seconds": seconds,
                "open": open_count,
            }
        for step in steps.values():
            step["share"] = step.pop("seconds") / total if total else 0.0

        def per_request(seconds):
            return seconds / 3600 / requests if requests else 0.0

        def share(seconds):
            return seconds / total if total else 0.0

        return {
            "requests": requests,
            "lead_hours": per_request(total),
            "waiting_hours": per_request(waiting),
            "value_hours": per_request(value),
            "waiting_share": share(waiting),
            "value_share": share(value),
            "unmatched_share": share(unmatched),
            "steps": steps,
        }

    def _get_bottleneck(self, figures):
        """Return the step in which most of the time goes; none if nothing is known."""
        known = [
            (row["share"], -place, step)
            for place, step in enumerate(self.step_ids)
            if (row := figures["steps"].get(step.id)) and row["requests"]
        ]
        return max(known)[2] if known else self.env["icrm.process.step"]

    def _sql_times(self, since, until, now):
        """Rows (whole, step, requests, seconds, of them waiting, there now)."""
        for name in ("helpdesk.ticket", "icrm.request.event", "icrm.process.step"):
            self.env[name].flush_model()
        return SQL(
            """
            WITH course AS (%(course)s),
            turn AS (
                SELECT course.ticket_id, course.user_id, course.state, course.holder,
                       course.done,
                       course.is_last AND NOT course.done AS is_now,
                       %(to)s - %(from)s AS seconds,
                       (SELECT step.id
                          FROM icrm_process_step AS step
                         WHERE step.process_id = %(process)s
                           AND num_nonnulls(step.match_state, step.match_holder,
                                            step.match_department_id) > 0
                           AND (step.match_state IS NULL
                                OR step.match_state = course.state)
                           AND (step.match_holder IS NULL
                                OR step.match_holder = course.holder)
                           AND (step.match_department_id IS NULL
                                OR step.match_department_id = course.department_id)
                         ORDER BY num_nonnulls(step.match_state, step.match_holder,
                                               step.match_department_id) DESC,
                                  step.sequence, step.id
                         LIMIT 1) AS step_id
                  FROM course
            CROSS JOIN (SELECT %(starts)s::timestamp[] AS starts,
                               %(before)s::bigint[] AS before,
                               %(lasts)s::bigint[] AS lasts) AS hours
                 WHERE course.state IN %(open)s)
            SELECT GROUPING(turn.step_id) = 1 AS whole,
                   turn.step_id,
                   COUNT(DISTINCT turn.ticket_id) FILTER (WHERE turn.done),
                   COALESCE(SUM(turn.seconds) FILTER (WHERE turn.done), 0)::float,
                   COALESCE(SUM(turn.seconds)
                            FILTER (WHERE turn.done AND %(waiting)s), 0)::float,
                   COUNT(*) FILTER (WHERE turn.is_now)
              FROM turn
             GROUP BY GROUPING SETS ((turn.step_id), ())
            """,
            course=self._sql_course(since, until, now),
            process=self.id,
            open=OPEN_STATES,
            waiting=WAITING,
            **{"from": self._sql_worked("from_at"), "to": self._sql_worked("to_at")},
            **self._get_hours(since, now),
        )

    def _sql_course(self, since, until, now):
        """Rows of the ledger with their end: of what was done, and of what is open."""
        return SQL(
            """
            SELECT event.ticket_id, event.id, event.state, event.holder,
                   event.department_id, event.user_id, request.icrm_state,
                   request.icrm_state = 'resolved'
                       AND request.icrm_submitted_at < %(until)s AS done,
                   GREATEST(event.occurred_at, %(since)s) AS from_at,
                   GREATEST(COALESCE(LEAD(event.occurred_at) OVER ledger, %(now)s),
                            %(since)s) AS to_at,
                   LEAD(event.id) OVER ledger IS NULL AS is_last
              FROM helpdesk_ticket AS request
              JOIN icrm_request_event AS event ON event.ticket_id = request.id
             WHERE request.icrm_service_id = %(service)s
               AND request.active
               AND ((request.icrm_state = 'resolved'
                     AND request.icrm_submitted_at >= %(since)s
                     AND request.icrm_submitted_at < %(until)s)
                    OR request.icrm_state IN %(open)s)
            WINDOW ledger AS (PARTITION BY event.ticket_id
                              ORDER BY event.occurred_at, event.id)
            """,
            service=self.service_id.id,
            since=since,
            until=until,
            now=now,
            open=OPEN_STATES,
        )

    def _sql_worked(self, column):
        """Working seconds from the beginning until an instant: a binary search in the
        calendar's intervals, as measures/worktime.py does it."""
        at = SQL.identifier("course", column)
        place = SQL("width_bucket(%s, hours.starts)", at)
        return SQL(
            """(CASE WHEN %(place)s = 0 THEN 0
                ELSE hours.before[%(place)s] + LEAST(
                    EXTRACT(EPOCH FROM %(at)s - hours.starts[%(place)s])::bigint,
                    hours.lasts[%(place)s]) END)""",
            at=at,
            place=place,
        )

    def _get_hours(self, since, until):
        """Return the working hours as arrays: starts, seconds before, how long."""
        worktime = self.service_id._icrm_calendar()._icrm_worktime(
            since, until + timedelta(days=1), self.company_id
        )
        starts, before, lasts, total = [], [], [], 0
        for start, stop in worktime:
            starts.append(start)
            before.append(total)
            lasts.append(int((stop - start).total_seconds()))
            total += lasts[-1]
        # width_bucket wants at least one start.
        return {
            "starts": starts or [since],
            "before": before or [0],
            "lasts": lasts or [0],
        }

    def _get_since(self, months):
        return fields.Datetime.now() - relativedelta(months=months)
