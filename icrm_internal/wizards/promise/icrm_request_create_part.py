# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestCreate(models.TransientModel):
    """The request dialog, asking for a part of another request."""

    _inherit = "icrm.request.create"

    parent_id = fields.Many2one(
        "helpdesk.ticket", string="Sub-request of", readonly=True, ondelete="cascade"
    )

    def _submit(self):
        if self.parent_id:
            return self.parent_id.action_icrm_split(
                self.service_id.id, self._prepare_request()
            )
        return super()._submit()
