# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import fields, models


class IcrmCampaignParticipantAnswers(models.Model):
    """Who answered what, where people were told that names are read."""

    _inherit = "icrm.campaign.participant"

    answers = fields.Html(compute="_compute_answers", sanitize_style=True)

    def _compute_answers(self):
        """Tell officers what the participants of identified campaigns answered.

        Nobody else, no other campaign, and nothing before it was counted. Three
        statements for any number of participants.
        """
        officer = self.env.user.has_group("icrm_internal.group_icrm_officer")
        # sudo: answers are readable by nobody; this is the one door to a name
        named_sudo = self.sudo().filtered(
            lambda one: officer
            and one.campaign_id.protection == "identified"
            and one.campaign_id.state in ("closed", "published")
        )
        answers_sudo = self.env["icrm.answer"].sudo()
        answers_sudo = answers_sudo.search(
            [("participant_id", "in", named_sudo.ids)], order="participant_id, id"
        )
        by_participant = answers_sudo.grouped("participant_id")
        for participant in self:
            sheets_sudo = by_participant.get(participant.sudo(), answers_sudo.browse())
            participant.answers = Markup().join(map(self._write_sheet, sheets_sudo))

    def _write_sheet(self, answer_sudo):
        rows = Markup()
        for question in answer_sudo.campaign_id.survey_id.question_ids:
            value = answer_sudo.scores.get(str(question.id))
            if value is None:
                continue
            labels = question._icrm_get_answer_labels() or {}
            values = value if isinstance(value, list) else [value]
            rows += Markup("<tr><td>%s</td><td class='text-end'>%s</td></tr>") % (
                question.title,
                ", ".join(labels.get(one) or f"{one:g}" for one in values),
            )
        return Markup("<h4>%s</h4><table class='table table-sm'>%s</table>") % (
            answer_sudo.subject_id.display_name,
            rows,
        )
