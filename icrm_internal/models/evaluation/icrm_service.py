# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmService(models.Model):
    _name = "icrm.service"
    _inherit = ["icrm.service", "icrm.kpi.source"]
