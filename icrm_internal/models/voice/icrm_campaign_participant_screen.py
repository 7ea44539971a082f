# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .icrm_campaign_channel import HAND_OUT


class IcrmCampaignParticipantScreen(models.Model):
    _inherit = "icrm.campaign.participant"

    can_interview = fields.Boolean(compute="_compute_can_interview", compute_sudo=True)

    def _compute_can_interview(self):
        for participant in self:
            campaign = participant.campaign_id
            participant.can_interview = (
                campaign.state == "open"
                and campaign.protection != "anonymous"
                and participant.state != "withdrawn"
            )

    def action_interview(self):
        """Return the page on which an officer enters what is answered on the phone.

        Never for anonymous campaigns: who asks on the phone would know.
        """
        self.ensure_one()
        self.campaign_id.check_access("write")
        if self.campaign_id.protection == "anonymous":
            raise UserError(
                self.env._(
                    "This campaign is anonymous: nobody answers it on the phone, "
                    "because who writes down the answers would know them."
                )
            )
        if not self.can_interview:
            raise UserError(self.env._("This survey takes no more answers."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/survey/interview/{self.id}",
            "target": "new",
        }

    # -- codes on paper --
    def action_hand_out(self):
        """Return the paper with the code of one whom nobody can write to.

        :raise AccessError: whoever is not of the confidential desk, or runs campaigns
        :raise UserError: the participant needs no code, or the campaign is not open
        """
        self._check_hand_out()
        return self.env.ref("icrm_internal.icrm_campaign_code_report").report_action(
            self
        )

    def _check_hand_out(self):
        """Raise unless the user may hold this participant's code in his hands.

        Whoever holds a code can answer in somebody's place, and whoever runs a campaign
        chooses who is asked and reads the results: never the same person.
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        # sudo: whose campaign it is and how it stands; the desk reads no campaigns
        campaign_sudo = self.sudo().campaign_id
        if not user.has_group("icrm_internal.group_icrm_desk"):
            raise AccessError(
                self.env._("Codes on paper are handed out by the confidential desk.")
            )
        if (
            user.has_group("icrm_internal.group_icrm_officer")
            or user == campaign_sudo.user_id
        ):
            raise AccessError(
                self.env._(
                    "You run campaigns: codes on paper are handed out by somebody of "
                    "the confidential desk who does not."
                )
            )
        if campaign_sudo.state != "open" or self.state not in HAND_OUT:
            raise UserError(
                self.env._(
                    "%(person)s needs no code on paper: the campaign is not open, or "
                    "there is an address to write to.",
                    person=self.name,
                )
            )

    def _note_hand_out(self):
        """Write down that a code is handed out: who, when, of which campaign.

        Not whose: auditors read the log, and who takes part is not for them.
        """
        self._check_hand_out()
        # sudo: the desk's right was checked; what is answered by this code counts
        # towards no minimum from now on
        participant_sudo = self.sudo()
        participant_sudo.state = "handed"
        self.env["icrm.access.log"]._record(
            "codes", participant_sudo.campaign_id, self.env._("One code on paper")
        )
