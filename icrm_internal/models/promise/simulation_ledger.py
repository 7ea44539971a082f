# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The ledger of a simulation: what was promised and who held it, read and replayed.

Nothing is written. Reads by SQL, whatever the caller may see of single requests: the
one who calls decides whether they may see the sums.
"""

from collections import Counter, defaultdict
from datetime import timezone
from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...measures.replay import (
    Axis,
    Case,
    Stretch,
    forecast_share,
    infer_work,
    replay,
    used_seconds,
)

# More do not fit into memory and patience; a shorter period has fewer.
MOST_CASES = 300_000
WEEK = 7 * 86400
QUARTER_DAYS = 91


class Promised(NamedTuple):
    """One request of those whose promise is simulated."""

    clock_id: int
    service_id: int
    priority: str
    budget: int
    calendar_id: int
    started: int
    #: its end is known; else it is held until now
    is_ended: bool
    is_met: bool | None


class Outcome(NamedTuple):
    """What became of the requests of one service and priority, and would become."""

    n: int
    met_now: float | None
    met_then: float | None
    low: float | None
    high: float | None
    missed_then: int


class Ledger:
    """The requests of one provider, to one customer or of one service.

    :param env: the environment; its rights play no part
    :param department_ids: the provider and what is below it
    :param wanted: SQL, the condition on ``helpdesk_ticket`` of the simulated ones
    :param company: whose requests
    :param since, until: naive UTC; requests submitted between them
    """

    def __init__(self, env, department_ids, wanted, company, since, until):
        self.env = env
        self.department_ids = department_ids
        self.wanted = wanted
        self.company = company
        self.since, self.until = since, until
        for model in ("helpdesk.ticket", "icrm.clock", "icrm.clock.segment"):
            env[model].flush_model()

    # -- reading --
    def read_promised(self):
        """Return the list of :class:`Promised`, in the order of submission."""
        self._check_size(self._get_promised())
        # SQL: a year of requests, without a record for each; bench_simulation
        rows = self.env.execute_query(
            SQL(
                """
                SELECT clock.id, helpdesk_ticket.icrm_service_id,
                       helpdesk_ticket.priority, clock.budget_seconds,
                       clock.calendar_id,
                       EXTRACT(EPOCH FROM clock.started_at)::bigint,
                       clock.stopped_at IS NOT NULL,
                       CASE WHEN clock.state = 'met' THEN TRUE
                            WHEN clock.state = 'missed' THEN FALSE END
                  FROM %s
                 ORDER BY clock.started_at, clock.id
                """,
                self._get_promised(),
            )
        )
        return [Promised(*row) for row in rows]

    def count_promised(self):
        """Return {(service id, priority): (requests, met, met or missed)}."""
        # SQL: as above; a form asks for nothing else
        rows = self.env.execute_query(
            SQL(
                """
                SELECT helpdesk_ticket.icrm_service_id, helpdesk_ticket.priority,
                       COUNT(*), COUNT(*) FILTER (WHERE clock.state = 'met'),
                       COUNT(*) FILTER (WHERE clock.state IN ('met', 'missed'))
                  FROM %s
                 GROUP BY helpdesk_ticket.icrm_service_id, helpdesk_ticket.priority
                """,
                self._get_promised(),
            )
        )
        return {(service, priority): counts for service, priority, *counts in rows}

    def _get_promised(self):
        """Return the requests with their clocks, as what comes after FROM."""
        return SQL(
            """
            helpdesk_ticket
              JOIN icrm_clock clock ON clock.ticket_id = helpdesk_ticket.id
             WHERE %(wanted)s AND helpdesk_ticket.active
               AND helpdesk_ticket.company_id = %(company)s
               AND clock.kind = 'resolution' AND clock.state <> 'cancelled'
               AND clock.started_at >= %(since)s AND clock.started_at < %(until)s
            """,
            wanted=self.wanted,
            company=self.company.id,
            since=self.since,
            until=self.until,
        )

    def read_cases(self, clock_ids=None):
        """Return {clock id: :class:`Case`}.

        :param clock_ids: of which clocks, of :meth:`read_promised`; None: of all that
            the provider held
        """
        chosen = (
            SQL("clock.id = ANY(%s)", list(clock_ids))
            if clock_ids is not None
            else SQL(
                """
                clock.company_id = %s AND clock.started_at >= %s
                AND clock.started_at < %s AND EXISTS (
                    SELECT FROM icrm_clock_segment held
                     WHERE held.clock_id = clock.id
                       AND held.department_id = ANY(%s) AND held.is_counted)
                """,
                self.company.id,
                self.since,
                self.until,
                self.department_ids,
            )
        )
        if clock_ids is None:
            self._check_size(
                SQL(
                    """
                    icrm_clock clock
                     WHERE %s AND clock.kind = 'resolution'
                       AND clock.state <> 'cancelled'
                    """,
                    chosen,
                )
            )
        # SQL: as above, three rows a request
        rows = self.env.execute_query(
            SQL(
                """
                SELECT clock.id, clock.budget_seconds, helpdesk_ticket.priority,
                       EXTRACT(EPOCH FROM segment.start_at)::bigint,
                       EXTRACT(EPOCH FROM
                               COALESCE(segment.end_at, %(now)s))::bigint,
                       segment.is_counted,
                       segment.is_counted
                       AND segment.department_id = ANY(%(departments)s)
                  FROM icrm_clock clock
                  JOIN helpdesk_ticket ON helpdesk_ticket.id = clock.ticket_id
                  JOIN icrm_clock_segment segment ON segment.clock_id = clock.id
                 WHERE %(chosen)s AND clock.kind = 'resolution'
                   AND clock.state <> 'cancelled'
                 ORDER BY clock.id, segment.start_at, segment.end_at, segment.id
                """,
                now=self.until,
                departments=self.department_ids,
                chosen=chosen,
            )
        )
        held, heads = defaultdict(list), {}
        for clock_id, budget, priority, start, end, is_counted, is_queue in rows:
            heads[clock_id] = budget, int(priority or 0)
            held[clock_id].append(
                Stretch(start, max(start, end), bool(is_counted), bool(is_queue))
            )
        return {
            clock_id: Case(clock_id, *heads[clock_id], tuple(stretches))
            for clock_id, stretches in held.items()
        }

    def _check_size(self, source):
        """Raise UserError if *source*, what comes after FROM, has too many requests."""
        # SQL: counted before anything is read
        [[count]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM %s", source))
        if count > MOST_CASES:
            raise UserError(
                self.env._(
                    "Period: %(count)s requests are too many to simulate. Choose fewer "
                    "months.",
                    count=f"{count:,}",
                )
            )

    def get_axis(self, calendar_id):
        """Return the :class:`Axis` of working hours from the first request to now."""
        hours = (
            self.env["resource.calendar"]
            .browse(calendar_id)
            ._icrm_hours(self.company, self.since, self.until)
        )
        intervals = hours.compute(list, self.since, self.until)
        try:
            return Axis([(_epoch(start), _epoch(stop)) for start, stop in intervals])
        except ValueError:
            raise UserError(
                self.env._("Working Hours: these have no working time. Choose others.")
            ) from None

    # -- replaying --
    def simulate(self, budgets, calendar_id=None, people=None, order=None):
        """Return {(service id, priority): :class:`Outcome`}, and that of all for None.

        :param budgets: {(service id, priority): working seconds} that differ from
            what was promised
        :param calendar_id: other working hours; None: as they were
        :param people: (now, then); None: as many as there were
        :param order: one of ``replay.ORDERS``; None: as it was
        """
        promised = self.read_promised()
        budget_of = {
            request.clock_id: budgets.get(
                (request.service_id, request.priority), request.budget
            )
            for request in promised
        }
        if order or (people and people[0] != people[1]):
            used = self._replay_queue(
                promised, budget_of, calendar_id, people or (1, 1), order
            )
        else:
            used = self._measure(promised, calendar_id)
        found = defaultdict(list)
        for request in promised:
            is_met = used[request.clock_id] <= budget_of[request.clock_id]
            # An open request is missed, or nothing is known yet.
            outcome = request, is_met if request.is_ended or not is_met else None
            found[request.service_id, request.priority].append(outcome)
            found[None].append(outcome)
        return {key: self._sum(rows) for key, rows in found.items()}

    def _measure(self, promised, calendar_id):
        """Return {clock id: seconds used}: what happened, in these working hours."""
        cases = self.read_cases([request.clock_id for request in promised])
        axes = {
            id_: self.get_axis(id_)
            for id_ in {calendar_id or request.calendar_id for request in promised}
        }
        return {
            request.clock_id: used_seconds(
                cases[request.clock_id], axes[calendar_id or request.calendar_id]
            )
            for request in promised
        }

    def _replay_queue(self, promised, budget_of, calendar_id, people, order):
        """Return {clock id: seconds used} with other people, or in another order."""
        if not promised:
            return {}
        # All that the provider held: it waited for the same people.
        cases = [
            case._replace(budget=budget_of.get(case.key, case.budget))
            for case in self.read_cases().values()
        ]
        # One line of time for all: the hours in which most of it was promised
        own = Counter(request.calendar_id for request in promised).most_common(1)[0][0]
        before = after = self.get_axis(own)
        if calendar_id and calendar_id != own:
            after = self.get_axis(calendar_id)
        now, then = people
        visits = infer_work(cases, before, now)
        used = replay(cases, visits, before, after, then, order)
        found = {case.key: value for case, value in zip(cases, used, strict=True)}
        missing = [request for request in promised if request.clock_id not in found]
        return {**self._measure(missing, calendar_id), **found}

    def _sum(self, rows):
        """Return the :class:`Outcome` of pairs (request, whether it would be met)."""
        now = [request.is_met for request, _met in rows if request.is_met is not None]
        blocks = defaultdict(lambda: [0, 0])
        for request, met in rows:
            if met is not None:
                block = blocks[request.started // WEEK]
                block[0] += met
                block[1] += 1
        hits, n = (sum(block[place] for block in blocks.values()) for place in (0, 1))
        days = max((_epoch(self.until) - rows[0][0].started) / 86400, 1)
        forecast = forecast_share(
            [tuple(blocks[week]) for week in sorted(blocks)],
            max(1, int(n * QUARTER_DAYS / days)),
        )
        return Outcome(
            n,
            sum(now) / len(now) if now else None,
            forecast.share,
            forecast.low,
            forecast.high,
            n - hits,
        )


def _epoch(at):
    return int(at.replace(tzinfo=timezone.utc).timestamp())
