# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError


class IcrmComment(models.Model):
    """Free text of a campaign, apart from scores and from its author's department."""

    _name = "icrm.comment"
    _description = "Comment of a Campaign"
    _order = "campaign_id desc, id"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    subject_id = fields.Many2one(
        "icrm.campaign.subject",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department", string="About", readonly=True, ondelete="set null", index=True
    )
    question_id = fields.Many2one(
        "survey.question", required=True, readonly=True, ondelete="restrict"
    )
    body = fields.Text(required=True, readonly=True)
    theme_ids = fields.Many2many("icrm.theme", string="Themes")

    def write(self, vals):
        """Comments are tagged; what they say stays as it was said."""
        if set(vals) - {"theme_ids"}:
            raise AccessError(
                self.env._("What was said stays as it is; only themes can be added.")
            )
        return super().write(vals)
