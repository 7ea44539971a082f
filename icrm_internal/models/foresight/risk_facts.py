# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known of requests at a moment: of the past, and of those open now.

Facts are those that the provider could have seen then: service and department,
priority, day and hour, how many requests the team had open, the share of the promise
that is used, hand-overs and pauses. No person is among them, neither who asked nor who
works on it, and no word of the request.
"""

from collections import defaultdict
from datetime import timedelta
from math import log
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

from ..access import company_day
from ..request.helpdesk_ticket_stage import OPEN_STATES

# Moments of the past: so much of the promise was used.
LANDMARKS = (0.0, 0.25, 0.5, 0.75)

# The history: from so long ago until what began so long ago, for of later requests
# only those that ended fast are known.
PERIOD = timedelta(days=730)
RECENT = timedelta(days=14)

# So many requests of each half are learned from, or tried on.
SAMPLE = 6000

# So many services and departments have a column; the others share one.
LARGEST = 60

# More hand-overs or pauses make no more of a difference.
MANY = 3


class Fact(NamedTuple):
    """What was known of a request at one moment."""

    ticket_id: int
    service_id: int
    department_id: int
    team_id: int
    priority: str
    at: object
    used: float
    handovers: int
    waits: int
    queue: int


class Coder:
    """Turns facts into the rows of :mod:`...measures.risk`.

    What is learned from the older half: the services and departments that have a
    column, and how many requests a team usually has open.
    """

    def __init__(self, zone, services, departments, queues):
        self.zone = zone
        self.services, self.departments = set(services), set(departments)
        self.queues = queues

    @classmethod
    def learn(cls, zone, facts):
        counts = {"service_id": defaultdict(int), "department_id": defaultdict(int)}
        sums = defaultdict(lambda: [0.0, 0])
        for fact in facts:
            for name, found in counts.items():
                found[getattr(fact, name)] += 1
            total = sums[fact.team_id]
            total[0] += log(1 + fact.queue)
            total[1] += 1
        largest = [
            sorted(found, key=lambda key, found=found: (-found[key], key or 0))[
                :LARGEST
            ]
            for found in counts.values()
        ]
        means = {team_id: total / count for team_id, (total, count) in sums.items()}
        return cls(zone, *largest, means)

    def dump(self):
        """Return what :meth:`load` reads, as JSON has it."""
        return {
            "services": sorted(filter(None, self.services)),
            "departments": sorted(filter(None, self.departments)),
            "queues": {str(key or 0): value for key, value in self.queues.items()},
        }

    @classmethod
    def load(cls, zone, data):
        return cls(
            zone,
            data["services"],
            data["departments"],
            {int(key): value for key, value in data["queues"].items()},
        )

    def encode(self, fact):
        """Return the row of a fact."""
        local = company_day.clock_in_zone(self.zone, fact.at)
        usual = self.queues.get(fact.team_id or 0)
        service = fact.service_id if fact.service_id in self.services else "other"
        department = (
            fact.department_id if fact.department_id in self.departments else "other"
        )
        row = {
            f"service:{service}": 1.0,
            f"department:{department}": 1.0,
            f"priority:{fact.priority or '1'}": 1.0,
            f"time:weekday_{local.weekday()}": 1.0,
            f"time:hour_{local.hour // 4}": 1.0,
            "elapsed:share": fact.used,
            "elapsed:late": max(fact.used - 0.5, 0.0),
            "queue:open": 0.0 if usual is None else log(1 + fact.queue) - usual,
            "handovers:count": float(min(fact.handovers, MANY)),
            "waits:count": float(min(fact.waits, MANY)),
        }
        return {name: value for name, value in row.items() if value}


def get_history(env, company):
    """Return ``(older, newer)``: lists of ``(fact, missed)`` of decided promises.

    Priority and team are those a request ended with.

    Each request is known at up to four moments, none of them after its miss. The older
    half ends where the newer one begins. One statement.
    """
    for model in ("helpdesk.ticket", "icrm.clock", "icrm.clock.segment"):
        env[model].flush_model()
    env["icrm.handover"].flush_model()
    now = fields.Datetime.now()
    # SQL: two years of ledger in one pass, with how long each team's queue was
    rows = env.execute_query(
        SQL(
            """
            WITH decided AS (
                SELECT clock.id, clock.ticket_id, clock.budget_seconds AS budget,
                       clock.started_at, clock.missed_at,
                       (clock.missed_at IS NOT NULL)::int AS missed,
                       ticket.team_id, ticket.icrm_service_id AS service_id,
                       ticket.icrm_provider_department_id AS department_id,
                       ticket.priority,
                       NTILE(2) OVER (ORDER BY clock.started_at, clock.id) AS half
                  FROM icrm_clock AS clock
                  JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
                 WHERE clock.company_id = %(company)s
                   AND clock.kind = 'resolution'
                   AND clock.handover_id IS NULL
                   AND ticket.icrm_service_id IS NOT NULL
                   AND clock.started_at >= %(since)s
                   AND clock.started_at < %(until)s
                   AND (clock.missed_at IS NOT NULL OR clock.state = 'met')
            ), chosen AS (
                SELECT * FROM (
                    SELECT decided.*, ROW_NUMBER() OVER (
                               PARTITION BY half
                               ORDER BY (id::bigint * 2654435761) %% 4294967296, id
                           ) AS place
                      FROM decided
                ) AS numbered
                 WHERE place <= %(sample)s
            ), segments AS (
                SELECT segment.clock_id, segment.start_at,
                       COALESCE(segment.end_at, chosen.missed_at) AS end_at,
                       segment.is_counted, segment.end_at IS NULL AS is_open,
                       COALESCE(segment.working_seconds, 0) AS seconds,
                       COALESCE(SUM(segment.working_seconds)
                                    FILTER (WHERE segment.is_counted)
                                    OVER before, 0) AS used,
                       COUNT(*) FILTER (WHERE NOT segment.is_counted
                                          AND segment.holder IS NOT NULL)
                           OVER before AS waits
                  FROM icrm_clock_segment AS segment
                  JOIN chosen ON chosen.id = segment.clock_id
                WINDOW before AS (
                           PARTITION BY segment.clock_id
                           ORDER BY segment.start_at, segment.id
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ), spans AS (
                SELECT segments.clock_id, segments.start_at, segments.end_at,
                       segments.used, segments.waits,
                       CASE WHEN segments.is_open THEN chosen.budget - segments.used
                            ELSE segments.seconds END AS seconds
                  FROM segments
                  JOIN chosen ON chosen.id = segments.clock_id
                 WHERE segments.is_counted
            ), moments AS (
                SELECT chosen.id, mark.share, chosen.started_at AS at, 0 AS waits
                  FROM chosen, UNNEST(%(marks)s::float[]) AS mark (share)
                 WHERE mark.share = 0
             UNION ALL
                SELECT chosen.id, mark.share,
                       spans.start_at + (spans.end_at - spans.start_at)
                           * ((mark.share * chosen.budget - spans.used)
                              / spans.seconds),
                       spans.waits
                  FROM chosen
            CROSS JOIN UNNEST(%(marks)s::float[]) AS mark (share)
                  JOIN spans
                    ON spans.clock_id = chosen.id
                   AND spans.seconds > 0
                   AND mark.share * chosen.budget >= spans.used
                   AND mark.share * chosen.budget < spans.used + spans.seconds
                 WHERE mark.share > 0
            ), changes AS (
                SELECT ticket.team_id, ticket.icrm_submitted_at AS at, 1 AS change,
                       NULL::int AS clock_id, NULL::float AS share
                  FROM helpdesk_ticket AS ticket
                 WHERE ticket.company_id = %(company)s
                   AND ticket.icrm_submitted_at IS NOT NULL
             UNION ALL
                SELECT ticket.team_id,
                       COALESCE(ticket.icrm_resolved_at, ticket.closed_date), -1,
                       NULL, NULL
                  FROM helpdesk_ticket AS ticket
                 WHERE ticket.company_id = %(company)s
                   AND ticket.icrm_submitted_at IS NOT NULL
                   AND ticket.icrm_state NOT IN %(open)s
             UNION ALL
                SELECT chosen.team_id, moments.at, 0, moments.id, moments.share
                  FROM moments
                  JOIN chosen ON chosen.id = moments.id
            ), queues AS (
                SELECT clock_id, share,
                       SUM(change) OVER (PARTITION BY team_id ORDER BY at) AS queue
                  FROM changes
            )
            SELECT chosen.half, chosen.missed, chosen.ticket_id, chosen.service_id,
                   chosen.department_id, chosen.team_id, chosen.priority,
                   moments.at, moments.share,
                   (SELECT COUNT(*) FROM icrm_handover AS handover
                     WHERE handover.ticket_id = chosen.ticket_id
                       AND handover.handed_at <= moments.at),
                   moments.waits, GREATEST(queues.queue, 0)::int
              FROM moments
              JOIN chosen ON chosen.id = moments.id
              JOIN queues ON queues.clock_id = moments.id
                         AND queues.share = moments.share
             ORDER BY chosen.half, chosen.started_at, chosen.id, moments.share
            """,
            company=company.id,
            since=now - PERIOD,
            until=now - RECENT,
            sample=SAMPLE,
            marks=list(LANDMARKS),
            open=OPEN_STATES,
        )
    )
    halves = [], []
    for half, missed, *known in rows:
        halves[half - 1].append((Fact(*known), missed))
    return halves


def get_open(env, company):
    """Return the facts of requests whose promise runs or is paused, as of now.

    One statement, and two a calendar for its working time.
    """
    for model in ("helpdesk.ticket", "icrm.clock", "icrm.clock.segment"):
        env[model].flush_model()
    env["icrm.handover"].flush_model()
    now = fields.Datetime.now()
    # SQL: all open requests in one pass
    rows = env.execute_query(
        SQL(
            """
            WITH queues AS (
                SELECT team_id, COUNT(*) AS queue
                  FROM helpdesk_ticket
                 WHERE company_id = %(company)s
                   AND icrm_submitted_at IS NOT NULL
                   AND icrm_state IN %(open)s
                 GROUP BY team_id
            )
            SELECT ticket.id, ticket.icrm_service_id,
                   ticket.icrm_provider_department_id, ticket.team_id,
                   ticket.priority,
                   (SELECT COUNT(*) FROM icrm_handover AS handover
                     WHERE handover.ticket_id = ticket.id),
                   (SELECT COUNT(*) FROM icrm_clock_segment AS past
                     WHERE past.clock_id = clock.id
                       AND NOT past.is_counted
                       AND past.holder IS NOT NULL),
                   COALESCE(queues.queue, 0),
                   clock.calendar_id, clock.budget_seconds, clock.elapsed_seconds,
                   segment.start_at
              FROM icrm_clock AS clock
              JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
         LEFT JOIN icrm_clock_segment AS segment
                ON segment.clock_id = clock.id
               AND segment.end_at IS NULL
               AND segment.is_counted
         LEFT JOIN queues ON queues.team_id = ticket.team_id
             WHERE clock.company_id = %(company)s
               AND clock.kind = 'resolution'
               AND clock.handover_id IS NULL
               AND clock.state IN ('running', 'paused')
               AND ticket.icrm_service_id IS NOT NULL
               AND ticket.icrm_state IN %(open)s
             ORDER BY ticket.id
            """,
            company=company.id,
            open=OPEN_STATES,
        )
    )
    begun, hours, facts = {}, {}, []
    for *_known, calendar_id, _budget, _elapsed, start in rows:
        if start:
            begun[calendar_id] = min(start, begun.get(calendar_id, start))
    for calendar_id, start in begun.items():
        calendar = env["resource.calendar"].browse(calendar_id)
        hours[calendar_id] = calendar._icrm_hours(company, min(start, now), now)
    for row in rows:
        *known, calendar_id, budget, elapsed, start = row
        if start and start < now:
            elapsed += hours[calendar_id].elapsed(start, now)
        if elapsed < budget:
            ticket_id, service_id, department_id, team_id, priority, *counts = known
            facts.append(
                Fact(
                    ticket_id,
                    service_id,
                    department_id,
                    team_id,
                    priority,
                    now,
                    elapsed / budget,
                    *counts,
                )
            )
    return facts
