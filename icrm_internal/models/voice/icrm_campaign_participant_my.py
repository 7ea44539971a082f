# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import codes


class IcrmCampaignParticipant(models.Model):
    """My Surveys: what one is asked, and whether one has answered. Never when."""

    _inherit = "icrm.campaign.participant"

    # Staff read no campaign before it is published; of their own, they read these.
    campaign_name = fields.Char(string="Survey", compute="_compute_campaign_name")
    closes_on = fields.Date(
        string="Open Until", related="campaign_id.closes_on", compute_sudo=True
    )
    protection = fields.Selection(
        related="campaign_id.protection", string="Your Name", compute_sudo=True
    )
    my_state = fields.Selection(
        [
            ("open", "To answer"),
            ("done", "Answered"),
            ("closed", "Not answered"),
        ],
        string="My Answer",
        compute="_compute_my_state",
        search="_search_my_state",
        help="Told to oneself only.",
    )

    @api.depends("campaign_id.name")
    @api.depends_context("lang")
    def _compute_campaign_name(self):
        for participant in self:
            # sudo: the name of the survey one is asked in
            participant.campaign_name = participant.sudo().campaign_id.name

    @api.depends("answered", "box_id", "state", "customer_id.active")
    @api.depends_context("uid")
    def _compute_my_state(self):
        """Told to oneself only: asking again and again would tell others when."""
        # sudo: campaigns and customers of one's own rows
        answered = self.sudo().filtered(self._is_mine)._get_answered()
        for participant in self:
            one = participant.sudo()
            if not self._is_mine(one):
                participant.my_state = False
            elif one in answered:
                participant.my_state = "done"
            elif (
                one.campaign_id.state == "open"
                and one.state != "withdrawn"
                and one.customer_id.active
            ):
                participant.my_state = "open"
            else:
                participant.my_state = "closed"

    def _is_mine(self, participant):
        return participant.customer_id.user_id == self.env.user

    def _search_my_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._search_mine()
        return Domain("id", "in", mine.filtered(lambda one: one.my_state in value).ids)

    @api.model
    def _search_mine(self):
        """Return the user's own rows of campaigns that have begun."""
        # sudo: whether a campaign has begun; the rows are the user's own
        found = self.sudo().search(
            [
                ("customer_id.user_id", "=", self.env.uid),
                ("campaign_id.state", "!=", "draft"),
            ]
        )
        return self.browse(found.ids)

    def action_answer(self):
        """Open the page on which the caller answers this survey of his own.

        :raise UserError: somebody else is asked, or the survey takes no answer
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whose row it is
        if not self._is_mine(self.sudo()):
            raise UserError(self.env._("Only who is asked can answer this survey."))
        if obstacle := self._get_obstacle():
            raise UserError(obstacle)
        return {
            "type": "ir.actions.act_url",
            "url": codes.get_link(self),
            "target": "new",
        }
