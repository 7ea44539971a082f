# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class IcrmServicePart(models.AbstractModel):
    """A line of a service: seen by those who see it, edited by those who edit it.

    The access rules of the parts ask the service (``can_read``, ``can_edit``), so a
    new role needs a rule on the service only.
    """

    _name = "icrm.service.part"
    _description = "Service Part"

    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="cascade", index=True
    )

    def write(self, vals):
        # Rules judge a line where it is, not where it goes.
        if "service_id" in vals and any(
            part.service_id.id != vals["service_id"] for part in self
        ):
            raise UserError(self.env._("A line cannot be moved to another service."))
        return super().write(vals)
