# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import api, fields, models

from ..access.listing import join_names
from ..messaging.message_event import MessageEvent, MessageText
from ..request import notice_texts
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES, RUNNING_HOLDERS

MODEL = "helpdesk.ticket"
# A message about so many requests at most has buttons for each: every button is checked
# as it goes out.
BUTTON_LIMIT = 20


class IcrmMessage(models.Model):
    """Messages about approvals, hand-overs and promises."""

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        event = partial(MessageEvent, model=MODEL)
        return super()._get_message_events() + [
            event("request_approved", _("Request approved")),
            event("request_refused", _("Approval declined")),
            event("approval_restarted", _("Approval starts again"), urgency="low"),
            event("request_at_risk", _("Request may be late")),
            event("request_late", _("Request late")),
            event("request_new_date", _("New date of a request")),
            event("clock_warning_desk", _("Desk: promise at risk")),
            event(
                "clock_missed_desk",
                _("Desk: promise missed"),
                urgency="urgent",
                timing="now",
            ),
            event("approval_requested", _("Approval requested")),
            event("approval_reminder", _("Approval still open")),
            MessageEvent("deputy_changed", _("Deputy set or removed by another")),
            MessageEvent(
                "agreement_returned", _("Agreement back to draft"), "icrm.agreement"
            ),
            MessageEvent(
                "agreement_countered",
                _("Agreement: counter-proposal"),
                "icrm.agreement",
            ),
            MessageEvent(
                "agreement_proposed_again",
                _("Agreement proposed again"),
                "icrm.agreement",
            ),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event in ("approval_requested", "approval_reminder"):
            # sudo: who is notified, for the preview of an administrator
            rows_sudo = record.sudo().icrm_approval_ids
            asked_sudo = rows_sudo.filtered(lambda row: row.state == "requested")
            return self.env["res.users"].union(*asked_sudo._get_readers())
        if event in ("clock_warning_desk", "clock_missed_desk"):
            return self._get_alerted(record, event == "clock_missed_desk")
        if event in (
            "agreement_returned",
            "agreement_countered",
            "agreement_proposed_again",
        ):
            # sudo: who signs, for the preview of an administrator
            agreement_sudo = record.sudo()
            return agreement_sudo.provider_signer_id | agreement_sudo.customer_signer_id
        return super()._get_recipients(event, record)

    @api.model
    def _get_alerted(self, record, missed):
        """Return whom the levels of escalation of its running clocks would notify."""
        # sudo: who is notified, for the preview of an administrator
        clocks_sudo = record.sudo().icrm_clock_ids.filtered(
            lambda clock: not clock.stopped_at
        )
        Escalation_sudo = self.env["icrm.escalation"].sudo()  # sudo: settings
        users = self.env["res.users"]
        for clock, levels in Escalation_sudo._get_levels(clocks_sudo).items():
            for level_id, share in levels:
                if (share >= 100) == missed:
                    users |= Escalation_sudo.browse(level_id)._get_users(clock)
        return users

    # ------------------------------------------------------------------
    # Agreements
    # ------------------------------------------------------------------

    def _render_agreement_returned(self, agreement):
        return self._render_agreement(
            agreement,
            self.env._(
                "Back to draft: %(agreement)s", agreement=agreement.display_name
            ),
            self.env._(
                "%(name)s took it back to draft; signatures are void.",
                name=self._get_value("by"),
            ),
        )

    def _render_agreement_countered(self, agreement):
        return self._render_agreement(
            agreement,
            self.env._(
                "Counter-proposal: %(agreement)s", agreement=agreement.display_name
            ),
            self.env._(
                "%(name)s wants to change your proposal. You get it to sign once it "
                "is proposed.",
                name=self._get_value("by"),
            ),
        )

    def _render_agreement_proposed_again(self, agreement):
        if agreement.state != "proposed":
            return None
        return self._render_agreement(
            agreement,
            self.env._(
                "Please check and sign: %(agreement)s", agreement=agreement.display_name
            ),
            self.env._(
                "%(name)s proposed it again. “What Changed” compares it with the "
                "proposal before.",
                name=self._get_value("by"),
            ),
        )

    def _render_agreement(self, agreement, title, text):
        reason = self._get_value("reason")
        return MessageText(
            title,
            notice_texts.body(
                text, reason and self.env._("Reason: %(reason)s", reason=reason)
            ),
            (
                (
                    self.env._("Open agreement"),
                    f"/odoo/internal-agreements/{agreement.id}",
                ),
            ),
        )

    def _get_value(self, name):
        return (self.values or {}).get(name) or ""

    # ------------------------------------------------------------------
    # Approvals
    # ------------------------------------------------------------------

    def _render_approval_requested(self, ticket):
        return self._render_approvals(
            ticket,
            lambda request: self.env._("Please approve: %(request)s", request=request),
            lambda count: self.env._("%(count)s requests to approve", count=count),
        )

    def _render_approval_reminder(self, ticket):
        return self._render_approvals(
            ticket,
            lambda request: self.env._(
                "Still to approve: %(request)s", request=request
            ),
            lambda count: self.env._(
                "%(count)s requests still await your approval", count=count
            ),
        )

    def _render_approvals(self, ticket, name_one, name_many):
        """Render what the recipient may decide now; nothing once it is decided."""
        approvals = self.env["icrm.approval"].sudo()  # sudo: asked of the recipient
        approvals = approvals.browse(self.values.get("approvals") or ()).exists()
        approvals = approvals.filtered(
            lambda approval: approval.state == "requested"
            and approval.ticket_id.icrm_state in OPEN_STATES
        )
        if not approvals:
            return None
        requests = approvals.ticket_id
        deputy = self._format_deputy(approvals)
        what_next = self.env._("Work starts after your approval.")
        if len(approvals) == 1:
            return MessageText(
                name_one(self._title(requests)),
                notice_texts.body(self._format_customer(requests), deputy, what_next)
                + self._get_links(approvals, "approval"),
            )
        has_buttons = len(requests) <= BUTTON_LIMIT
        lines = [
            notice_texts.line(
                f"{self._title(request)}: {self._format_customer(request)}",
                self._get_links(rows[:1], "approval") if has_buttons else "",
            )
            for request, rows in approvals.grouped("ticket_id").items()
        ]
        return MessageText(
            name_many(len(requests)),
            notice_texts.body(deputy, what_next) + notice_texts.listing(lines),
            ((self.env._("Approve or refuse"), "/odoo/internal-to-approve"),),
        )

    def _format_deputy(self, approvals):
        """Say for whom the recipient decides, if not for themselves."""
        absent = self.env["res.users"].sudo()  # sudo: names of colleagues
        for approval in approvals:
            asked = approval.approver_ids - approval.approved_ids
            if self.partner_id not in asked.partner_id:
                absent |= asked
        if not absent:
            return ""
        names = join_names(self.env, absent.mapped("name"))
        return self.env._("You decide as deputy of %(names)s.", names=names)

    def _render_deputy_changed(self, _ticket):
        by = self._get_author_name()
        return MessageText(
            self.env._("Your deputy for approvals"),
            notice_texts.body(
                self.env._("%(name)s has removed your deputy:", name=by)
                if self.values.get("over")
                else self.env._("%(name)s has set a deputy for you:", name=by)
            )
            + notice_texts.listing(
                self.env._(
                    "%(deputy)s approves for %(absent)s from %(first)s until %(last)s "
                    "in %(company)s",
                    **delegation,
                )
                for delegation in self.values.get("delegations") or ()
            ),
        )

    def _render_request_approved(self, ticket):
        if ticket.icrm_state not in OPEN_STATES:
            return None
        return MessageText(
            self.env._("Approved: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self._format_for_whom(ticket),
                self.env._("%(name)s approved it.", name=self._get_author_name()),
                ticket._icrm_format_status(),
                ticket._icrm_format_due(fields.Datetime.now()),
            ),
        )

    def _render_request_refused(self, ticket):
        if ticket.icrm_state != "rejected":
            return None
        return MessageText(
            self.env._("Declined: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._(
                    "%(name)s declined it; the request is closed.",
                    name=self._get_author_name(),
                )
            )
            + self._get_quote(ticket),
        )

    def _render_approval_restarted(self, ticket):
        if ticket.icrm_approval_state != "waiting":
            return None
        return MessageText(
            self.env._(
                "Approval starts again: %(request)s", request=self._title(ticket)
            ),
            notice_texts.body(
                self.env._(
                    "%(name)s changed the request; approval starts again.",
                    name=self._get_author_name(),
                ),
                ticket._icrm_format_status(),
            ),
        )

    # ------------------------------------------------------------------
    # Hand-overs
    # ------------------------------------------------------------------

    def _render_request_handed_over_desk(self, ticket):
        text = super()._render_request_handed_over_desk(ticket)
        handover = ticket.icrm_handover_ids[:1]
        if not text or not handover:
            return text
        if handover.state == "returned" and handover.from_team_id == ticket.team_id:
            return MessageText(
                self.env._("Returned: %(request)s", request=self._title(ticket)),
                notice_texts.body(
                    self.env._(
                        "%(team)s returned it: %(reason)s",
                        team=handover.to_team_id.name,
                        reason=handover.return_reason or "-",
                    ),
                    self._format_customer(ticket),
                    ticket._icrm_format_due(fields.Datetime.now()),
                ),
            )
        if handover.state != "waiting" or handover.to_team_id != ticket.team_id:
            return text
        due_at = handover.clock_ids[:1].due_at
        lines = notice_texts.body(
            self.env._("Reason: %(reason)s", reason=handover.reason),
            due_at
            and self.env._(
                "Acknowledge or return it by %(when)s.",
                when=format_deadline(ticket.env, due_at),
            ),
        )
        return text._replace(
            body=text.body + lines + self._get_links(handover, "handover")
        )

    # ------------------------------------------------------------------
    # Promises
    # ------------------------------------------------------------------

    def _render_request_at_risk(self, ticket):
        levels = self.env["icrm.escalation"].sudo()  # sudo: its text for customers
        level = levels.browse(self.values.get("level") or ()).exists()
        if not level.requester_text or not self._is_running(ticket):
            return None
        if ticket.icrm_expected_at:
            return None  # They know the new date.
        return MessageText(
            self.env._("May be late: %(request)s", request=self._title(ticket)),
            notice_texts.body(level.requester_text, self._format_promise(ticket)),
        )

    def _render_request_late(self, ticket):
        if not self._is_running(ticket) or not ticket.icrm_due_at:
            return None
        return MessageText(
            self.env._("Late: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self._format_for_whom(ticket),
                ticket._icrm_format_due(fields.Datetime.now()),
                ticket.icrm_expected_text
                and self.env._("New date: %(when)s", when=ticket.icrm_expected_text),
                self.env._("Now with %(team)s.", team=ticket.icrm_holder_name or "-"),
            ),
        )

    def _render_request_new_date(self, ticket):
        dates = self.env["icrm.expected.date"].sudo()  # sudo: of the reader's request
        row = dates.browse(self.values.get("date") or ()).exists()
        # A later one has its own message.
        if (
            ticket.icrm_state not in OPEN_STATES
            or not row
            or (row.expected_at != ticket.icrm_expected_at)
        ):
            return None
        return MessageText(
            self.env._("New date: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._(
                    "Expected by %(when)s",
                    when=format_deadline(ticket.env, row.expected_at),
                ),
                row.promised_at
                and self.env._(
                    "Promised by %(when)s",
                    when=format_deadline(ticket.env, row.promised_at),
                ),
                self.env._("Reason: %(reason)s", reason=row.reason),
            ),
        )

    def _is_running(self, ticket):
        """Return whether the provider's side still holds an open request."""
        return ticket.icrm_state in OPEN_STATES and (
            ticket.icrm_holder in RUNNING_HOLDERS
        )

    def _format_promise(self, ticket):
        return ticket.icrm_due_at and self.env._(
            "Promised by %(when)s",
            when=format_deadline(ticket.env, ticket.icrm_due_at),
        )

    def _render_clock_warning_desk(self, ticket):
        return self._render_alert(ticket)

    def _render_clock_missed_desk(self, ticket):
        return self._render_alert(ticket)

    def _render_alert(self, ticket):
        """Render an escalation: what happened, and who used up the time."""
        alerts = self.env["icrm.clock.alert"].sudo()  # sudo: the recipient is told
        alert = alerts.browse(self.values.get("alert") or ()).exists()
        clock = alert.clock_id
        if not alert or clock.stopped_at:
            return None
        used = clock._get_used_time()[clock]
        used = sorted(used.items(), key=lambda item: -item[1])
        held = join_names(
            self.env,
            [
                self.env._(
                    "%(name)s %(length)s",
                    name=department.name,
                    length=clock._format_hours(seconds),
                )
                for department, seconds in used
            ],
        )
        return MessageText(
            self.env._(
                "%(level)s: %(request)s",
                level=alert.escalation_id.name,
                request=self._title(ticket),
            ),
            notice_texts.body(
                alert._get_sentence(),
                held
                and self.env._(
                    "Time used: %(held)s of %(promised)s promised.",
                    held=held,
                    promised=clock._format_hours(clock.budget_seconds),
                ),
                self.env._("Now with %(team)s.", team=ticket.icrm_holder_name or "-"),
            )
            + self._get_links(alert, "alert"),
        )
