# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCampaignGroup(models.Model):
    """Respondents whose answers about a subject are counted together, made on closing.

    Groups are a partition of those who answered about the subject: every result is a
    sum over whole groups, none of which is smaller than the campaign's minimum.
    """

    _name = "icrm.campaign.group"
    _description = "Respondent Group"
    _order = "campaign_id, subject_id, name, id"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    subject_id = fields.Many2one(
        "icrm.campaign.subject",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    name = fields.Char(required=True, readonly=True)
    department_ids = fields.Many2many(
        "hr.department", string="Combined Departments", readonly=True
    )
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        ondelete="set null",
        help="The department, or the common parent of combined ones.",
    )
    respondent_count = fields.Integer(string="Respondents", readonly=True)
