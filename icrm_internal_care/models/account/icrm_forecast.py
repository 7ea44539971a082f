# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IcrmForecast(models.Model):
    _inherit = "icrm.forecast"

    @api.model
    def _get_request_seconds(self, company):
        """The expected effort of a service goes before what its clocks say.

        It rests on minutes that agents entered, where there are enough of them.
        """
        seconds = super()._get_request_seconds(company)
        services = self.env["icrm.service"].browse(seconds)
        for service in services.filtered("icrm_expected_seconds"):
            seconds[service.id] = service.icrm_expected_seconds
        return seconds
