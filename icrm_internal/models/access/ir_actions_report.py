# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Write down who puts ours on paper; here every kind of rendering passes."""
        values = super()._get_rendering_context(report, docids, data)
        model = report.model
        own_log = getattr(
            self._get_rendering_context_model(report), "_icrm_keeps_own_log", False
        )
        if is_hardened(self.env, model) and not self.env.su and not own_log:
            self.env["icrm.access.log"]._record_export(
                self.env[model].browse(docids), report.name
            )
        return values
