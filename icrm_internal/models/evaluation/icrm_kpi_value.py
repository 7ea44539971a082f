# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...measures import period

PERIOD_KINDS = [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]
# How a period is called
PERIOD_FORMATS = {"month": "MMMM y", "quarter": "QQQ y", "year": "y"}
LIMIT = 1e12


class IcrmKpiValue(models.Model):
    """The result of an indicator in a period: of the company, a department, one of its
    relationships or services.

    Kept with what it was computed from and what it was judged by. Results that are
    computed are written by ``icrm.kpi._compute_values`` alone; see
    :mod:`.icrm_kpi_entry` for those that people enter. No data is no row: nothing known
    is not zero.
    """

    _name = "icrm.kpi.value"
    _description = "Result of an Indicator"
    _order = "date_from desc, kpi_id, department_id, id"
    _log_access = False

    kpi_id = fields.Many2one(
        "icrm.kpi", string="Indicator", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    period_kind = fields.Selection(
        PERIOD_KINDS, string="Period", required=True, default="month"
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self._get_last_month(),
        help="The first day of the period; another day of it will do when you enter "
        "a result.",
    )
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        help="Whose result it is. Empty: the company's.",
    )
    customer_department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        help="Of the relationship with this department alone.",
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", help="Of this service alone."
    )
    numerator = fields.Float(string="Added Up", digits=(16, 2), aggregator="sum")
    denominator = fields.Float(string="Divided By", digits=(16, 2), aggregator="sum")
    n = fields.Integer(string="Cases", help="On how many cases the result rests.")
    value = fields.Float(digits=(16, 2), aggregator="avg")
    floor = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    target = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    weight = fields.Float(readonly=True, aggregator=None)
    score = fields.Float(
        readonly=True,
        digits=(5, 1),
        aggregator="avg",
        help="0 at the floor and beyond, 100 at the target and beyond.",
    )
    is_scored = fields.Boolean(
        string="Has a Score", readonly=True, help="There was a target."
    )
    is_final = fields.Boolean(string="Closed", readonly=True)
    note = fields.Text(help="Where an entered result comes from.")
    computed_at = fields.Datetime(
        string="Last Changed", readonly=True, default=fields.Datetime.now
    )
    entered_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    unit = fields.Selection(related="kpi_id.unit")
    direction = fields.Selection(related="kpi_id.direction")
    source = fields.Selection(related="kpi_id.source")
    _one_uniq = models.UniqueIndex(
        "(kpi_id, company_id, period_kind, date_from, COALESCE(department_id, 0),"
        " COALESCE(customer_department_id, 0), COALESCE(service_id, 0))",
        "There is a result of this indicator for that period and department already.",
    )
    # What heads and scorecards read.
    _department_idx = models.Index("(department_id, period_kind, date_from)")
    # BETWEEN leaves NaN and infinity out.
    _numbers_check = models.Constraint(
        "CHECK (value BETWEEN -1e12 AND 1e12 AND numerator BETWEEN -1e15 AND 1e15"
        " AND denominator BETWEEN -1e15 AND 1e15 AND n >= 0)",
        "A result is a number between -1e12 and 1e12.",
    )
    _score_check = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100 AND weight BETWEEN 0 AND 100)",
        "Scores and weights lie between 0 and 100.",
    )

    @api.model
    def _get_last_month(self):
        """Return the first day of the month before: what is over can be entered."""
        today = fields.Date.context_today(self)
        return period.previous("month", today.replace(day=1))[0]

    @api.depends("kpi_id.name", "department_id", "date_from", "period_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for value in self:
            # sudo: who reads a result reads of what and of whom it is.
            whom = value.sudo().department_id.name or value.sudo().company_id.name
            value.display_name = f"{value.kpi_id.name or ''}, {whom or ''}"

    def _get_records_query(self):
        """Return the SQL of the ids of the records behind this result, in brackets."""
        self.ensure_one()
        kpi = self.kpi_id
        formula = kpi._get_formulas()[kpi.formula]
        span = kpi._get_span(
            self.company_id, self.period_kind, self.date_from, self.date_to
        )
        chosen = [SQL("record_id IS NOT NULL")]
        for key in ("department_id", "customer_department_id", "service_id"):
            column, id_ = SQL.identifier(key), self[key].id or None
            if formula.grouped:
                chosen.append(SQL("%s IS NOT DISTINCT FROM %s", column, id_))
            elif id_:
                chosen.append(SQL("%s = %s", column, id_))
        if formula.per_record:
            chosen.append(SQL("denominator <> 0"))
        return SQL(
            "(SELECT record_id FROM (%s) AS fact WHERE %s)",
            kpi._get_facts(span),
            SQL(" AND ").join(chosen),
        )
