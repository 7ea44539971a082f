# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date, format_datetime

from odoo.addons.icrm_internal.models.messaging.message_event import (
    MessageEvent,
    MessageText,
    make_list,
)
from odoo.addons.icrm_internal.models.request import notice_texts

MEETING = "icrm.meeting"
ACTION = "icrm.action.item"
DISPUTE = "icrm.dispute"
COORDINATION = "icrm.coordination"


class IcrmMessage(models.Model):
    """Messages about meetings between departments, and what was agreed there."""

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        meeting = partial(MessageEvent, model=MEETING)
        action = partial(MessageEvent, model=ACTION)
        dispute = partial(MessageEvent, model=DISPUTE)
        group = partial(MessageEvent, model=COORDINATION)
        return super()._get_message_events() + [
            meeting("meeting_invitation", _("Meeting: invitation")),
            meeting("meeting_moved", _("Meeting: new time"), timing="now"),
            meeting("meeting_cancelled", _("Meeting: cancelled"), timing="now"),
            meeting("meeting_minutes", _("Meeting: minutes")),
            action("action_item_assigned", _("Action assigned")),
            action("action_item_overdue", _("Action overdue")),
            dispute("dispute_raised", _("Dispute: raised")),
            dispute("dispute_overdue", _("Dispute: answer overdue")),
            dispute("dispute_answered", _("Dispute: answered")),
            dispute("dispute_mediator", _("Dispute: mediator named")),
            dispute("dispute_agreed", _("Dispute: one side agrees")),
            dispute("dispute_settled", _("Dispute: settled")),
            dispute("dispute_to_decide", _("Dispute: awaiting decision")),
            dispute("dispute_decided", _("Dispute: decided")),
            dispute("dispute_withdrawn", _("Dispute: withdrawn")),
            group("coordination_joined", _("Coordination group: joined")),
            group("coordination_ended", _("Coordination group: ended")),
            MessageEvent(
                "care_budget_exceeded", _("Care budget exceeded"), "icrm.care.budget"
            ),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event.startswith("meeting_") and record._name == MEETING:
            # sudo: who is invited, for the preview of an administrator
            return record.sudo().attendee_ids.partner_id
        if event.startswith("action_item_"):
            return record.sudo().owner_id  # sudo: as above
        if record._name == DISPUTE:
            return record.sudo()._get_everyone()  # sudo: as above
        if record._name == COORDINATION:
            return record.sudo()._get_people()  # sudo: as above
        return super()._get_recipients(event, record)

    # ------------------------------------------------------------------
    # Meetings
    # ------------------------------------------------------------------

    def _get_meeting_when(self, meeting):
        """Return when it is, in the recipient's time zone."""
        return format_datetime(
            self.env,
            meeting.start,
            tz=self._get_recipient().zone.zone,
            dt_format="medium",
        )

    def _get_meeting_links(self, meeting):
        return ((self.env._("Open meeting"), f"/odoo/internal-meetings/{meeting.id}"),)

    def _is_invited(self, meeting):
        """Return whether the recipient is an attendee still, who may read it."""
        recipient = self._get_recipient()
        if recipient.partner not in meeting.attendee_ids.partner_id:
            return False
        return not recipient.has_inbox or meeting.with_user(recipient.user).has_access(
            "read"
        )

    def _render_meeting_invitation(self, meeting):
        if meeting.state != "planned" or not self._is_invited(meeting):
            return None
        _ = self.env._
        topics = meeting.item_ids.mapped("name")
        return MessageText(
            _("Invitation: %(meeting)s", meeting=meeting.name),
            notice_texts.body(
                _(
                    "%(name)s invites you on %(when)s.",
                    name=meeting.owner_id.name,
                    when=self._get_meeting_when(meeting),
                ),
                meeting.location
                and _("Location: %(location)s", location=meeting.location),
                topics and _("Agenda:"),
            )
            + (make_list(topics) if topics else Markup("")),
            self._get_meeting_links(meeting),
        )

    def _render_meeting_moved(self, meeting):
        if meeting.state != "planned" or not self._is_invited(meeting):
            return None
        _ = self.env._
        return MessageText(
            _("New time: %(meeting)s", meeting=meeting.name),
            notice_texts.body(
                _("It now begins on %(when)s.", when=self._get_meeting_when(meeting))
            ),
            self._get_meeting_links(meeting),
        )

    def _render_meeting_cancelled(self, meeting):
        if meeting.state != "cancelled" or not self._is_invited(meeting):
            return None
        _ = self.env._
        return MessageText(
            _("Cancelled: %(meeting)s", meeting=meeting.name),
            notice_texts.body(
                _(
                    "The meeting on %(when)s is cancelled.",
                    when=self._get_meeting_when(meeting),
                ),
                _("Reason: %(reason)s", reason=self.values["reason"]),
            ),
        )

    def _render_meeting_minutes(self, meeting):
        """Return decisions and actions, for those who are invited still."""
        if meeting.state != "held" or not self._is_invited(meeting):
            return None
        _ = self.env._
        points = [
            Markup("<b>%s</b><br/>%s") % (item.name, item.decision or _("No decision"))
            for item in meeting.item_ids
        ]
        actions = [
            self._format_action(item)
            for item in meeting.action_item_ids | meeting.carried_item_ids
            if item.state == "open"
        ]
        body = notice_texts.body(
            _("What was decided on %(when)s:", when=self._get_meeting_when(meeting))
        )
        body += notice_texts.listing(points)
        if actions:
            body += notice_texts.body(_("Open actions:")) + make_list(actions)
        return MessageText(
            _("Minutes: %(meeting)s", meeting=meeting.name),
            body,
            self._get_meeting_links(meeting),
        )

    def _format_action(self, item):
        return self.env._(
            "%(action)s: %(name)s, until %(day)s",
            action=item.name,
            name=item.owner_id.name,
            day=format_date(self.env, item.due_date),
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _render_action_item_assigned(self, item):
        return self._render_action_item(
            item,
            self.env._("Your action: %(action)s", action=item.name),
            self.env._(
                "You are to do this until %(day)s.",
                day=format_date(self.env, item.due_date),
            ),
        )

    def _render_action_item_overdue(self, item):
        return self._render_action_item(
            item,
            self.env._("Overdue: %(action)s", action=item.name),
            self.env._(
                "It was due on %(day)s. Mark it as done, or agree on another date.",
                day=format_date(self.env, item.due_date),
            ),
        )

    def _render_action_item(self, item, subject, text):
        """Return the text; None once it is closed or another's."""
        user = self._get_recipient().user
        if item.state != "open" or user != item.owner_id:
            return None
        link = (self.env._("Open action"), f"/odoo/internal-action-items/{item.id}")
        if user.share:
            group = item.coordination_id
            if not group.with_user(user)._find_for_consultant(group.id):
                return None
            link = (self.env._("Open action"), f"/my/groups/{group.id}")
        return MessageText(subject, notice_texts.body(text), (link,))

    # ------------------------------------------------------------------
    # Disputes
    # ------------------------------------------------------------------

    def _render_dispute_raised(self, dispute):
        return self._render_dispute(
            dispute,
            ("raised",),
            self.env._("Dispute: %(dispute)s", dispute=dispute.name),
            self.env._(
                "%(department)s has raised a dispute. Answer it until %(day)s.",
                department=dispute.raised_department_id.name,
                day=format_date(self.env, dispute.answer_until),
            ),
        )

    def _render_dispute_overdue(self, dispute):
        return self._render_dispute(
            dispute,
            ("raised",),
            self.env._("Answer overdue: %(dispute)s", dispute=dispute.name),
            self.env._(
                "%(department)s expected your answer until %(day)s.",
                department=dispute.raised_department_id.name,
                day=format_date(self.env, dispute.answer_until),
            ),
        )

    def _render_dispute_answered(self, dispute):
        return self._render_dispute(
            dispute,
            ("answered", "negotiating"),
            self.env._("Answered: %(dispute)s", dispute=dispute.name),
            self.env._(
                "%(department)s has answered. Talk, and write a settlement that both "
                "agree to.",
                department=dispute.other_department_id.name,
            ),
        )

    def _render_dispute_mediator(self, dispute):
        if not dispute.mediator_id:
            return None
        return self._render_dispute(
            dispute,
            ("raised", "answered", "negotiating", "to_decide"),
            self.env._("Mediator named: %(dispute)s", dispute=dispute.name),
            self.env._("%(name)s mediates.", name=dispute.mediator_id.name),
        )

    def _render_dispute_agreed(self, dispute):
        if dispute.raised_agreed == dispute.other_agreed:
            return None
        side = dispute.raised_department_id
        if dispute.other_agreed:
            side = dispute.other_department_id
        return self._render_dispute(
            dispute,
            ("answered", "negotiating"),
            self.env._("One side agrees: %(dispute)s", dispute=dispute.name),
            self.env._(
                "%(department)s agrees to the settlement.", department=side.name
            ),
        )

    def _render_dispute_settled(self, dispute):
        return self._render_dispute(
            dispute,
            ("settled",),
            self.env._("Settled: %(dispute)s", dispute=dispute.name),
            self.env._("Both sides agreed to:"),
            dispute.settlement,
        )

    def _render_dispute_to_decide(self, dispute):
        return self._render_dispute(
            dispute,
            ("to_decide",),
            self.env._("Decision needed: %(dispute)s", dispute=dispute.name),
            self.env._("The two sides could not agree. An officer decides."),
            dispute.escalation_reason,
        )

    def _render_dispute_decided(self, dispute):
        return self._render_dispute(
            dispute,
            ("decided",),
            self.env._("Decided: %(dispute)s", dispute=dispute.name),
            self.env._("%(name)s has decided:", name=dispute.decided_by_id.name),
            dispute.decision,
        )

    def _render_dispute_withdrawn(self, dispute):
        return self._render_dispute(
            dispute,
            ("withdrawn",),
            self.env._("Withdrawn: %(dispute)s", dispute=dispute.name),
            self.env._(
                "%(department)s has withdrawn the dispute.",
                department=dispute.raised_department_id.name,
            ),
            dispute.withdraw_reason,
        )

    def _render_dispute(self, dispute, states, subject, text, words=""):
        """Return the text; None once it is out of date, or for who may not read it."""
        reader = self._get_recipient().user
        if dispute.state not in states or not reader:
            return None
        if not dispute.with_user(reader).has_access("read"):
            return None
        link = (self.env._("Open dispute"), f"/odoo/internal-disputes/{dispute.id}")
        return MessageText(subject, notice_texts.body(text, words), (link,))

    # ------------------------------------------------------------------
    # Coordination groups and care
    # ------------------------------------------------------------------

    def _render_coordination_joined(self, group):
        """Return the text, for who is in the group still."""
        recipient = self._get_recipient()
        user = recipient.user
        is_member = user and user in group.lead_id | group.member_ids
        if group.state != "active" or not (
            is_member
            and group.with_user(user).has_access("read")
            or recipient.partner in group.consultant_ids
        ):
            return None
        _ = self.env._
        links = ()
        if user:
            page = "/my/groups" if user.share else "/odoo/internal-coordination"
            links = ((_("Open group"), f"{page}/{group.id}"),)
        return MessageText(
            _("Coordination group: %(group)s", group=group.name),
            notice_texts.body(
                _(
                    "You are in this group until %(day)s. Lead: %(name)s.",
                    day=format_date(self.env, group.date_end),
                    name=group.lead_id.name,
                ),
                group.mandate,
            ),
            links,
        )

    def _render_coordination_ended(self, group):
        """Return the text, for who was in the group until the end."""
        partners = (
            group.lead_id | group.member_ids | group.started_by_id
        ).partner_id | group.consultant_ids
        if group.state != "ended" or self._get_recipient().partner not in partners:
            return None
        return MessageText(
            self.env._("Group ended: %(group)s", group=group.name),
            notice_texts.body(
                self.env._("The coordination group has ended. Thank you."),
                group.result,
            ),
        )

    def _render_care_budget_exceeded(self, budget):
        if not budget.is_exceeded:
            return None
        link = (
            self.env._("Open budget"),
            f"/odoo/internal-care-budgets/{budget.id}",
        )
        return MessageText(
            self.env._("Care budget exceeded"),
            notice_texts.body(budget._get_warning(self.env)),
            (link,),
        )
