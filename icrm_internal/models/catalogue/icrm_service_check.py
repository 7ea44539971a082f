# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmServiceCheck(models.Model):
    """One line of a service's closing checklist, ticked before a request is resolved.

    For those who serve: customers do not see it.
    """

    _name = "icrm.service.check"
    _inherit = "icrm.service.part"
    _description = "Closing Checklist Line"
    _order = "service_id, sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="To Check", required=True, translate=True)
    required = fields.Boolean(
        default=True, help="Requests cannot be resolved before this is checked."
    )
    active = fields.Boolean(default=True)

    def unlink(self):
        """Archive what was ticked in requests: who ticked it is kept there."""
        ticked = self._get_ticked()
        ticked.active = False
        return super(IcrmServiceCheck, self - ticked).unlink()

    def _get_ticked(self):
        """Return those that requests refer to; extended by the requests."""
        return self.browse()
