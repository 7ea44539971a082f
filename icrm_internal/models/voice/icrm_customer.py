# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCustomer(models.Model):
    _inherit = "icrm.customer"

    icrm_surveyed_on = fields.Date(
        string="Last Asked",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Last survey invitation, so that no one is asked too often; shows no "
        "answers.",
    )
