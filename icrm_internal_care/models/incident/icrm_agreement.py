# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmAgreement(models.Model):
    """Whether announced maintenance stops the clocks of what is agreed."""

    _inherit = "icrm.agreement"

    maintenance_days = fields.Integer(
        string="Maintenance Notice (working days)",
        help="Promises pause during planned maintenance that was announced at least "
        "so many full working days before. 0: they never pause.",
    )

    _maintenance_days_range = models.Constraint(
        "CHECK (maintenance_days BETWEEN 0 AND 60)",
        "The notice of maintenance must be between 0 and 60 working days.",
    )

    @api.model
    def _get_content_names(self):
        return super()._get_content_names() | {"maintenance_days"}

    @api.model
    def _get_compared_names(self):
        return [*super()._get_compared_names(), "maintenance_days"]
