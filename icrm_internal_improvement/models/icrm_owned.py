# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.customer.duty import Duty


class IcrmOwned(models.AbstractModel):
    """What a department answers for, with an owner who works on it."""

    _name = "icrm.owned"
    _inherit = ["mail.thread", "icrm.editable"]
    _icrm_duties = (Duty("owner_id"),)
    _description = "Owned by a User"

    owner_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )

    def write(self, vals):
        owners = {record: record.owner_id for record in self}
        result = super().write(vals)
        if "owner_id" in vals:
            label = self._fields["owner_id"]._description_string(self.env)
            for record in self:
                # The new owner may not be just anybody.
                record.department_id._icrm_check_in_charge(
                    record.owner_id - owners[record], label
                )
        return result
