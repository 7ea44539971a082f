# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...models.request.deadline import format_deadline


class IcrmRequestCreate(models.TransientModel):
    """The request dialog of a service of several steps shows them, and their date."""

    _inherit = "icrm.request.create"

    has_plan = fields.Boolean(related="service_id.has_plan", related_sudo=False)

    def _confirmation(self, request):
        # sudo: of the caller's own request just made
        request_sudo = request.sudo()
        if request_sudo.icrm_has_steps and request_sudo.icrm_forecast_at:
            return self.env._(
                "With %(provider)s, expected by %(when)s.",
                provider=request_sudo.icrm_provider_department_id.display_name,
                when=format_deadline(self.env, request_sudo.icrm_forecast_at),
            )
        return super()._confirmation(request)
