# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRiskAlert(models.Model):
    """An indicator was beyond the threshold of a risk: noted once a period."""

    _name = "icrm.risk.alert"
    _inherit = "icrm.append.only"
    _description = "Early Warning"
    _order = "date_to desc, id desc"
    _rec_name = "kpi_id"
    _log_access = False

    risk_id = fields.Many2one(
        "icrm.risk", required=True, ondelete="cascade", index=True, readonly=True
    )
    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        required=True,
        ondelete="cascade",
        readonly=True,
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Result Of",
        ondelete="restrict",
        readonly=True,
        help="Leave empty for company results, visible to officers and the owner only.",
    )
    period_kind = fields.Selection(
        selection=lambda self: self.env["icrm.kpi.value"]
        ._fields["period_kind"]
        ._description_selection(self.env),
        required=True,
        readonly=True,
        string="Period Type",
    )
    date_from = fields.Date(string="First Day", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    value = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    threshold = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    warn_when = fields.Selection(
        [("above", "Rises above"), ("below", "Falls below")], readonly=True
    )
    at = fields.Datetime(string="Detected On", required=True, readonly=True)

    _once_uniq = models.Constraint(
        "UNIQUE (risk_id, kpi_id, period_kind, date_from)",
        "A risk can only warn once per period.",
    )
