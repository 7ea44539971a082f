# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...measures.figures import GAP_MODELS

POINTS = 100


class IcrmCampaignWeights(models.Model):
    """100 points shared out over the dimensions of service quality, by the office.

    For surveys in which respondents do not share them out themselves. Fixed from the
    opening on: nobody chooses the weights that suit the answers.
    """

    _inherit = "icrm.campaign"

    weight_ids = fields.One2many(
        "icrm.campaign.weight",
        "campaign_id",
        string="Weights",
        copy=True,
        help="Empty: all dimensions count the same.",
    )
    can_weigh = fields.Boolean(
        compute="_compute_can_weigh",
        compute_sudo=True,
        help="Whether the survey asks about dimensions, and not for points.",
    )

    @api.depends("survey_id.question_and_page_ids.icrm_measure")
    def _compute_can_weigh(self):
        for campaign in self:
            dimensions, are_asked = campaign._get_weighed()
            campaign.can_weigh = dimensions and not are_asked

    def _get_weighed(self):
        """Return (dimensions that can be weighed, whether people are asked to)."""
        self.ensure_one()
        # sudo: what is asked, for whoever may read the campaign
        questions = self.sudo().survey_id.question_ids
        items = questions.filtered(lambda one: one.icrm_measure in GAP_MODELS)
        dimensions = items.icrm_dimension_id.sorted()
        return dimensions, "weight" in questions.mapped("icrm_measure")

    def action_share_points(self):
        """Share the points out equally, to begin with."""
        self.check_access("write")
        for campaign in self:
            dimensions, _are_asked = campaign._get_weighed()
            campaign.weight_ids.unlink()
            if not dimensions:
                continue
            each, rest = divmod(POINTS, len(dimensions))
            self.env["icrm.campaign.weight"].create(
                [
                    {
                        "campaign_id": campaign.id,
                        "dimension_id": dimension.id,
                        "points": each + (place < rest),
                    }
                    for place, dimension in enumerate(dimensions)
                ]
            )
        return True

    def action_drop_points(self):
        """Let all dimensions count the same."""
        self.check_access("write")
        self.weight_ids.unlink()
        return True

    def _check_openable(self, on=None):
        for campaign in self:
            campaign._check_weights()
        return super()._check_openable(on)

    def _check_weights(self):
        """Raise unless 100 points are shared out over the dimensions asked about."""
        self.ensure_one()
        if not self.weight_ids:
            return
        dimensions, are_asked = self._get_weighed()
        if are_asked:
            raise UserError(
                self.env._(
                    "The survey lets people share out the points: take the weights of "
                    "the campaign out."
                )
            )
        if self.weight_ids.dimension_id != dimensions:
            raise UserError(
                self.env._(
                    "Weights: the survey asks about %(dimensions)s. Give points to each"
                    " of them, 0 if need be, and to nothing else.",
                    dimensions=", ".join(dimensions.mapped("name"))
                    or self.env._("no dimension of service quality"),
                )
            )
        if (points := sum(self.weight_ids.mapped("points"))) != POINTS:
            raise UserError(
                self.env._(
                    "Weights: %(points)s points are shared out; make them 100.",
                    points=points,
                )
            )

    def _check_weights_open(self):
        """Weights are fixed when a campaign opens."""
        self._icrm_lock()
        for campaign in self:
            if campaign.state != "draft":
                raise UserError(
                    self.env._(
                        "%(campaign)s has been opened: its weights cannot be changed "
                        "any more.",
                        campaign=campaign.display_name,
                    )
                )

    def _get_points(self):
        """Return {dimension id: points}; empty where all count the same."""
        self.ensure_one()
        return {one.dimension_id.id: one.points for one in self.weight_ids}
