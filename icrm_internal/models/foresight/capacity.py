# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The working time that the members of teams have: working hours less absences.

Counted for teams as a whole or for today alone: nothing of a person is stored.
"""

from collections import defaultdict
from datetime import timedelta

from ...measures.workload import available_seconds
from ..access import company_day


def get_members(teams):
    """Return {team: the users who work in it}; *teams* in sudo."""
    return {
        team: team.user_ids.filtered(lambda user: user.active and not user.share)
        for team in teams
    }


def get_employees(users):
    """Return {(user id, company id): employee, in sudo}."""
    return {
        (employee.user_id.id, employee.company_id.id): employee
        # sudo: the working hours of members, counted alone
        for employee in users.env["hr.employee"]
        .sudo()
        .search([("user_id", "in", users.ids)], order="id desc")
    }


def get_absences(users, employees, start, end):
    """Return {user id: [(start, stop)]}: leaves, and days with a deputy.

    :param employees: employees of *users*, in sudo
    :param start, end: instants (naive UTC) between which absences count
    """
    env, absences = users.env, defaultdict(list)
    resources = {employee.resource_id.id: employee.user_id.id for employee in employees}
    # sudo: when members are absent, counted alone
    for leave in (
        env["resource.calendar.leaves"]
        .sudo()
        .search_fetch(
            [
                ("resource_id", "in", list(resources)),
                ("date_to", ">", start),
                ("date_from", "<", end),
            ],
            ["resource_id", "date_from", "date_to"],
        )
    ):
        absences[resources[leave.resource_id.id]].append(
            (leave.date_from, leave.date_to)
        )
    # sudo: as above
    for deputy in (
        env["icrm.approval.delegation"]
        .sudo()
        .search_fetch(
            [
                ("user_id", "in", users.ids),
                ("date_to", ">=", company_day.earliest(start)),
                ("date_from", "<=", company_day.latest(end)),
            ],
            ["user_id", "date_from", "date_to", "company_id"],
        )
    ):
        absences[deputy.user_id.id].append(
            (
                company_day.midnight(deputy, deputy.date_from),
                company_day.midnight(deputy, deputy.date_to + timedelta(days=1)),
            )
        )
    return absences


def get_capacities(members, start, end, company, choose, absences=True):
    """Return {(team id, user id): seconds of each period}.

    :param members: {team: users}, in sudo
    :param start, end: instants (naive UTC) that hold all periods
    :param company: where teams without a company work
    :param choose: function of (calendar, company, intervals of working time between
        *start* and *end*): a list of lists of intervals, one a period
    :param absences: whether absences are taken off
    """
    # By their company
    users_sudo = company.env["res.users"].sudo().union(*members.values())
    employees = get_employees(users_sudo)
    away = {}
    if absences:
        away = get_absences(users_sudo, employees.values(), start, end)
    periods, seconds = {}, {}
    for team, users in members.items():
        team_company = team.company_id or company
        for user in users:
            employee = employees.get((user.id, team_company.id))
            calendar = (
                (employee and employee.resource_calendar_id)
                or team.icrm_calendar_id
                or team_company.resource_calendar_id
            )
            key = (calendar, team_company)
            if key not in periods:
                worktime = (
                    calendar._icrm_worktime(start, end, team_company)
                    if calendar
                    else ()
                )
                periods[key] = choose(calendar, team_company, worktime)
            seconds[team.id, user.id] = [
                available_seconds(intervals, away.get(user.id, ()))
                for intervals in periods[key]
            ]
    return seconds
