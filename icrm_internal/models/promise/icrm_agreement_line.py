# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmAgreementLine(models.Model):
    """A promise of the agreement, which goes before the catalogue's."""

    _name = "icrm.agreement.line"
    _description = "Agreement Promise"
    _order = "agreement_id, service_id, priority desc"

    agreement_id = fields.Many2one(
        "icrm.agreement", required=True, ondelete="cascade", index=True
    )
    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="restrict", index=True
    )
    priority = fields.Selection(
        selection=lambda self: self.env["helpdesk.ticket"]
        ._fields["priority"]
        .selection,
        required=True,
        default="1",
    )
    response_hours = fields.Float(string="First Response (hours)", required=True)
    resolution_hours = fields.Float(string="Resolution (hours)", required=True)

    _line_uniq = models.Constraint(
        "UNIQUE (agreement_id, service_id, priority)",
        "One promise per service and priority is enough.",
    )
    _hours_range = models.Constraint(
        "CHECK (response_hours BETWEEN 0.01 AND 10000"
        " AND resolution_hours BETWEEN 0.01 AND 10000"
        " AND response_hours <= resolution_hours)",
        "A promise lies between 0.01 and 10,000 working hours, and the first response "
        "comes before the resolution.",
    )
