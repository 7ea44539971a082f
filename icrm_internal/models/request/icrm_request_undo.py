# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from .undo import KINDS, UNDO_SECONDS


class IcrmRequestUndo(models.Model):
    """A step that its user can take back for a minute; the system alone reads it."""

    _name = "icrm.request.undo"
    _description = "Step to Undo"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(KINDS, string="Step", required=True)
    done_at = fields.Datetime(required=True)
    data = fields.Json(required=True)

    @api.autovacuum
    def _gc_steps(self):
        """Delete what can no longer be undone."""
        limit = fields.Datetime.now() - timedelta(seconds=2 * UNDO_SECONDS)
        self.search([("done_at", "<", limit)]).unlink()
