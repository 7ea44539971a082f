# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCoordination(models.Model):
    """Coordination groups on major incidents."""

    _inherit = "icrm.coordination"

    incident_id = fields.Many2one(
        "icrm.incident", readonly=True, index="btree_not_null", ondelete="set null"
    )

    def _get_record(self):
        return self.incident_id or super()._get_record()

    def _may_grant(self, user):
        if self.incident_id:
            return self.incident_id._may_coordinate(user)
        return super()._may_grant(user)
