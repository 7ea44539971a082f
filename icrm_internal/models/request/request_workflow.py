# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Changes of requests: the caller's values and those that follow from them.

The values are collected so that they are written once; :func:`set_state` alone writes.
"""

from collections import defaultdict

from odoo import fields
from odoo.exceptions import UserError

from .helpdesk_ticket_stage import OPEN_STATES, RUNNING_HOLDERS


def next_due(ticket, vals):
    """Return the next due date; none unless the provider's side holds the request.

    :param ticket: the request, or its :class:`RequestChange`
    :param dict vals: values that take precedence over those of *ticket*
    """

    def value_of(name):
        return vals[name] if name in vals else ticket[name]

    if value_of("icrm_holder") not in RUNNING_HOLDERS:
        return False
    dates = [value_of("icrm_due_at")]
    if not value_of("icrm_first_response_at"):
        dates.append(value_of("icrm_response_due_at"))
    return min(filter(None, dates), default=False)


def take_snapshot(tickets):
    """Return the values a change is compared with, per ticket id."""
    return {
        ticket.id: {
            "stage": ticket.stage_id,
            "state": ticket.icrm_state,
            "holder": ticket.icrm_holder,
            "team": ticket.team_id,
            "user": ticket.user_id,
            "priority": ticket.priority,
            "service": ticket.icrm_service_id,
            "requester": ticket.icrm_requester_id,
            "beneficiary": ticket.icrm_beneficiary_id,
            "closed_date": ticket.closed_date,
        }
        for ticket in tickets
        if ticket.icrm_service_id
    }


def set_state(tickets, state):
    """Move each request to the first stage of its team that means *state*.

    One query per team. Tickets already there stay where they are.

    :raise UserError: if a team has no such stage
    """
    by_team = defaultdict(tickets.browse)
    for ticket in tickets:
        if ticket.icrm_state != state:
            # sudo: stages are those of the team, visible to the caller or not.
            by_team[ticket.sudo().team_id] |= ticket
    for team_sudo, tickets in by_team.items():
        stage = team_sudo._get_applicable_stages().filtered(
            lambda stage: stage.icrm_state == state
        )[:1]
        if not stage:
            labels = dict(
                tickets._fields["icrm_state"]._description_selection(tickets.env)
            )
            raise UserError(
                tickets.env._(
                    "Team %(team)s has no stage for “%(state)s”. Ask an "
                    "administrator to add one under Configuration > Stages.",
                    team=team_sudo.name or tickets.env._("(none)"),
                    state=labels[state],
                )
            )
        tickets.write({"stage_id": stage.id})


class ChangeBatch:
    """The changes of a batch of requests.

    :param tickets: the requests, in sudo
    :param before: {id: values before}, as ``_icrm_snapshot`` returned it
    :param dict caller_vals: the values the caller writes to all of them
    :param now: when it happens, naive UTC; now by default
    """

    def __init__(self, tickets, before, caller_vals, now=None):
        self.tickets = tickets
        self.before = before
        self.now = now or fields.Datetime.now()
        self.changes = [
            RequestChange(ticket, before[ticket.id], caller_vals)
            for ticket in tickets
            if ticket.id in before
        ]
        self._by_id = {change.ticket.id: change for change in self.changes}
        #: computed by the promise domain, written by it after the requests
        self.clock_updates = []
        #: what is promised for the first time; as the updates
        self.new_clocks = []

    def __bool__(self):
        return bool(self.changes)

    def __getitem__(self, ticket_id):
        return self._by_id[ticket_id]

    def collect(self):
        """Collect the values that follow, of all requests."""
        stages = {}
        for change in self.changes:
            change.collect(self.now, stages)

    def collect_next_due(self):
        """Collect the next due date of all requests; their dates come first."""
        for change in self.changes:
            due_at = next_due(change, {})
            if due_at != change["icrm_next_due_at"]:
                change.vals["icrm_next_due_at"] = due_at

    def get_key(self, ticket_id):
        """Return the collected values of a ticket as a key to group by."""
        change = self._by_id.get(ticket_id)
        return tuple(sorted(change.vals.items())) if change else ()

    def get_ids(self, name):
        """Return the ids of the tickets for which a value of *name* was collected."""
        return [change.ticket.id for change in self.changes if name in change.vals]

    def get_logged(self):
        """Return the requests whose change gets a row in the ledger."""
        return self.tickets.filtered(
            lambda ticket: (change := self._by_id.get(ticket.id)) and change.is_logged()
        )

    def get_closing_dates(self):
        """Return {request: values} where another closing date was written."""
        return {
            change.ticket: {"closed_date": change.vals["closed_date"]}
            for change in self.changes
            if "closed_date" in change.vals
            and change.ticket.closed_date != change.vals["closed_date"]
        }


class RequestChange:
    """One request before and after a change.

    ``change["stage_id"]`` is the field's value after the change: the collected one,
    else the caller's, else the request's. So a change can be passed wherever a request
    is only read.

    :param ticket: the request, in sudo; not written yet, or without ``write()``
    :param dict before: its values before, as ``_icrm_snapshot`` returned it
    :param dict caller_vals: the values the caller writes
    """

    def __init__(self, ticket, before, caller_vals):
        self.ticket = ticket
        self.before = before
        self.caller_vals = caller_vals
        #: the values that follow, written together with the caller's
        self.vals = {}

    def __getitem__(self, name):
        for vals in (self.vals, self.caller_vals):
            if name in vals:
                field = self.ticket._fields[name]
                value = field.convert_to_cache(vals[name], self.ticket, validate=False)
                return field.convert_to_record(value, self.ticket)
        return self.ticket[name]

    def collect(self, now, stages):
        """Collect the values that follow from the caller's.

        :param dict stages: {team: its stages}; filled as a cache
        """
        self._collect_computed(stages)
        if self.changes_stage():
            self._collect_stage_change(now)
        elif self.caller_vals.get("stage_id") and self["stage_id"].closed:
            # helpdesk_mgmt dates a closing again when the stage is written again.
            self.vals["closed_date"] = self.before["closed_date"]
        self._collect_customer()
        self._collect_form()
        if not self.changes_stage() and self.ticket._icrm_changes_holder(self):
            self.vals["icrm_holder"] = self.ticket._icrm_get_holder(self)

    def changes_stage(self):
        """Return whether the stage changes."""
        return self["stage_id"] != self.before["stage"]

    def is_logged(self):
        """Return whether the change gets a row in the ledger."""
        return (
            self.changes_stage()
            or self.ticket._icrm_changes_holder(self)
            or any(
                self[name] != self.before[key]
                for name, key in (
                    ("user_id", "user"),
                    ("priority", "priority"),
                    ("icrm_requester_id", "requester"),
                    ("icrm_beneficiary_id", "beneficiary"),
                )
            )
        )

    def _collect_form(self):
        """Ask what another service asks, unless the request answered the first."""
        service = self["icrm_service_id"]
        if service != self.before["service"] and (
            "icrm_answers" in self.caller_vals or not self.ticket._icrm_get_answers()
        ):
            self.vals["icrm_form_id"] = service._get_frozen_form().id

    def _collect_computed(self, stages):
        """Collect what helpdesk_mgmt computes after a write: the team of a new
        assignee, stage and assignee of a new team."""
        given, vals = self.caller_vals, self.vals
        if "user_id" in given and "team_id" not in given and not self["team_id"]:
            if team := self["user_id"].helpdesk_team_ids[:1]:
                vals["team_id"] = team.id
        if "team_id" not in given and "team_id" not in vals:
            return
        team = self["team_id"]
        if "user_id" not in given and team and self["user_id"] not in team.user_ids:
            vals["user_id"] = False
        if "stage_id" not in given:
            if team not in stages:
                stages[team] = team._get_applicable_stages()
            if self["stage_id"] not in stages[team]:
                vals["stage_id"] = stages[team][:1].id

    def _collect_stage_change(self, now):
        """Collect state, holder and dates of the new stage."""
        before, vals = self.before, self.vals
        stage = self["stage_id"]
        state = stage.icrm_state
        over = stage.closed or state not in OPEN_STATES
        was_over = before["state"] not in OPEN_STATES
        responds = not self["icrm_first_response_at"]
        vals["icrm_state"] = state
        # Else computed after the UPDATE, by another one.
        vals["unattended"] = stage.unattended
        vals["icrm_holder"] = self.ticket._icrm_get_holder(self)
        vals["last_stage_update"] = now
        if not over:
            vals["closed_date"] = False
        elif was_over and before["closed_date"]:
            # From one closed stage to another: the first closing date applies.
            vals["closed_date"] = before["closed_date"]
        else:
            vals["closed_date"] = now
        if state == "resolved":
            if before["state"] != "resolved":
                vals["icrm_resolved_at"] = now
            if responds:
                vals["icrm_first_response_at"] = now
        else:
            vals["icrm_resolved_at"] = False
            vals["icrm_confirmed_at"] = False
            if state == "rejected" and responds:
                vals["icrm_first_response_at"] = now
        if before["state"] == "rejected" != state:
            vals["icrm_reject_reason"] = False
        if was_over and not over:
            vals["icrm_reopen_count"] = self.ticket.icrm_reopen_count + 1
            vals["icrm_replied_at"] = False
            if self["icrm_attention"] == "reply":
                vals["icrm_attention"] = False

    def _collect_customer(self):
        """Collect what follows from another requester or beneficiary."""
        before, vals, ticket = self.before, self.vals, self.ticket
        requester, beneficiary = self["icrm_requester_id"], self["icrm_beneficiary_id"]
        if requester != before["requester"]:
            if beneficiary == before["requester"]:
                beneficiary = requester
                vals["icrm_beneficiary_id"] = beneficiary.id
            if requester.partner_id:
                vals["partner_id"] = requester.partner_id.id
                vals["partner_name"] = requester.partner_id.name
                vals["partner_email"] = requester.partner_id.email
            if requester and self["icrm_attention"] == "shared":
                vals["icrm_attention"] = False
            if before["requester"] and not ticket.icrm_first_requester_id:
                vals["icrm_first_requester_id"] = before["requester"].id
        if beneficiary != before["beneficiary"]:
            if before["beneficiary"] and not ticket.icrm_first_beneficiary_id:
                vals["icrm_first_beneficiary_id"] = before["beneficiary"].id
            vals["icrm_customer_department_id"] = beneficiary.department_id.id
