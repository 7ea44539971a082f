# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IcrmCustomer(models.Model):
    """What is promised to segments is checked from the file of a customer, too."""

    _inherit = "icrm.customer"

    @api.constrains("segment_ids")
    def _check_segment_promises(self):
        # sudo: promises count, visible to who writes the customer or not.
        self.sudo().segment_ids._check_promises()
