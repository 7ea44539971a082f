# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


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
                    "because who writes down the answers would know them. Give out "
                    "the code instead."
                )
            )
        if not self.can_interview:
            raise UserError(self.env._("This survey takes no more answers."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/survey/interview/{self.id}",
            "target": "new",
        }
