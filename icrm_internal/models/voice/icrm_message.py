# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

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
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event == "survey_results":
            return record._get_heads()
        if event == "feedback_answered":
            # sudo: who is notified, for the preview of an administrator
            return record.sudo().author_id.user_id
        return super()._get_recipients(event, record)

    def _render_survey_results(self, campaign):
        _ = self.env._
        return MessageText(
            _("Results of %(campaign)s", campaign=campaign.name),
            _("Results of this survey are published; open them for your department."),
        )

    def _render_feedback_answered(self, feedback):
        answer = feedback.reply or feedback.public_answer_id.answer
        return MessageText(feedback.name, answer) if answer else None
