# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.icrm_internal.measures.workload import first_days
from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_action
from odoo.addons.icrm_internal.models.access.groups import AUDITOR, OFFICER
from odoo.addons.icrm_internal.models.customer.icrm_orphaned_work import ID_BASE
from odoo.addons.icrm_internal.models.foresight.capacity import (
    get_capacities,
    get_members,
)
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import OPEN_STATES

DAYS = 5

# Five working days lie within these.
HORIZON = timedelta(days=21)

HOUR = 3600

# However long a request has been in work, this part of its effort is still to do.
LEAST_SHARE = 0.1


class IcrmTeamWorkload(models.Model):
    """Open work and capacity of each member of each team, today.

    A table on the fly: nothing is stored, so there is no history of a person. Open work
    is what the service of a request usually takes, less what it has taken; capacity are
    the working hours of the next five working days, less absences.
    """

    _name = "icrm.team.workload"
    _description = "Team Workload"
    _auto = False
    _order = "team_id, open_hours desc, id"

    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Agent", readonly=True, help="Empty: not assigned yet."
    )
    name = fields.Char(string="Who", compute="_compute_name")
    open_count = fields.Integer(string="Open Requests", readonly=True)
    overdue_count = fields.Integer(string="Overdue", readonly=True)
    open_hours = fields.Float(
        string="Open Work (h)",
        readonly=True,
        digits=(9, 1),
        help="Working hours that the open requests will probably take.",
    )
    capacity_hours = fields.Float(
        string="Capacity (h)",
        readonly=True,
        digits=(9, 1),
        help="Working hours of the next five working days, less absences; the same in "
        "each team of a member.",
    )
    load = fields.Float(
        string="Share of Capacity",
        readonly=True,
        aggregator=None,
        help="Open work in relation to capacity.",
    )

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        rows = self._get_rows()
        columns = list(zip(*rows, strict=True)) or [()] * 8
        # SQL: computed rows as a table, to be searched, sorted and grouped
        return SQL(
            """
            SELECT team_id::bigint * %(base)s + COALESCE(user_id, 0) AS id,
                   team_id, department_id, company_id, user_id,
                   open_count, overdue_count,
                   open_seconds / 3600.0 AS open_hours,
                   capacity_seconds / 3600.0 AS capacity_hours,
                   CASE WHEN capacity_seconds > 0
                        THEN open_seconds::float / capacity_seconds
                   END AS load
              FROM UNNEST(
                       %(teams)s::int[], %(departments)s::int[], %(companies)s::int[],
                       %(users)s::int[], %(counts)s::int[], %(overdue)s::int[],
                       %(open)s::bigint[], %(capacity)s::bigint[]
                   ) AS work (
                       team_id, department_id, company_id, user_id,
                       open_count, overdue_count, open_seconds, capacity_seconds
                   )
            """,
            base=ID_BASE,
            teams=list(columns[0]),
            departments=list(columns[1]),
            companies=list(columns[2]),
            users=list(columns[3]),
            counts=list(columns[4]),
            overdue=list(columns[5]),
            open=list(columns[6]),
            capacity=list(columns[7]),
        )

    @api.model
    def _get_team_domain(self):
        """Return the domain of the teams whose work the reader sees."""
        user = self.env.user
        teams = Domain("icrm_department_id", "!=", False) & Domain(
            "company_id", "in", [False, *self.env.companies.ids]
        )
        if self.env.su or user.has_groups(f"{OFFICER},{AUDITOR}"):
            return teams
        return teams & (
            Domain("user_ids", "in", user.ids)
            | Domain("icrm_department_id.icrm_head_user_ids", "in", user.ids)
        )

    @api.model
    def _get_rows(self):
        """Return (team, department, company, user, open, overdue, seconds, capacity).

        As many queries for one team as for all, but for two a calendar.
        """
        # sudo: open work of the teams that the reader sees is counted, not shown
        teams_sudo = (
            self.env["helpdesk.ticket.team"].sudo().search(self._get_team_domain())
        )
        if not teams_sudo:
            return []
        work = self._get_open_work(teams_sudo)
        members = get_members(teams_sudo)
        rows = []
        capacities = self._get_capacities(members)
        for team, users in members.items():
            assigned = {user_id for team_id, user_id in work if team_id == team.id}
            for user_id in sorted({*users.ids, *assigned} - {None}):
                rows.append((team, user_id, capacities.get((team.id, user_id), 0)))
            if None in assigned:
                rows.append((team, None, 0))
        return [
            (
                team.id,
                team.icrm_department_id.id,
                team.company_id.id or None,
                user_id,
                *work.get((team.id, user_id), (0, 0, 0)),
                capacity,
            )
            for team, user_id, capacity in rows
        ]

    @api.model
    def _get_open_work(self, teams):
        """Return {(team id, user id): (requests, overdue, seconds)}; one query."""
        self.env["helpdesk.ticket"].flush_model()
        self.env["icrm.clock"].flush_model()
        self.env["icrm.service"].flush_model(["icrm_expected_seconds"])
        # SQL: all open requests in one pass
        rows = self.env.execute_query(
            SQL(
                """
                SELECT ticket.team_id, ticket.user_id, COUNT(*),
                       COUNT(*) FILTER (WHERE ticket.icrm_next_due_at < %(now)s),
                       COALESCE(SUM(
                           CASE WHEN service.icrm_expected_seconds > 0 THEN GREATEST(
                                    service.icrm_expected_seconds
                                        - COALESCE(clock.elapsed_seconds, 0),
                                    service.icrm_expected_seconds * %(least)s
                                )
                                ELSE GREATEST(
                                    clock.budget_seconds - clock.elapsed_seconds, 0
                                )
                           END
                       ), 0)::bigint
                  FROM helpdesk_ticket AS ticket
             LEFT JOIN icrm_service AS service ON service.id = ticket.icrm_service_id
             LEFT JOIN icrm_clock AS clock
                    ON clock.ticket_id = ticket.id
                   AND clock.kind = 'resolution'
                   AND clock.handover_id IS NULL
                 WHERE ticket.active
                   AND ticket.icrm_state IN %(open)s
                   AND ticket.team_id = ANY(%(teams)s)
                 GROUP BY ticket.team_id, ticket.user_id
                """,
                now=fields.Datetime.now(),
                least=LEAST_SHARE,
                open=OPEN_STATES,
                teams=teams.ids,
            )
        )
        return {(team, user): tuple(values) for team, user, *values in rows}

    @api.model
    def _get_capacities(self, members):
        """Return {(team id, user id): seconds} of the next five working days.

        :param members: {team: users}, in sudo
        """
        now = fields.Datetime.now()

        def next_days(calendar, _company, worktime):
            in_zone = partial(company_day.in_zone, calendar.tz or "UTC")
            return [first_days(worktime, DAYS, in_zone)]

        return {
            key: seconds
            for key, (seconds,) in get_capacities(
                members, now, now + HORIZON, self.env.company, next_days
            ).items()
        }

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_name(self):
        nobody = self.env._("Not assigned")
        for row in self:
            # sudo: the names of colleagues, for readers of the row
            row.name = row.sudo().user_id.name or nobody

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_requests(self):
        """List the open requests behind this row, as far as the reader may see them."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk",
            self.team_id.display_name,
            domain=[
                ("team_id", "=", self.team_id.id),
                ("user_id", "=", self.user_id.id),
                ("icrm_state", "in", OPEN_STATES),
            ],
            context={},
        )
