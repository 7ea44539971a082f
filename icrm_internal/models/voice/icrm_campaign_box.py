# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCampaignBox(models.Model):
    """A ballot box: who has put an answer in, and sealed answers. No order, no time.

    One row for a hundred participants or fewer. An answer is put in by one UPDATE that
    keeps both lists sorted (ciphertexts are random, so their order is), hence neither
    the rows nor their places in the table tell who put in which, or when. The boxes of
    a campaign are destroyed when it closes.
    """

    _name = "icrm.campaign.box"
    _description = "Ballot Box"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    answered = fields.Json(readonly=True, help="Ids of participants, sorted.")
    sheets = fields.Json(readonly=True, help="Sealed scores, sorted.")
    texts = fields.Json(readonly=True, help="Sealed free texts, sorted.")
