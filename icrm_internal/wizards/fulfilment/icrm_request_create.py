# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestCreate(models.TransientModel):
    """The request dialog of a service of several steps shows them, and their date."""

    _inherit = "icrm.request.create"

    has_plan = fields.Boolean(related="service_id.has_plan", related_sudo=False)
