# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...measures import period
from ...measures.scoring import linear_score
from ...models.access import company_day
from ...models.access.actions import open_list
from ...models.access.groups import OFFICER
from ...models.access.number_formatter import NumberFormatter
from ...models.evaluation.icrm_kpi import PERIOD_KINDS, format_period


class IcrmKpiPreview(models.TransientModel):
    """What an indicator that is being defined would come to: a row per department.

    Read by who opened it; no result is stored.
    """

    _name = "icrm.kpi.preview"
    _description = "Indicator Preview"
    _order = "id"

    kpi_id = fields.Many2one(
        "icrm.kpi", string="Indicator", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    department_id = fields.Many2one(
        "hr.department", ondelete="cascade", help="Empty for the whole company."
    )
    whom = fields.Char(string="Result Of", compute="_compute_whom")
    period_kind = fields.Selection(PERIOD_KINDS, string="Period Type", required=True)
    date_from = fields.Date(string="First Day", required=True)
    date_to = fields.Date(string="Last Day", required=True)
    numerator = fields.Float(digits=(16, 2))
    denominator = fields.Float(digits=(16, 2))
    case_count = fields.Integer(string="Cases")
    value = fields.Float(digits=(16, 2))
    value_text = fields.Char(string="Result", compute="_compute_value_text")
    score = fields.Float(digits=(5, 1))
    is_scored = fields.Boolean(string="Has Score")

    @api.depends("department_id", "company_id")
    def _compute_whom(self):
        # sudo: whose row it is
        for row in self.sudo():
            row.whom = row.department_id.complete_name or row.company_id.name

    @api.depends("value", "kpi_id.unit")
    @api.depends_context("lang")
    def _compute_value_text(self):
        format_value = NumberFormatter(self.env).format_value
        for row in self:
            row.value_text = format_value(row.value, row.kpi_id.unit)

    @api.model
    def _check_officer(self):
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can do this."))

    @api.model
    def _open(self, kpi):
        """Compute the quarter before this one by one statement, and list it."""
        self._check_officer()
        company = kpi.company_id or self.env.company
        today = company_day.today(company)
        first, last = period.previous("quarter", period.bounds("quarter", today)[0])
        self.env.flush_all()
        # sudo: sums of all departments, for officers, who read all results
        kpi_sudo = kpi.sudo()
        span = kpi_sudo._get_span(company, "quarter", first, last)
        (floor, target, _weight), special = kpi_sudo._get_target_values(span)
        # SQL: the statement of the results themselves, without storing them
        found = self.env.execute_query(
            SQL(
                """
                SELECT department_id, numerator::float, denominator::float, case_count
                  FROM (%s) AS sums
                 WHERE customer_department_id IS NULL AND service_id IS NULL
                   AND denominator <> 0 AND case_count > 0
                """,
                kpi_sudo._get_released(span),
            )
        )
        factor = kpi_sudo._get_formula().factor
        # sudo: the names of departments
        departments = self.env["hr.department"].sudo().search([])
        order = {department.id: place for place, department in enumerate(departments)}
        rows = []
        for department_id, numerator, denominator, count in sorted(
            found, key=lambda row: order.get(row[0], -1 if not row[0] else len(order))
        ):
            value = factor * numerator / denominator
            score = linear_score(value, *special.get(department_id, (floor, target)))
            rows.append(
                {
                    "kpi_id": kpi.id,
                    "company_id": company.id,
                    "department_id": department_id,
                    "period_kind": "quarter",
                    "date_from": first,
                    "date_to": last,
                    "numerator": numerator,
                    "denominator": denominator,
                    "case_count": count,
                    "value": value,
                    "score": score or 0.0,
                    "is_scored": score is not None,
                }
            )
        above, below = kpi._get_part_texts()
        return open_list(
            self,
            self.env._(
                "Preview: %(kpi)s, %(period)s",
                kpi=kpi.name,
                period=format_period(self.env, first, "quarter"),
            ),
            [("id", "in", self.create(rows).ids)],
            views="list",
            help=Markup("<p class='o_view_nocontent_smiling_face'>%s</p><p>%s</p>")
            % (
                self.env._("Nothing to measure in that quarter"),
                self.env._(
                    "There are none of: %(what)s. Check the filters.",
                    what=below or above,
                ),
            ),
        )

    def _get_records_query(self):
        """Return the SQL of the ids of the records behind this row, in brackets."""
        self.ensure_one()
        span = self.kpi_id._get_span(
            self.company_id, self.period_kind, self.date_from, self.date_to
        )
        whom = {"department_id": self.department_id.id or None}
        return self.kpi_id._get_records_query(span, whom)

    def action_open_records(self):
        """Return the action that lists the records behind the row, as far as the
        caller may see them."""
        self.ensure_one()
        self._check_officer()
        self.check_access("read")
        return open_list(
            self.env["icrm.request.report"],
            f"{self.kpi_id.name}, {self.whom}",
            [("icrm_kpi_preview_id", "=", self.id)],
            context={"create": False},
        )
