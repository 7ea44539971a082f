# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..access import given
from . import seal

REASON_LIMIT = 2000


class IcrmCampaignLoss(models.Model):
    """Campaigns that can never be counted: their key, or a box, is lost.

    They would stay open for ever. An administrator ends them, once nothing can be read
    any more and not before: nobody gets rid of answers that way.
    """

    _inherit = "icrm.campaign"

    given_up_reason = fields.Text(string="Given Up Because", readonly=True, copy=False)
    loss = fields.Char(
        compute="_compute_loss",
        compute_sudo=True,
        help="Why an open campaign cannot be counted; empty if it can.",
    )

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_loss(self):
        for campaign in self:
            campaign.loss = campaign.state == "open" and campaign._find_loss()

    def _find_loss(self):
        """Return the sentence that says why nothing can be counted, None if it can.

        Opens every box, to see whether the seal holds; what is in it is not looked at.
        """
        self.ensure_one()
        campaign_sudo = self.sudo()
        if not campaign_sudo.key_name:
            return None
        key = seal.load(self.env.cr, campaign_sudo.key_name, retired=True)
        if key is None:
            return campaign_sudo._say_no_key()
        boxes = self.env.execute_query(
            SQL(
                "SELECT id, sealed FROM icrm_campaign_box WHERE campaign_id = %s",
                campaign_sudo.id,
            )
        )
        broken = sum(not key.fits(sealed, box) for box, sealed in boxes)
        return campaign_sudo._say_broken(broken, len(boxes)) if broken else None

    def _say_broken(self, broken, boxes):
        return self.env._(
            "%(broken)s of the %(boxes)s ballot boxes of “%(name)s” cannot be opened: "
            "they were changed, or sealed with another key. Nothing can be counted.",
            broken=broken,
            boxes=boxes,
            name=self.name,
        )

    def action_give_up(self, reason):
        """End a campaign whose answers are lost: nothing is counted.

        The boxes are destroyed; who did it and why is written in the access log.

        :param reason: why nobody will find the key, for all who read the campaign
        :raise AccessError: whoever is no administrator
        :raise UserError: without a reason, or if the answers can be counted
        """
        self.check_access("write")
        if not self.env.user.has_group("icrm_internal.group_icrm_admin"):
            raise AccessError(self.env._("Only an administrator gives a campaign up."))
        reason = given.text_of(self.env, self.env._("Reason"), reason, REASON_LIMIT)
        if not reason:
            raise UserError(self.env._("Say why it is given up."))
        for campaign in self:
            campaign._enter("open")
            if not campaign._find_loss():
                raise UserError(
                    self.env._(
                        "%(campaign)s can be counted: close it. Only what is lost is "
                        "given up.",
                        campaign=campaign.display_name,
                    )
                )
            campaign.sudo()._give_up(reason)
        return True

    def _give_up(self, reason):
        self.ensure_one()
        self._write_turnout()
        self._write_course(
            {
                "state": "closed",
                "closed_on": self._get_today(),
                "given_up_reason": reason,
            }
        )
        # As many as none answered: what became of it is known, and is not told twice.
        self._count_sheets([], [])
        self._destroy_boxes()
        self.env["icrm.access.log"]._record("give_up", self, reason)
        self.message_post(
            body=self.env._(
                "Given up: its answers are lost, nothing is counted. %(reason)s",
                reason=reason,
            )
        )

    def action_publish(self):
        """Nothing is published of what was given up."""
        for campaign in self.filtered("given_up_reason"):
            raise UserError(
                self.env._(
                    "%(campaign)s was given up: there is nothing to publish.",
                    campaign=campaign.display_name,
                )
            )
        return super().action_publish()
