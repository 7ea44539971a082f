# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.access.actions import show_message
from ...models.voice import campaign_people


class IcrmCampaignAdd(models.TransientModel):
    """Invite more people to a campaign that runs."""

    _name = "icrm.campaign.add"
    _description = "Add People to a Campaign"

    campaign_id = fields.Many2one("icrm.campaign", required=True, ondelete="cascade")
    customer_ids = fields.Many2many(
        "icrm.customer",
        string="People",
        domain="[('kind', '=', 'employee'), ('id', 'not in', invited_ids)]",
    )
    invited_ids = fields.Many2many("icrm.customer", compute="_compute_invited_ids")
    minimum = fields.Integer(compute="_compute_minimum")

    @api.depends("campaign_id")
    def _compute_invited_ids(self):
        for adding in self:
            adding.invited_ids = adding.campaign_id.participant_ids.customer_id

    @api.depends("campaign_id")
    def _compute_minimum(self):
        """How many must be added at once; :mod:`~...models.voice.campaign_people`."""
        for adding in self:
            campaign = adding.campaign_id
            adding.minimum = (
                campaign.anonymity_threshold
                if campaign.protection == "anonymous"
                else 1
            )

    def action_add(self):
        """Invite them as the caller; close the dialog.

        :raise UserError: names who cannot be asked
        """
        self.ensure_one()
        campaign = self.campaign_id
        campaign.check_access("write")
        if not self.customer_ids:
            raise UserError(self.env._("Choose the people to add."))
        campaign._icrm_lock()
        # sudo: participants are written by the campaign's actions alone
        added = campaign_people.add(campaign.sudo(), self.customer_ids)
        return show_message(
            self.env._("%(count)s will be invited in a few minutes.", count=len(added)),
            then={"type": "ir.actions.act_window_close"},
        )
