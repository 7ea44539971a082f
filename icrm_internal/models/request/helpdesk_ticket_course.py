# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

OPEN_STATES = ("new", "in_progress", "waiting")
# A change of one of these is a turn in the course of a request.
COURSE_TRIGGERS = frozenset(
    {
        "stage_id",
        "team_id",
        "user_id",
        "priority",
        "icrm_service_id",
        "icrm_requester_id",
        "icrm_beneficiary_id",
    }
)


class HelpdeskTicket(models.Model):
    """The course: whatever moves a request ends in :meth:`_icrm_track`."""

    _inherit = "helpdesk.ticket"

    def write(self, vals):
        """Follow every change of stage, team, assignee, priority, service or customer.

        The stage may change although nobody wrote it: a new team brings its own
        stages. So what counts is the difference between before and after, not *vals*.
        """
        if not self.env.su:
            if "active" in vals:
                self._icrm_check_archive()
            self._icrm_refuse_other_customer(vals)
        if not COURSE_TRIGGERS & vals.keys():
            return super().write(vals)
        adopted = self.browse()
        if vals.get("icrm_service_id"):
            adopted = self.sudo().filtered(lambda ticket: not ticket.icrm_service_id)
        before = self.sudo()._icrm_standing()
        # helpdesk_mgmt writes its dates into the dictionary it is given.
        result = super().write(dict(vals))
        if adopted:
            adopted._icrm_adopt()
        requests = self.sudo().filtered("icrm_service_id")
        if requests:
            requests._icrm_track(before)
        return result

    def _icrm_check_archive(self):
        """Refuse to put requests out of sight: they end by their course."""
        if self.env.user.has_group("icrm_internal.group_icrm_admin"):
            return
        # sudo: whether it is a request
        if request := self.sudo().filtered("icrm_service_id")[:1]:
            raise AccessError(
                self.env._(
                    "Request %(number)s: resolve, reject or withdraw it. Only an "
                    "administrator archives requests.",
                    number=request.number,
                )
            )

    def _icrm_refuse_other_customer(self, vals):
        """Raise if *vals* make what was resolved somebody else's, or no request.

        Who asked, and for whom, decides who rates and confirms: whoever serves could
        write himself there. Heads and officers neither.
        """
        for ticket in self.sudo().filtered("icrm_service_id"):
            if not vals.get("icrm_service_id", True):
                raise UserError(
                    self.env._(
                        "Request %(number)s: a request keeps a service.",
                        number=ticket.number,
                    )
                )
            if ticket.icrm_state in OPEN_STATES:
                continue
            for name in ("icrm_requester_id", "icrm_beneficiary_id"):
                if name in vals and (vals[name] or False) != ticket[name].id:
                    field = self._fields[name].get_description(self.env, ["string"])
                    raise UserError(
                        self.env._(
                            "Request %(number)s is over: %(field)s stays as it is.",
                            number=ticket.number,
                            field=field["string"],
                        )
                    )

    # -- one method for every turn --
    def _icrm_standing(self):
        """Return what a turn may change, per ticket id."""
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
            for ticket in self
            if ticket.icrm_service_id
        }

    def _icrm_track(self, before):
        """Bring state, holder, dates, promises and ledger in line with what is now.

        Called in sudo by :meth:`write` for a whole batch; costs one INSERT of events,
        and what the clocks cost.

        :param before: as :meth:`_icrm_standing` returned it; a request that is not in
            it has just become one
        """
        now = fields.Datetime.now()
        values = {}
        turned = self.browse()
        for ticket in self:
            was = before.get(ticket.id)
            if was is None:
                continue
            stage = ticket.stage_id
            vals = {}
            moved = stage != was["stage"]
            if moved:
                vals = ticket._icrm_turn_values(was, now)
            elif ticket.closed_date != was["closed_date"] and stage.closed:
                # helpdesk_mgmt dates a closing again when the stage is written again.
                vals = {"closed_date": was["closed_date"]}
            vals |= ticket._icrm_customer_values(was)
            changes_hands = ticket._icrm_changes_hands(was)
            if not moved and changes_hands:
                vals["icrm_holder"] = ticket._icrm_holder_in(stage)
            if (
                moved
                or changes_hands
                or ticket.user_id != was["user"]
                or ticket.priority != was["priority"]
                # A beneficiary who follows the requester is written, and logged, below.
                or "icrm_beneficiary_id" not in vals
                and (
                    ticket.icrm_requester_id != was["requester"]
                    or ticket.icrm_beneficiary_id != was["beneficiary"]
                )
            ):
                turned |= ticket
            values[ticket] = vals
        self._icrm_apply(values)
        turned._icrm_log_events(now)
        self._icrm_keep_promises(before)
        self._icrm_refresh_next_due()
        self._icrm_notify_turn(before)

    def _icrm_changes_hands(self, was):
        """Return whether somebody else holds the request than before, stage or not."""
        return self.team_id != was["team"]

    def _icrm_turn_values(self, was, now):
        """Return what a change of stage means for one request, as values to write."""
        stage = self.stage_id
        state = stage.icrm_state
        over = stage.closed or state not in OPEN_STATES
        was_over = was["state"] not in OPEN_STATES
        vals = {
            "icrm_state": state,
            "icrm_holder": self._icrm_holder_in(stage),
            "last_stage_update": now,
        }
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
            if not self.icrm_first_response_at:
                vals["icrm_first_response_at"] = now
        else:
            vals["icrm_resolved_at"] = False
            vals["icrm_confirmed_at"] = False
            if state == "rejected" and not self.icrm_first_response_at:
                vals["icrm_first_response_at"] = now
        if was_over and not over:
            vals["icrm_reopen_count"] = self.icrm_reopen_count + 1
        return vals

    def _icrm_customer_values(self, was):
        """Return what follows when a request turns out to be somebody else's."""
        vals = {}
        requester, beneficiary = self.icrm_requester_id, self.icrm_beneficiary_id
        if requester != was["requester"]:
            if beneficiary == was["requester"]:
                beneficiary = requester
                vals["icrm_beneficiary_id"] = beneficiary.id
            if requester.partner_id:
                vals["partner_id"] = requester.partner_id.id
                vals["partner_name"] = requester.partner_id.name
                vals["partner_email"] = requester.partner_id.email
            if was["requester"] and not self.icrm_first_requester_id:
                vals["icrm_first_requester_id"] = was["requester"].id
        if beneficiary != was["beneficiary"]:
            if was["beneficiary"] and not self.icrm_first_beneficiary_id:
                vals["icrm_first_beneficiary_id"] = was["beneficiary"].id
            vals["icrm_customer_department_id"] = beneficiary.department_id.id
        return vals

    def _icrm_holder_in(self, stage):
        """Return who holds the request in *stage*, given the team it is with."""
        if stage.closed or stage.icrm_state not in OPEN_STATES:
            return False
        holder = stage.icrm_holder or "provider"
        department = self.team_id.icrm_department_id
        if (
            holder == "provider"
            and department
            and department != self.icrm_provider_department_id
        ):
            return "department"
        return holder

    def _icrm_apply(self, values):
        """Write each ticket's values; equal ones together."""
        batches = defaultdict(self.browse)
        for ticket, vals in values.items():
            if vals:
                batches[tuple(sorted(vals.items()))] |= ticket
        for items, tickets in batches.items():
            tickets.with_context(mail_notrack=True).write(dict(items))

    def _icrm_refresh_next_due(self):
        values = {}
        for ticket in self:
            due_at = self._icrm_next_due(
                ticket.icrm_holder,
                ticket.icrm_first_response_at,
                ticket.icrm_response_due_at,
                ticket.icrm_due_at,
            )
            if due_at != ticket.icrm_next_due_at:
                values[ticket] = {"icrm_next_due_at": due_at}
        self._icrm_apply(values)

    def _icrm_keep_promises(self, before):
        """Let the promises follow; the clocks of the promise domain do.

        :param before: as :meth:`_icrm_standing` returned it
        """

    # -- a plain ticket becomes a request --
    def _icrm_adopt(self):
        """Make requests of plain tickets that were just given a service."""
        for ticket in self:
            vals = {
                "icrm_service_id": ticket.icrm_service_id.id,
                "icrm_requester_id": ticket.icrm_requester_id.id,
                "icrm_beneficiary_id": ticket.icrm_beneficiary_id.id,
                "team_id": ticket.team_id.id or ticket.icrm_service_id.team_id.id,
                "stage_id": ticket.stage_id.id,
                "partner_id": ticket.partner_id.id,
                "priority": ticket.priority,
                "description": ticket.description,
                "channel_id": ticket.channel_id.id,
                "icrm_submitted_at": ticket.create_date,
            }
            self._icrm_fill_requests([vals])
            for name in ("description", "company_id", "icrm_service_id"):
                vals.pop(name)
            # Past our own write: this is no change of a request, it makes one.
            # pylint: disable-next=super-method-mismatch
            super(HelpdeskTicket, ticket).write(vals)
        self._icrm_begin()
        self._icrm_log_events()

    # -- states --
    def _icrm_set_state(self, state):
        """Move each request to the first stage of its team that means *state*.

        One query per team. Tickets already there stay where they are.

        :raise UserError: if a team has no such stage
        """
        by_team = defaultdict(self.browse)
        for ticket in self:
            if ticket.icrm_state != state:
                by_team[ticket.sudo().team_id] |= ticket
        for team_sudo, tickets in by_team.items():
            stage = team_sudo._get_applicable_stages().filtered(
                lambda stage: stage.icrm_state == state
            )[:1]
            if not stage:
                labels = dict(
                    self._fields["icrm_state"]._description_selection(self.env)
                )
                raise UserError(
                    self.env._(
                        "The team %(team)s has no stage that means “%(state)s”. An "
                        "administrator can set one under Configuration, Stages.",
                        team=team_sudo.name or self.env._("(none)"),
                        state=labels[state],
                    )
                )
            tickets.write({"stage_id": stage.id})
