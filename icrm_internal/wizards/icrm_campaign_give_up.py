# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCampaignGiveUp(models.TransientModel):
    """Why a campaign whose key is lost is given up."""

    _name = "icrm.campaign.give.up"
    _description = "Cancel a Campaign"

    campaign_id = fields.Many2one("icrm.campaign", required=True, readonly=True)
    reason = fields.Text(string="Reason", required=True)

    def action_give_up(self):
        """Give the campaign up as the user, who must be allowed to."""
        self.ensure_one()
        self.campaign_id.action_give_up(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
