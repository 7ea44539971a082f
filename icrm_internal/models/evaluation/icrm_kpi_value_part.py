# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmKpiValue(models.Model):
    """Results of parts are the records behind the result of the whole."""

    _name = "icrm.kpi.value"
    _inherit = ["icrm.kpi.value", "icrm.kpi.source"]
