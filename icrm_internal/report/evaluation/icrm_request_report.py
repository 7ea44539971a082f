# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmRequestReport(models.Model):
    """Requests are what indicators count."""

    _name = "icrm.request.report"
    _inherit = ["icrm.request.report", "icrm.kpi.source"]
