# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmImprovement(models.Model):
    _name = "icrm.improvement"
    _inherit = ["icrm.improvement", "icrm.kpi.source"]
