# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestRegister(models.TransientModel):
    """Registers a call: service and caller; the request dialog follows."""

    _name = "icrm.request.register"
    _description = "Register Request"

    service_id = fields.Many2one(
        "icrm.service",
        required=True,
        ondelete="cascade",
        domain="[('state', '=', 'published')]",
    )
    beneficiary_id = fields.Many2one(
        "icrm.customer",
        string="Customer",
        required=True,
        ondelete="cascade",
        domain="[('company_id', 'in', allowed_company_ids)]",
        help="You are recorded as the requester.",
    )

    def action_continue(self):
        """Open the request dialog of the service, filled in for the customer."""
        self.ensure_one()
        action = self.service_id.action_open_request()
        return {
            **action,
            "context": {
                **(action.get("context") or {}),
                "default_for_other": True,
                "default_beneficiary_id": self.beneficiary_id.id,
            },
        }
