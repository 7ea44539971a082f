# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who of a team gets a request: by open requests, in turn, or by competence.

Only members who are there: not gone, not absent now. One query for any number of
requests and teams; several requests of one batch are spread among the members.
"""

from collections import defaultdict
from datetime import datetime

from odoo import fields
from odoo.tools import SQL

from ..customer.duty import is_gone
from .helpdesk_ticket_stage import OPEN_STATES, RUNNING_HOLDERS


class _Member:
    """A member of a team as a choice is made: what they have, and what they can."""

    __slots__ = ("categories", "last_at", "load", "user_id")

    def __init__(self, user_id, load, last_at, categories):
        self.user_id = user_id
        self.load = load
        self.last_at = last_at or datetime.min
        self.categories = frozenset(categories or ())

    def get_rank(self, rule, category_ids):
        """Return what the smallest of is chosen by."""
        if rule == "turn":
            return self.last_at, self.load, self.user_id
        lacks = rule == "competence" and self.categories.isdisjoint(category_ids)
        return lacks, self.load, self.last_at, self.user_id


def assign_new(tickets, requests):
    """Set the assignee in the values of new requests, where their team has a rule.

    Nothing is read where no team has one. What awaits approval is assigned after it.

    :param tickets: the model, in sudo
    :param requests: dictionaries of values, complete
    """
    Team = tickets.env["helpdesk.ticket.team"]
    open_requests = [
        vals
        for vals in requests
        if vals.get("team_id")
        and not vals.get("user_id")
        and vals["icrm_origin"] != "import"
        and vals["icrm_state"] in OPEN_STATES
        and vals["icrm_holder"] != "approver"
        and Team.browse(vals["team_id"]).icrm_assignment not in (False, "manual")
    ]
    if not open_requests:
        return
    members = _read_members(tickets, {vals["team_id"] for vals in open_requests})
    Service = tickets.env["icrm.service"]
    Customer = tickets.env["icrm.customer"]
    for vals in open_requests:
        user_id = _take(
            members[vals["team_id"]],
            Team.browse(vals["team_id"]).icrm_assignment,
            Service.browse(vals["icrm_service_id"]),
            Customer.browse(vals.get("icrm_beneficiary_id")).user_id,
        )
        if user_id:
            vals["user_id"] = user_id


def assign_approved(batch):
    """Set the assignee of requests whose approval is over; as :func:`assign_new`.

    :param batch: a :class:`ChangeBatch`, collected
    """
    changes = [
        change
        for change in batch.changes
        if change.before["holder"] == "approver"
        and change["icrm_holder"] in RUNNING_HOLDERS
        and not change["user_id"]
        and change["team_id"].icrm_assignment not in (False, "manual")
    ]
    if not changes:
        return
    members = _read_members(batch.tickets, {change["team_id"].id for change in changes})
    for change in changes:
        team = change["team_id"]
        user_id = _take(
            members[team.id],
            team.icrm_assignment,
            change["icrm_service_id"],
            change.ticket.icrm_beneficiary_id.user_id,
        )
        if user_id:
            change.vals["user_id"] = user_id


def choose(tickets, rule=None):
    """Return {request: user} by *rule*; those for whom no one is there are left out.

    :param tickets: requests the caller serves
    :param str rule: "load", "turn" or "competence"; by default each team's own
    """
    # sudo: open requests of team members are counted, not shown.
    tickets_sudo = tickets.sudo()
    members = _read_members(tickets_sudo, tickets_sudo.team_id.ids)
    chosen = {}
    for ticket, ticket_sudo in zip(tickets, tickets_sudo, strict=True):
        user_id = _take(
            members[ticket_sudo.team_id.id],
            rule or ticket_sudo.team_id.icrm_assignment,
            ticket_sudo.icrm_service_id,
            ticket_sudo.icrm_beneficiary_id.user_id,
        )
        if user_id:
            chosen[ticket] = tickets.env["res.users"].browse(user_id)
    return chosen


def _take(members, rule, service, asking):
    """Return the id of the user whose turn it is, and count the request as theirs.

    :param asking: the user whom the request is for, who serves it if no one else can
    """
    if not members or rule in (False, "manual"):
        return False
    members = [one for one in members if one.user_id != asking.id] or members
    path = (service.category_id.parent_path or "") if rule == "competence" else ""
    category_ids = {int(id_) for id_ in path.split("/") if id_}
    member = min(members, key=lambda member: member.get_rank(rule, category_ids))
    member.load += 1
    member.last_at = fields.Datetime.now()
    return member.user_id


def _read_members(tickets, team_ids):
    """Return {team id: [_Member]} of those who are there, in one query."""
    members = defaultdict(list)
    if not team_ids:
        return members
    env = tickets.env
    team_users = env["helpdesk.ticket.team"]._fields["user_ids"]
    tickets.flush_model(["user_id", "assigned_date", "icrm_state", "active"])
    # SQL: the last assignment of each member by an index, not of all their requests
    rows = env.execute_query(
        SQL(
            """
            SELECT member.%(team)s, users.id,
                   (SELECT COUNT(*)
                      FROM helpdesk_ticket AS ticket
                     WHERE ticket.user_id = users.id
                       AND ticket.icrm_state IN %(open)s
                       AND ticket.active),
                   (SELECT ticket.assigned_date
                      FROM helpdesk_ticket AS ticket
                     WHERE ticket.user_id = users.id
                       AND ticket.assigned_date IS NOT NULL
                  ORDER BY ticket.assigned_date DESC
                     LIMIT 1),
                   ARRAY(%(categories)s)
              FROM %(relation)s AS member
              JOIN res_users AS users ON users.id = member.%(user)s
              JOIN helpdesk_ticket_team AS team ON team.id = member.%(team)s
             WHERE member.%(team)s IN %(team_ids)s
               AND NOT %(gone)s
               AND NOT EXISTS (%(absences)s)
               AND (team.company_id IS NULL OR EXISTS (
                       SELECT FROM res_company_users_rel AS allowed
                        WHERE allowed.user_id = users.id
                          AND allowed.cid = team.company_id
                   ))
            """,
            team=SQL.identifier(team_users.column1),
            user=SQL.identifier(team_users.column2),
            relation=SQL.identifier(team_users.relation),
            open=OPEN_STATES,
            team_ids=tuple(team_ids),
            gone=is_gone(env, "users"),
            categories=env["icrm.service.category"]._sql_competence(SQL("users.id")),
            absences=SQL(" UNION ALL ").join(
                env["res.users"]._icrm_sql_absences(SQL("users.id"))
            ),
        )
    )
    for team_id, *values in rows:
        members[team_id].append(_Member(*values))
    return members
