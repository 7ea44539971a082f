# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmEditable(models.AbstractModel):
    """What a form shows readonly to those who may only read it."""

    _name = "icrm.editable"
    _description = "Editable by Some"

    can_edit = fields.Boolean(compute="_compute_can_edit")

    @api.depends_context("uid")
    @api.depends(
        lambda self: [name for name in ("state", "owner_id") if name in self._fields]
    )
    def _compute_can_edit(self):
        editable = self._origin._filtered_access("write")
        for record in self:
            record.can_edit = not record._origin or record._origin in editable
