# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IcrmCampaignAnswer(models.Model):
    """What a campaign led to, in public: its entries of "You said, we did"."""

    _inherit = "icrm.campaign"

    public_answer_ids = fields.One2many("icrm.public.answer", "campaign_id")
    public_answer_count = fields.Integer(compute="_compute_public_answer_count")

    @api.depends("public_answer_ids")
    @api.depends_context("uid")
    def _compute_public_answer_count(self):
        """Those that the reader may see."""
        counts = dict(
            self.env["icrm.public.answer"]._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.public_answer_count = counts.get(campaign._origin, 0)

    def action_answer_in_public(self):
        """Return the form of a new entry; a head's is his department's."""
        self.ensure_one()
        self.check_access("read")
        answers = self.env["icrm.public.answer"]
        answers.check_access("create")
        if self.state not in ("closed", "published") or self.given_up_reason:
            raise UserError(
                self.env._(
                    "%(campaign)s: there are no results yet that could be answered.",
                    campaign=self.display_name,
                )
            )
        # The subjects that the caller sees: a head those of the own departments.
        subjects = self._get_visible_subjects()
        if not self.env.user.has_group("icrm_internal.group_icrm_officer"):
            subjects = subjects.filtered(
                lambda one: self.env.user in one.department_id.icrm_head_user_ids
            )
        department = subjects.department_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("You Said, We Did"),
            "res_model": answers._name,
            "views": [[False, "form"]],
            "context": {
                "default_source": "campaign",
                "default_campaign_id": self.id,
                "default_company_id": self.company_id.id,
                "default_department_id": len(department) == 1 and department.id,
            },
        }

    def action_open_public_answers(self):
        """Return the action that lists what was answered in public."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_public_answer_action"
        )
        action.pop("path", None)
        return {**action, "domain": [("campaign_id", "=", self.id)]}
