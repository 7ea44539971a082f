# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError


class IcrmComment(models.Model):
    """From what was said to what is needed."""

    _inherit = "icrm.comment"

    def action_make_need(self):
        """Return the form of a new need that these comments speak of.

        It is named after the theme they share. Needs are read by more people than
        comments are: the office puts it into words of its own, and finds what was said
        on the need.

        :raise AccessError: whoever is not of the office
        """
        self.check_access("read")
        if not self.env.user.has_group("icrm_internal.group_icrm_officer"):
            raise AccessError(self.env._("Officers make needs of comments."))
        themes = self.theme_ids.filtered(
            lambda theme: all(theme in one.theme_ids for one in self)
        )
        campaign, department = self.campaign_id, self.department_id
        service = self.subject_id.service_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Need"),
            "res_model": "icrm.need",
            "views": [[False, "form"]],
            "context": {
                "default_name": ", ".join(themes.mapped("name")),
                "default_source": "survey",
                "default_campaign_id": len(campaign) == 1 and campaign.id,
                "default_company_id": self[:1].company_id.id,
                "default_service_id": len(service) == 1 and service.id,
                "default_provider_department_id": len(department) == 1
                and department.id,
                "default_mentions": len(self) or 1,
                "default_comment_ids": self.ids,
            },
        }
