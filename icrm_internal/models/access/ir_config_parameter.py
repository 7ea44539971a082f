# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

PREFIX = "icrm_internal"


class IrConfigParameter(models.Model):
    """Parameters of ours are settings: their changes are in the access log.

    By name alone: a value may be a secret.
    """

    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        parameters = super().create(vals_list)
        parameters._icrm_log_settings()
        return parameters

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"key", "value"}:
            self._icrm_log_settings()
        return result

    def unlink(self):
        self._icrm_log_settings()
        return super().unlink()

    def _icrm_log_settings(self):
        if self.env.registry._init:
            return
        for parameter in self:
            if (parameter.key or "").startswith(PREFIX):
                self.env["icrm.access.log"]._record(
                    "settings", parameter, parameter.key
                )
