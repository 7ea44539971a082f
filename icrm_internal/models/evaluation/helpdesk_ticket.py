# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # What was resolved in a period, and what was still open at its end.
    _icrm_resolved_idx = models.Index(
        "(icrm_resolved_at) WHERE icrm_resolved_at IS NOT NULL"
    )
