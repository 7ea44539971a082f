# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCampaignParticipantPulse(models.Model):
    """An invitation to a pulse lasts some days only."""

    _inherit = "icrm.campaign.participant"

    answer_until = fields.Date(
        readonly=True, help="The last day of an invitation after a request."
    )

    def _get_obstacle(self):
        obstacle = super()._get_obstacle()
        until = self.sudo().answer_until
        if not obstacle and until and until < self.sudo().campaign_id._get_today():
            return self.env._("The days to answer are over. Thank you all the same.")
        return obstacle
