# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models
from odoo.tools import is_html_empty

from ..messaging.message_event import MessageEvent, MessageText

# Rows for these would say when a person was reminded, who had not answered by then:
# participants are their own outbox.
INVITATION, REMINDER = "survey_invitation", "survey_reminder"


class IcrmMessage(models.Model):
    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            MessageEvent(
                INVITATION, _("Survey: invitation"), trace="none", required=True
            ),
            MessageEvent(REMINDER, _("Survey: reminder"), trace="none", required=True),
            MessageEvent(
                "survey_results", _("Survey: results published"), "icrm.campaign"
            ),
            MessageEvent("feedback_answered", _("Feedback answered"), "icrm.feedback"),
            MessageEvent(
                "announcement_reminder",
                _("Announcement to confirm"),
                "icrm.announcement",
            ),
            MessageEvent("idea_answered", _("Idea answered"), "icrm.idea"),
            # By mail alone, of which nothing stays: in the app, rows would say who
            # voted.
            MessageEvent(
                "voted_idea_answered",
                _("Idea answered: for voters"),
                first="mail",
                then="",
                trace="none",
            ),
            MessageEvent(
                "panel_invitation",
                _("Panel of a service: invitation"),
                "icrm.panel.member",
            ),
            MessageEvent(
                "panel_trial", _("Panel of a service: trial"), "icrm.panel.trial"
            ),
            MessageEvent(
                "panel_result",
                _("Panel of a service: what changed"),
                "icrm.panel.trial",
            ),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event == "survey_results":
            return record._get_heads()
        if event == "feedback_answered":
            # sudo: who is notified, for the preview of an administrator
            return record.sudo().author_id.user_id
        if event == "announcement_reminder":
            return record._get_unconfirmed().user_id
        if event == "idea_answered":
            # sudo: who is notified, for the preview of an administrator
            return record.sudo().author_id
        if event == "panel_invitation":
            return record.customer_id
        if event in ("panel_trial", "panel_result"):
            return record._get_members()
        return super()._get_recipients(event, record)

    def _render_survey_results(self, campaign):
        _ = self.env._
        return MessageText(
            _("Results of %(campaign)s", campaign=campaign.name),
            _("Results of this survey are published; open them for your department."),
        )

    def _render_announcement_reminder(self, announcement):
        """Return the announcement again; None once it is confirmed or over."""
        _ = self.env._
        readers = announcement._get_unconfirmed(self.partner_id).user_id.partner_id
        if (
            not announcement.asks_confirmation
            or not announcement._is_due()
            or self.partner_id not in readers
        ):
            return None
        return MessageText(
            _("Please confirm: %(title)s", title=announcement.name),
            Markup("<p>%s</p><p>%s</p>")
            % (
                announcement.body or "",
                _("Confirm on your home page that you have read this."),
            ),
            ((_("Open home page"), "/odoo/internal-services"),),
        )

    def _render_panel_invitation(self, member):
        """Return the invitation; None once it is answered."""
        _ = self.env._
        if member.state != "invited":
            return None
        return MessageText(
            _("Help improve “%(service)s”", service=member.service_name),
            _(
                "You are invited to try changes of this service before everyone gets "
                "them. Join or decline on your home page; you can leave at any time."
            ),
            ((_("Open home page"), "/odoo/internal-services"),),
        )

    def _render_panel_trial(self, trial):
        """Return the trial; None once it is closed, or for who has left."""
        _ = self.env._
        if trial.state != "open" or self.partner_id not in self._get_panel(trial):
            return None
        return MessageText(
            _("Try the new version of “%(service)s”", service=trial.service_name),
            trial.note
            or _("Fill in the form as you would, and comment question by question."),
            ((_("Open trial"), f"/odoo/internal-panel/{trial.id}"),),
        )

    def _render_panel_result(self, trial):
        """Return that something changed; None for who has left."""
        _ = self.env._
        if self.partner_id not in self._get_panel(trial):
            return None
        return MessageText(
            _("What changed in “%(service)s”", service=trial.service_name),
            _("The version that you tried is published. Read what became of it."),
            ((_("Read what changed"), f"/odoo/internal-panel/{trial.id}"),),
        )

    @api.model
    def _get_panel(self, trial):
        return trial._get_members().user_id.partner_id

    def _render_idea_answered(self, idea):
        return self._render_idea(idea)

    def _render_voted_idea_answered(self, _record):
        """Return the answer; None for who took the vote back."""
        # sudo: of an idea that its voter could read, and whether they still vote for it
        idea_sudo = self.env["icrm.idea"].sudo().browse(self.values["idea"]).exists()
        voters_sudo = idea_sudo._get_voters()
        if (
            self.partner_id not in voters_sudo.partner_id
            and self.customer_id not in voters_sudo
        ):
            return None
        return self._render_idea(idea_sudo)

    @api.model
    def _render_idea(self, idea):
        """Return the answer to an idea; None if it was taken back."""
        if not idea or is_html_empty(idea.answer):
            return None
        states = dict(idea._fields["state"]._description_selection(self.env))
        return MessageText(
            self.env._("Answer to “%(idea)s”", idea=idea.name),
            Markup("<p><b>%s</b></p>%s") % (states[idea.state], idea.answer),
            ((self.env._("Open idea"), f"/odoo/internal-ideas/{idea.id}"),),
        )

    def _render_feedback_answered(self, feedback):
        answer = feedback.reply or feedback.public_answer_id.answer
        return MessageText(feedback.name, answer) if answer else None
