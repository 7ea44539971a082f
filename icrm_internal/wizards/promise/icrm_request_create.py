# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestCreate(models.TransientModel):
    """The request dialog for a part of another request, and for external customers."""

    _inherit = "icrm.request.create"

    parent_id = fields.Many2one(
        "helpdesk.ticket", string="Sub-request of", readonly=True, ondelete="cascade"
    )
    requires_external_customer = fields.Boolean(
        related="service_id.requires_external_customer", related_sudo=False
    )
    external_customer_id = fields.Many2one("res.partner")
    external_order = fields.Char(size=64)

    def _prepare_request(self):
        values = super()._prepare_request()
        if self.requires_external_customer:
            values["external_customer_id"] = self.external_customer_id.id
            values["external_order"] = self.external_order
        return values

    def _submit(self):
        if self.parent_id:
            return self.parent_id.action_icrm_split(
                self.service_id.id, self._prepare_request()
            )
        return super()._submit()
