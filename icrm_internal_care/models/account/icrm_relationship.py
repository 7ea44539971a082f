# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRelationship(models.Model):
    _inherit = "icrm.relationship"

    icrm_goal_ids = fields.One2many(
        "icrm.relationship.goal", "relationship_id", string="Shared Goals"
    )
