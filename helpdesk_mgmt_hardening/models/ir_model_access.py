# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model
    def _hardening_set_stages(self, writable):
        """Let anybody without a login write the stages of tickets, or no more.

        helpdesk_mgmt lets everybody rename them, were there a controller for it. The
        row is its own and may have been deleted: no data of ours may name it.
        """
        right = self.env.ref(
            "helpdesk_mgmt.access_helpdesk_ticket_stage_public",
            raise_if_not_found=False,
        )
        if right:
            right.perm_write = writable
