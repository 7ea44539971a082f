# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmSetup(models.TransientModel):
    """Optional import of history in the checklist."""

    _inherit = "icrm.setup"

    history_count = fields.Integer(compute="_compute_history")
    history_done = fields.Boolean(compute="_compute_history")

    @api.depends_context("allowed_company_ids")
    def _compute_history(self):
        count = self.env["helpdesk.ticket"].search_count(
            [*self._company_domain(), ("icrm_origin", "=", "import")], limit=10_000
        )
        for setup in self:
            setup.history_count = count
            setup.history_done = bool(count)
