# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...measures import drawing, forecast
from ...measures.rounding import half_up
from ...measures.workload import between
from ..access import company_day
from ..access.actions import open_action
from ..access.jobs import run_each
from ..access.number_formatter import NumberFormatter
from .capacity import get_capacities, get_members

# So many weeks of the past are read, and so many of them drawn.
HISTORY = 156
DRAWN = 26

# In a team of fewer members the weeks of its capacity would tell who is away when:
# their absences are spread over all weeks. The smallest group of surveys, too.
LEAST_MEMBERS = 5

# What a request takes is what it took in this time.
EFFORT_PERIOD = timedelta(days=365)

WEEK = timedelta(days=7)
HOUR = 3600

STATES = [
    ("ready", "Forecast"),
    ("too_little", "Too little history"),
]
METHODS = [
    (forecast.NAIVE, "As a season ago"),
    (forecast.HOLT_WINTERS, "Smoothed (Holt-Winters)"),
]


class IcrmForecast(models.Model):
    """Requests expected in the next eight weeks: a row a team, and one a service.

    Computed each night from complete weeks, with one statement for the counts of a
    company and one for what a request takes. Which method is used, and how far it
    was off before, is in :mod:`...measures.forecast`. Capacity is that of the whole
    team: nothing of a person is stored.
    """

    _name = "icrm.forecast"
    _description = "Forecast"
    _order = "department_id, team_id, is_team desc, expected desc, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Provider Department",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    service_id = fields.Many2one(
        "icrm.service",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
        help="Empty: all requests of the team.",
    )
    is_team = fields.Boolean(string="Whole Team", readonly=True)
    name = fields.Char(string="Requests of", compute="_compute_name")
    computed_at = fields.Datetime(string="Computed on", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    weeks = fields.Integer(
        string="Weeks of History",
        readonly=True,
        aggregator=None,
        help="Complete weeks, at most 156.",
    )
    recent = fields.Integer(
        string="Last 8 Weeks",
        readonly=True,
        aggregator=None,
        help="Requests in the last eight weeks.",
    )
    expected = fields.Float(
        string="Next 8 Weeks",
        readonly=True,
        aggregator=None,
        digits=(9, 0),
        help="Requests expected in the next eight weeks.",
    )
    method = fields.Selection(
        METHODS,
        readonly=True,
        help="The method with the smaller error in the back-test.",
    )
    mae = fields.Float(
        string="Off by",
        readonly=True,
        digits=(9, 1),
        aggregator=None,
        help="Requests a week that the method was off by on average, when the past was "
        "forecast again from each of its weeks.",
    )
    mase = fields.Float(
        string="Error (MASE)",
        readonly=True,
        digits=(9, 2),
        aggregator=None,
        help="Mean absolute scaled error: below 1 the method was better, up to eight "
        "weeks ahead, than repeating the last season is one week ahead.",
    )
    work_hours = fields.Float(
        string="Expected Work (h)",
        readonly=True,
        aggregator=None,
        digits=(9, 0),
        help="Working hours that the expected requests will take, by what requests of "
        "their services took.",
    )
    capacity_hours = fields.Float(
        string="Capacity (h)",
        readonly=True,
        aggregator=None,
        digits=(9, 0),
        help="Working hours of the team's members in the next eight weeks, less "
        "absences; the same in each team of a member. In teams of fewer than five, "
        "absences are spread over all weeks.",
    )
    load = fields.Float(
        string="Share of Capacity",
        readonly=True,
        aggregator=None,
        help="Expected work in relation to capacity.",
    )
    series = fields.Json(readonly=True)
    chart = fields.Json(compute="_compute_chart")

    _key_uniq = models.UniqueIndex(
        "(company_id, team_id, COALESCE(service_id, 0))",
        "A team or service can have only one forecast.",
    )

    @api.depends("service_id", "team_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for row in self:
            # sudo: the names of services and teams, for readers of the row
            row_sudo = row.sudo()
            row.name = row_sudo.service_id.name or self.env._(
                "All of %(team)s", team=row_sudo.team_id.name
            )

    @api.depends("name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name

    # ------------------------------------------------------------------
    # The screen
    # ------------------------------------------------------------------

    @api.depends("series", "name")
    @api.depends_context("lang")
    def _compute_chart(self):
        for row in self:
            row.chart = row._get_chart()

    def _get_chart(self):
        """Return what the widget draws and writes, in the reader's language."""
        series = self.series or {}
        history = series.get("history", [])
        mean, low, high = (series.get(name, []) for name in ("mean", "low", "high"))
        monday = fields.Date.to_date(series.get("monday"))
        work, capacity = series.get("work", []), series.get("capacity", [])
        large = drawing.fan(history, mean, low, high)
        rows = []
        for step, value in enumerate(mean):
            rows.append(
                {
                    "week": format_date(self.env, monday + step * WEEK),
                    "mean": half_up(value, 0),
                    "low": half_up(low[step], 0),
                    "high": half_up(high[step], 0),
                    "work": half_up(work[step], 0) if work else None,
                    "capacity": half_up(capacity[step], 0) if capacity else None,
                    "is_over": bool(work and capacity and work[step] > capacity[step]),
                }
            )
        return {
            "label": self.name,
            "sentence": self._get_sentence(),
            "scale": self.env._(
                "Requests a week; the upper edge is %(top)s.",
                top=int(half_up(large["top"], 0)),
            )
            if large
            else "",
            "small": drawing.fan(history, mean, low, high, width=160, height=32),
            "large": large,
            "begin": format_date(self.env, monday - len(history) * WEEK)
            if history
            else "",
            "now": format_date(self.env, monday) if monday else "",
            "has_capacity": bool(capacity),
            "has_work": bool(work),
            "rows": rows,
        }

    def _get_sentence(self):
        _ = self.env._
        formatter, series = NumberFormatter(self.env), self.series or {}
        if self.state != "ready":
            return _(
                "Too little history: %(weeks)s complete weeks, %(least)s are needed.",
                weeks=self.weeks,
                least=forecast.LEAST,
            )
        return _(
            "Method: %(method)s. In the past it was off by %(off)s requests a week on "
            "average (MASE %(mase)s; the other method %(other)s). Four of five weeks "
            "lie in the band.",
            method=dict(self._fields["method"]._description_selection(self.env))[
                self.method
            ],
            off=formatter.format_points(self.mae),
            mase=formatter.format_mean(series.get("mase")),
            other=formatter.format_mean(series.get("mase_other")),
        )

    def action_open_requests(self):
        """List the requests behind this row, as far as the reader may see them."""
        self.ensure_one()
        self.check_access("read")
        domain = [("team_id", "=", self.team_id.id), ("icrm_service_id", "!=", False)]
        if self.service_id:
            domain = [("icrm_service_id", "=", self.service_id.id)]
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk",
            self.name,
            domain=domain,
            context={},
        )

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    @api.model
    def _cron_compute(self):
        """Compute the forecasts of all companies; running it twice changes nothing."""
        # sudo: the job is the system's
        run_each(
            self.env["res.company"].sudo().search([]),
            self._compute_company,
            lock=False,
        )

    @api.model
    def _compute_company(self, company):
        """Compute the forecasts of one company."""
        # sudo: rows are written by the system only
        self_sudo = self.sudo().with_company(company)
        self_sudo._store(company, self_sudo._prepare_rows(company))

    @api.model
    def _prepare_rows(self, company):
        """Return {(team id, service id or False): values} of a company; in sudo."""
        monday = self._get_monday(company)
        by_team, by_service = self._get_series(company, monday)
        teams = self.env["helpdesk.ticket.team"].browse(by_team).exists()
        teams = teams.filtered(lambda team: team.active and team.icrm_department_id)
        services = self.env["icrm.service"].browse(by_service).exists()
        services = services.filtered(
            lambda service: service.active and service.team_id in teams
        )
        seconds = self._get_request_seconds(company)
        capacities = self._get_team_capacities(teams, company, monday)
        now, rows = fields.Datetime.now(), {}
        # {team: [requests, seconds that they took]} of the weeks drawn
        taken_by = defaultdict(lambda: [0, 0])
        for service in services:
            vals = self._prepare_row(by_service[service.id], monday)
            taken = seconds.get(service.id)
            if taken:
                count = sum(vals["series"]["history"])
                taken_by[service.team_id][0] += count
                taken_by[service.team_id][1] += count * taken
                self._set_work(vals, taken)
            rows[service.team_id.id, service.id] = vals
        for team in teams:
            vals = self._prepare_row(by_team[team.id], monday)
            vals["is_team"] = True
            capacity = capacities.get(team.id)
            if capacity and any(capacity):
                vals["series"]["capacity"] = capacity
                vals["capacity_hours"] = sum(capacity)
            count, taken = taken_by[team]
            if count:
                self._set_work(vals, taken / count)
            if vals["capacity_hours"]:
                vals["load"] = vals["work_hours"] / vals["capacity_hours"]
            rows[team.id, False] = vals
        for (team_id, _service_id), vals in rows.items():
            team = self.env["helpdesk.ticket.team"].browse(team_id)
            vals["department_id"] = team.icrm_department_id.id
            vals["computed_at"] = now
        return rows

    @api.model
    def _set_work(self, vals, seconds):
        """Set the hours that the expected requests take, *seconds* each."""
        if vals["state"] == "ready":
            hours = [value * seconds / HOUR for value in vals["series"]["mean"]]
            vals["series"]["work"] = hours
            vals["work_hours"] = sum(hours)

    @api.model
    def _store(self, company, rows):
        """Write {(team id, service id or False): values}, and delete all others."""
        existing = {
            (row.team_id.id, row.service_id.id): row
            for row in self.search([("company_id", "=", company.id)])
        }
        self.browse().concat(
            *(row for key, row in existing.items() if key not in rows)
        ).unlink()
        missing = []
        for (team_id, service_id), vals in rows.items():
            row = existing.get((team_id, service_id))
            if row:
                row.write(vals)
            else:
                missing.append(
                    {
                        **vals,
                        "company_id": company.id,
                        "team_id": team_id,
                        "service_id": service_id,
                    }
                )
        self.create(missing)

    @api.model
    def _prepare_row(self, values, monday):
        """Return the values of the row of a series of weeks."""
        result = forecast.forecast(values)
        series = {
            "monday": fields.Date.to_string(monday),
            "history": values[-DRAWN:],
        }
        vals = {
            "is_team": False,
            "state": "too_little",
            "weeks": len(values),
            "recent": sum(values[-forecast.HORIZON :]),
            "expected": 0,
            "method": False,
            "mae": 0,
            "mase": 0,
            "work_hours": 0,
            "capacity_hours": 0,
            "load": 0,
            "series": series,
        }
        if result:
            series.update(
                mean=result.mean,
                low=result.low,
                high=result.high,
                season=result.season,
                mase=result.mase,
                mase_other=result.mase_other,
                coverage=result.coverage,
            )
            vals.update(
                state="ready",
                expected=sum(result.mean),
                method=result.method,
                mae=result.mae,
                mase=result.mase or 0,
            )
        return vals

    @api.model
    def _get_monday(self, company):
        """Return the first day of the current week, where the company works."""
        today = company_day.today(company)
        return today - timedelta(days=today.weekday())

    @api.model
    def _get_series(self, company, monday):
        """Return ({team id: counts}, {service id: counts}) of complete weeks.

        A series begins with the first week that had a request. One statement.
        """
        self.env["helpdesk.ticket"].flush_model()
        first = monday - HISTORY * WEEK
        # SQL: all requests of three years in one pass, by the company's weeks
        rows = self.env.execute_query(
            SQL(
                """
                SELECT team_id, icrm_service_id,
                       (%(monday)s - day + 6) / 7 AS ago, SUM(count)
                  FROM (
                    SELECT ticket.team_id, ticket.icrm_service_id,
                           %(day)s AS day, COUNT(*) AS count
                      FROM helpdesk_ticket AS ticket
                     WHERE ticket.company_id = %(company)s
                       AND ticket.icrm_service_id IS NOT NULL
                       AND ticket.icrm_submitted_at >= %(since)s
                       AND ticket.icrm_submitted_at < %(until)s
                     GROUP BY ticket.team_id, ticket.icrm_service_id, 3
                  ) AS daily
                 GROUP BY 1, 2, 3
                """,
                monday=monday,
                day=company_day.sql_day(SQL("ticket.icrm_submitted_at"), company.id),
                company=company.id,
                since=company_day.midnight(company, first),
                until=company_day.midnight(company, monday),
            )
        )
        by_team, by_service = defaultdict(dict), defaultdict(dict)
        for team_id, service_id, ago, count in rows:
            for found, key in ((by_team, team_id), (by_service, service_id)):
                if key:
                    found[key][ago] = found[key].get(ago, 0) + int(count)
        return tuple(
            {
                key: [weeks.get(ago, 0) for ago in range(max(weeks), 0, -1)]
                for key, weeks in found.items()
            }
            for found in (by_team, by_service)
        )

    @api.model
    def _get_request_seconds(self, company):
        """Return {service id: working seconds that a request takes}.

        The median of what the provider held of requests resolved in a year, by the
        ledger of their clocks. One statement.
        """
        self.env["helpdesk.ticket"].flush_model()
        self.env["icrm.clock.segment"].flush_model()
        # SQL: medians over all segments of a year
        rows = self.env.execute_query(
            SQL(
                """
                SELECT service_id,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY seconds)
                  FROM (
                    SELECT ticket.icrm_service_id AS service_id,
                           SUM(segment.working_seconds) AS seconds
                      FROM helpdesk_ticket AS ticket
                      JOIN icrm_clock AS clock
                        ON clock.ticket_id = ticket.id
                       AND clock.kind = 'resolution'
                       AND clock.handover_id IS NULL
                      JOIN icrm_clock_segment AS segment
                        ON segment.clock_id = clock.id
                       AND segment.holder = 'provider'
                       AND segment.is_counted
                     WHERE ticket.company_id = %(company)s
                       AND ticket.icrm_service_id IS NOT NULL
                       AND ticket.icrm_resolved_at >= %(since)s
                     GROUP BY ticket.id
                  ) AS held
                 GROUP BY service_id
                """,
                company=company.id,
                since=fields.Datetime.now() - EFFORT_PERIOD,
            )
        )
        return {service_id: int(seconds or 0) for service_id, seconds in rows}

    @api.model
    def _get_team_capacities(self, teams, company, monday):
        """Return {team id: [hours of each of the next weeks]}."""
        if not teams:
            return {}
        edges = [
            company_day.midnight(company, monday + step * WEEK)
            for step in range(forecast.HORIZON + 1)
        ]

        def weekly(_calendar, _company, worktime):
            intervals = list(worktime)
            return [
                between(intervals, start, stop)
                for start, stop in zip(edges, edges[1:], strict=False)
            ]

        members = get_members(teams)
        totals, present = (
            self._add_up(
                get_capacities(
                    members, edges[0], edges[-1], company, weekly, absences=absences
                )
            )
            for absences in (True, False)
        )
        for team, users in members.items():
            if 0 < len(users) < LEAST_MEMBERS:
                without = present[team.id]
                share = sum(totals[team.id]) / (sum(without) or 1)
                totals[team.id] = [hours * share for hours in without]
        return totals

    @api.model
    def _add_up(self, capacities):
        """Return {team id: [hours of each week]} of the seconds of its members."""
        totals = {}
        for (team_id, _user_id), weeks in capacities.items():
            total = totals.setdefault(team_id, [0.0] * forecast.HORIZON)
            for step, seconds in enumerate(weeks):
                total[step] += seconds / HOUR
        return totals
