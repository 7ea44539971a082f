# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCampaignSubject(models.Model):
    """Whom or what a campaign asks about; the respondent answers once for each."""

    _name = "icrm.campaign.subject"
    _description = "Subject of a Campaign"
    _order = "sequence, id"

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    department_id = fields.Many2one(
        "hr.department",
        string="Department",
        ondelete="restrict",
        index="btree_not_null",
        help="Who provides what is asked about; empty: the company as a whole.",
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null"
    )
    relationship_id = fields.Many2one(
        "icrm.relationship", ondelete="restrict", index="btree_not_null"
    )

    _subject_uniq = models.UniqueIndex(
        "(campaign_id, COALESCE(department_id, 0), COALESCE(service_id, 0),"
        " COALESCE(relationship_id, 0))",
        "A campaign asks about each of its subjects once.",
    )
