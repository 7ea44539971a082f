# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmCampaign(models.Model):
    _name = "icrm.campaign"
    _inherit = ["icrm.campaign", "icrm.kpi.source"]
