# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestEvent(models.Model):
    _inherit = "icrm.request.event"

    user_name = fields.Char(
        string="Assigned to (name)",
    )
