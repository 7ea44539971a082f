# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestCreate(models.TransientModel):
    """The dialog asks for the external customer, if the service requires one."""

    _inherit = "icrm.request.create"

    requires_external_customer = fields.Boolean(
        related="service_id.requires_external_customer", related_sudo=False
    )
    external_customer_id = fields.Many2one(
        "res.partner",
    )
    external_order = fields.Char(size=64)

    def _prepare_request(self):
        values = super()._prepare_request()
        if self.requires_external_customer:
            values["external_customer_id"] = self.external_customer_id.id
            values["external_order"] = self.external_order
        return values
