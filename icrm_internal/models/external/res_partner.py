# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    """Customers outside are asked now and then, not after each delivery."""

    _inherit = "res.partner"

    # Of the commercial partner: two jobs that write it at once exclude each other.
    icrm_asked_at = fields.Datetime(
        string="Asked for Satisfaction on",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
    )
