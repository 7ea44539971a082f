# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmCustomer(models.Model):
    _name = "icrm.customer"
    _inherit = ["icrm.customer", "icrm.kpi.source"]
