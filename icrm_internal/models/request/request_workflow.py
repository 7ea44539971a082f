# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One change of one request: what the caller writes and what follows from it.

Nothing is written here; the values are collected, for one write of all.
"""

from odoo import fields

from .helpdesk_ticket_stage import OPEN_STATES, RUNNING_HOLDERS


def next_due(ticket, vals):
    """Return the earliest promise that runs: none while nobody of ours holds it.

    :param ticket: anything that is read like a request: a record, a :class:`Step`
    :param dict vals: values that come before those of *ticket*
    """

    def value_of(name):
        return vals[name] if name in vals else ticket[name]

    if value_of("icrm_holder") not in RUNNING_HOLDERS:
        return False
    dates = [value_of("icrm_due_at")]
    if not value_of("icrm_first_response_at"):
        dates.append(value_of("icrm_response_due_at"))
    return min(filter(None, dates), default=False)


class Course:
    """What becomes of a batch of requests: collected, then written, then followed.

    :param tickets: the requests, in sudo
    :param before: {id: how it stood}, as ``_icrm_snapshot`` returned it
    :param dict given: what the caller writes, to all of them
    """

    def __init__(self, tickets, before, given):
        self.tickets = tickets
        self.before = before
        self.now = fields.Datetime.now()
        self.steps = [
            Step(ticket, before[ticket.id], given)
            for ticket in tickets
            if ticket.id in before
        ]
        self._by_id = {step.ticket.id: step for step in self.steps}
        #: what the promise domain has reckoned, for what it does afterwards
        self.reckoned = []

    def __bool__(self):
        return bool(self.steps)

    def __getitem__(self, ticket_id):
        return self._by_id[ticket_id]

    def collect(self):
        """Find out what follows, of all requests."""
        stages = {}
        for step in self.steps:
            step.collect(self.now, stages)

    def collect_next_due(self):
        """Find out the next promise of all requests, once their dates are collected."""
        for step in self.steps:
            due_at = next_due(step, {})
            if due_at != step["icrm_next_due_at"]:
                step.vals["icrm_next_due_at"] = due_at

    def get_key(self, ticket_id):
        """Return the collected values of one ticket, to group by; () of any other."""
        step = self._by_id.get(ticket_id)
        return tuple(sorted(step.vals.items())) if step else ()

    def get_turned(self):
        """Return the requests whose change stands in the ledger."""
        return self.tickets.filtered(
            lambda ticket: (step := self._by_id.get(ticket.id)) and step.is_turn()
        )

    def get_closing_dates(self):
        """Return {request: values} where another date of closing was written."""
        return {
            step.ticket: {"closed_date": step.vals["closed_date"]}
            for step in self.steps
            if "closed_date" in step.vals
            and step.ticket.closed_date != step.vals["closed_date"]
        }


class Step:
    """One request before and after a change.

    ``step["stage_id"]`` is the field's value as it will be: what is collected, else
    what the caller gives, else what the request says. So a step can stand wherever a
    request is only read.

    :param ticket: the request, in sudo; not written yet, or written past ``write()``
    :param dict was: how it stood before, as ``_icrm_snapshot`` returned it
    :param dict given: what the caller writes
    """

    def __init__(self, ticket, was, given):
        self.ticket = ticket
        self.was = was
        self.given = given
        #: what follows from it, to be written together with what is given
        self.vals = {}

    def __getitem__(self, name):
        for vals in (self.vals, self.given):
            if name in vals:
                field = self.ticket._fields[name]
                value = field.convert_to_cache(vals[name], self.ticket, validate=False)
                return field.convert_to_record(value, self.ticket)
        return self.ticket[name]

    def collect(self, now, stages):
        """Find out what follows from what is given.

        :param dict stages: {team: its stages}, of the steps before; added to
        """
        self._collect_computed(stages)
        if self.is_moved():
            self._collect_turn(now)
        elif self.given.get("stage_id") and self["stage_id"].closed:
            # helpdesk_mgmt dates a closing again when the stage is written again.
            self.vals["closed_date"] = self.was["closed_date"]
        self._collect_customer()
        if not self.is_moved() and self.ticket._icrm_changes_hands(self):
            self.vals["icrm_holder"] = self.ticket._icrm_get_holder(self)

    def is_moved(self):
        """Return whether the stage changes."""
        return self["stage_id"] != self.was["stage"]

    def is_turn(self):
        """Return whether the change stands in the ledger."""
        return (
            self.is_moved()
            or self.ticket._icrm_changes_hands(self)
            or any(
                self[name] != self.was[key]
                for name, key in (
                    ("user_id", "user"),
                    ("priority", "priority"),
                    ("icrm_requester_id", "requester"),
                    ("icrm_beneficiary_id", "beneficiary"),
                )
            )
        )

    def _collect_computed(self, stages):
        """What helpdesk_mgmt computes once it is written: the team of a new assignee,
        stage and assignee of a new team."""
        given, vals = self.given, self.vals
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

    def _collect_turn(self, now):
        """What a change of stage means."""
        was, vals = self.was, self.vals
        stage = self["stage_id"]
        state = stage.icrm_state
        over = stage.closed or state not in OPEN_STATES
        was_over = was["state"] not in OPEN_STATES
        responds = not self["icrm_first_response_at"]
        vals["icrm_state"] = state
        vals["icrm_holder"] = self.ticket._icrm_get_holder(self)
        vals["last_stage_update"] = now
        if not over:
            vals["closed_date"] = False
        elif was_over and was["closed_date"]:
            # Moved from one end to another: it was over since the first.
            vals["closed_date"] = was["closed_date"]
        else:
            vals["closed_date"] = now
        if state == "resolved":
            if was["state"] != "resolved":
                vals["icrm_resolved_at"] = now
            if responds:
                vals["icrm_first_response_at"] = now
        else:
            vals["icrm_resolved_at"] = False
            vals["icrm_confirmed_at"] = False
            if state == "rejected" and responds:
                vals["icrm_first_response_at"] = now
        if was_over and not over:
            vals["icrm_reopen_count"] = self.ticket.icrm_reopen_count + 1

    def _collect_customer(self):
        """What follows when a request turns out to be somebody else's."""
        was, vals, ticket = self.was, self.vals, self.ticket
        requester, beneficiary = self["icrm_requester_id"], self["icrm_beneficiary_id"]
        if requester != was["requester"]:
            if beneficiary == was["requester"]:
                beneficiary = requester
                vals["icrm_beneficiary_id"] = beneficiary.id
            if requester.partner_id:
                vals["partner_id"] = requester.partner_id.id
                vals["partner_name"] = requester.partner_id.name
                vals["partner_email"] = requester.partner_id.email
            if was["requester"] and not ticket.icrm_first_requester_id:
                vals["icrm_first_requester_id"] = was["requester"].id
        if beneficiary != was["beneficiary"]:
            if was["beneficiary"] and not ticket.icrm_first_beneficiary_id:
                vals["icrm_first_beneficiary_id"] = was["beneficiary"].id
            vals["icrm_customer_department_id"] = beneficiary.department_id.id
