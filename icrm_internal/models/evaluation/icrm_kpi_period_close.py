# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmKpiPeriod(models.Model):
    """Closed by freezing its scorecards, before it would close by itself."""

    _inherit = "icrm.kpi.period"

    def _close(self):
        """Close these periods now: their last results are final from here on."""
        for one in self.filtered(lambda one: one.state == "open"):
            self.env["icrm.kpi"]._compute_values(
                one.date_from, one.date_to, companies=one.company_id, is_final=True
            )
            one._mark(True)
            one.state = "closed"
