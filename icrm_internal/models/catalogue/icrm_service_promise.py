# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmServicePromise(models.Model):
    """Working hours to the first response and to the resolution, per priority."""

    _name = "icrm.service.promise"
    _inherit = "icrm.service.part"
    _description = "Service Promise"
    _order = "service_id, priority desc"

    priority = fields.Selection(
        selection=lambda self: self.env["icrm.service"]._priorities(),
        required=True,
        default="1",
    )
    response_hours = fields.Float(string="First Response (hours)", required=True)
    resolution_hours = fields.Float(string="Resolution (hours)", required=True)

    _priority_uniq = models.Constraint(
        "UNIQUE (service_id, priority)", "Only one promise per priority is allowed."
    )
    # BETWEEN, because NaN and Infinity pass a mere comparison with a bound.
    _hours_range = models.Constraint(
        "CHECK (response_hours BETWEEN 0.01 AND 10000"
        " AND resolution_hours BETWEEN 0.01 AND 10000"
        " AND response_hours <= resolution_hours)",
        "Enter 0.01 to 10,000 working hours, with the first response before the "
        "resolution.",
    )
