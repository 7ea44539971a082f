# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the records of a confidential talk have in common."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.icrm_internal.models.complaint.randomize_ids import randomize_ids

COUNSELLOR = "icrm_internal_care.group_icrm_counsellor"


class IcrmCounselConfidential(models.AbstractModel):
    """Rows nobody can count: ids in no order, no author, no times, no export."""

    _name = "icrm.counsel.confidential"
    _description = "Confidential"
    _log_access = False

    def init(self):
        if not self._abstract:
            randomize_ids(self)
        return super().init()

    def export_data(self, fields_to_export):
        """Refuse: the access log would tell auditors that there is a talk."""
        raise UserError(self.env._("Confidential talks cannot be exported."))

    @api.model
    def _icrm_check_json(self, record_id=None):
        """Refuse, as above."""
        raise UserError(self.env._("Confidential talks cannot be exported."))
