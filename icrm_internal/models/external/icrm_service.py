# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access import caller_values
from ..fulfilment import plan


class IcrmService(models.Model):
    """Requests for what was promised to an external customer."""

    _inherit = "icrm.service"

    def _prepare_request(self, values, requester):
        """Take customer and order from the commitment, where one is named."""
        # sudo: _take_for_request decides whether the caller may
        commitment_sudo = self.env["icrm.external.commitment"].sudo()
        if number := values.get("external_commitment_id"):
            commitment_sudo = commitment_sudo._take_for_request(
                caller_values.id_of(number), self
            )
            values = {
                key: value
                for key, value in values.items()
                if key not in ("external_customer_id", "external_order")
            }
        vals = super()._prepare_request(values, requester)
        if commitment_sudo:
            vals |= commitment_sudo._prepare_ticket()
        return vals

    def _get_expected_end(self):
        """Return when a request made now would be done, False without a promise."""
        # sudo: who sees the service sees when it will be done
        service_sudo = self.sudo()
        if service_sudo.has_plan:
            planned = plan.select(service_sudo)
            return plan.compute(service_sudo, planned, fields.Datetime.now()).end
        return self.get_promise()["due_at"]
