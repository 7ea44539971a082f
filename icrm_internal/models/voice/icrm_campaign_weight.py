# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmCampaignWeight(models.Model):
    """How much a dimension counts in the overall figure of a campaign, as decided."""

    _name = "icrm.campaign.weight"
    _description = "Dimension Weight"
    _order = "dimension_sequence, id"

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, ondelete="cascade", index=True
    )
    dimension_id = fields.Many2one("icrm.dimension", required=True, ondelete="restrict")
    dimension_sequence = fields.Integer(
        related="dimension_id.sequence", store=True, string="Order"
    )
    points = fields.Integer(required=True, default=0, aggregator="sum")

    _dimension_uniq = models.Constraint(
        "UNIQUE (campaign_id, dimension_id)", "Each dimension can only get points once."
    )
    _points_check = models.Constraint(
        "CHECK (points BETWEEN 0 AND 100)",
        "Points of a dimension must be between 0 and 100.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        weights = super().create(vals_list)
        weights.campaign_id._check_weights_open()
        return weights

    def write(self, vals):
        self.campaign_id._check_weights_open()
        result = super().write(vals)
        self.campaign_id._check_weights_open()
        return result

    def unlink(self):
        self.campaign_id._check_weights_open()
        return super().unlink()
