# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_compare

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_list
from odoo.addons.icrm_internal.models.access.groups import OFFICER


class IcrmCareBudget(models.Model):
    """What a department may spend on care in a year, and what it has spent."""

    _name = "icrm.care.budget"
    _inherit = "icrm.amount.mixin"
    _description = "Care Budget"
    _order = "year desc, department_id"
    _rec_name = "department_id"

    department_id = fields.Many2one(
        "hr.department", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    # Sums are of one currency, the company's
    currency_id = fields.Many2one(readonly=True)
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: company_day.today(self.env.company).year,
    )
    amount = fields.Monetary(string="Budget", required=True)
    spent = fields.Monetary(compute="_compute_spent", compute_sudo=True)
    remaining = fields.Monetary(compute="_compute_spent", compute_sudo=True)
    is_exceeded = fields.Boolean(
        string="Exceeded", compute="_compute_spent", compute_sudo=True
    )

    _year_uniq = models.Constraint(
        "UNIQUE (department_id, company_id, year)",
        "This department already has a care budget for that year.",
    )
    _ranges = models.Constraint(
        "CHECK (amount BETWEEN 0 AND 1e12 AND year BETWEEN 2000 AND 2200)",
        "Budget: zero or more; year: 2000 to 2200.",
    )

    @api.depends("department_id.name", "year")
    def _compute_display_name(self):
        for budget in self:
            # sudo: the name of a department is no secret
            name = budget.sudo().department_id.name or ""
            budget.display_name = f"{name} {budget.year or ''}".strip()

    @api.depends("department_id", "year", "amount", "company_id")
    def _compute_spent(self):
        costs = self._get_costs(self.department_id, self.mapped("year"))
        for budget in self:
            budget.spent = costs.get(
                (budget.department_id.id, budget.company_id.id, budget.year), 0.0
            )
            budget.remaining = budget.amount - budget.spent
            digits = budget.currency_id.rounding or 0.01
            budget.is_exceeded = (
                float_compare(budget.spent, budget.amount, precision_rounding=digits)
                > 0
            )

    @api.model
    def _get_costs(self, departments, years):
        """Return {(department id, company id, year): cost of care}; one query.

        In sudo: the sum, for those who answer for the department.
        """
        if not departments or not years:
            return {}
        self.env["icrm.care.record"].flush_model()
        # SQL: years are parts of dates, grouped in one pass
        rows = self.env.execute_query(
            SQL(
                """
                SELECT department_id, company_id, EXTRACT(YEAR FROM date)::int AS year,
                       SUM(amount)
                  FROM icrm_care_record
                 WHERE department_id = ANY(%s) AND date BETWEEN %s AND %s
                 GROUP BY department_id, company_id, year
                """,
                departments.ids,
                date(min(years), 1, 1),
                date(max(years), 12, 31),
            )
        )
        costs = defaultdict(float)
        for department_id, company_id, year, amount in rows:
            costs[department_id, company_id, year] += float(amount or 0)
        return dict(costs)

    # ------------------------------------------------------------------
    # Exceeded
    # ------------------------------------------------------------------

    def _get_warning(self, env):
        """Return how far it is exceeded, in the language of *env*; in sudo."""
        return env._(
            "Budget %(year)s of %(department)s exceeded: %(spent)s of %(amount)s.",
            year=str(self.year),
            department=self.department_id.with_env(self.env(context=env.context)).name,
            spent=self.currency_id.with_env(env).format(self.spent),
            amount=self.currency_id.with_env(env).format(self.amount),
        )

    def _warn(self):
        """Notify officers and the head, once for each amount of the budget; in sudo."""
        if not self.is_exceeded:
            return
        officers = self.env.ref(OFFICER).all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )
        self.env["icrm.message"]._enqueue(
            "care_budget_exceeded",
            officers | self.department_id._icrm_get_head(),
            self,
            occasion=str(self.amount),
        )

    def action_open_records(self):
        """Open what was spent; rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        name = self.env._("Care Records")
        return open_list(
            self.env["icrm.care.record"],
            name,
            Domain("department_id", "=", self.department_id.id)
            & Domain("date", ">=", date(self.year, 1, 1))
            & Domain("date", "<=", date(self.year, 12, 31)),
        )
