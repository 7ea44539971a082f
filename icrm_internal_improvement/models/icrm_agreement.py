# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IcrmAgreement(models.Model):
    """An agreement signed for an improvement is what that changed."""

    _name = "icrm.agreement"
    _inherit = ["icrm.agreement", "icrm.improvement.change.mixin"]

    @api.model
    def _get_content_names(self):
        """For which improvement it is, is said before it is proposed."""
        return super()._get_content_names() | {"improvement_id"}
