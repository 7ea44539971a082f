# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCampaignBox(models.Model):
    """A ballot box: one ciphertext of constant size. No order, no time, no names.

    One row for sixty-four participants or fewer, so that they seldom wait for each
    other. An answer is put in by one UPDATE of the row; nothing else is written by it.
    The boxes of a campaign are destroyed when it closes. See :mod:`.ballot` for what is
    inside, and :mod:`.crypto` for the key.
    """

    _name = "icrm.campaign.box"
    _description = "Ballot Box"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    ciphertext = fields.Binary(
        attachment=False,
        readonly=True,
        help="Read and written directly by SQL.",
        string="Encrypted Content",
    )
