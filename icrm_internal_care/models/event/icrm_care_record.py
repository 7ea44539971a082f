# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.icrm_internal.models.access import company_day


class IcrmCareRecord(models.Model):
    """Something done for people: condolence, wedding, birth, a visit, team building.

    Read by officers and the account manager: what happens in a family is not for the
    department. A head knows what was spent for the department, not on whom.
    """

    _name = "icrm.care.record"
    _inherit = ["icrm.amount.mixin", "icrm.kpi.source"]
    _description = "Care Record"
    _order = "date desc, id desc"

    name = fields.Char(string="Title", required=True)
    kind = fields.Selection(
        [
            ("condolence", "Condolence"),
            ("wedding", "Wedding"),
            ("birth", "Birth"),
            ("illness", "Illness visit"),
            ("team", "Team building"),
            ("reward", "Reward"),
            ("other", "Other"),
        ],
        required=True,
        default="team",
        index=True,
    )
    customer_id = fields.Many2one(
        "icrm.customer",
        string="For",
        required=True,
        index=True,
        ondelete="restrict",
        help="A person or a whole department.",
    )
    # As on that day: people move.
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, ondelete="restrict"
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
    date = fields.Date(
        required=True, default=lambda self: company_day.today(self.env.company)
    )
    amount = fields.Monetary(string="Spent")
    note = fields.Text()
    meeting_id = fields.Many2one(
        "icrm.meeting",
        string="Event",
        index="btree_not_null",
        ondelete="set null",
        domain="[('kind', '=', 'care')]",
    )
    budget_warning = fields.Char(compute="_compute_budget_warning")

    _amount_range = models.Constraint(
        "CHECK (amount BETWEEN 0 AND 1e12)", "Spent: zero or more."
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # sudo: the department as of today, a field that nobody writes
        for record_sudo in records.sudo():
            record_sudo.department_id = record_sudo.customer_id.department_id
        records._check_place()
        records._warn_of_budget()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "customer_id" in vals:
            # sudo: as in create
            for record_sudo in self.sudo():
                record_sudo.department_id = record_sudo.customer_id.department_id
            self._check_place()
        if not {"customer_id", "company_id"}.isdisjoint(vals):
            # Core checks only before the write: no record moves to another's.
            self.check_access("write")
        if not {"customer_id", "amount", "date"}.isdisjoint(vals):
            self._warn_of_budget()
        return result

    def _check_place(self):
        for record in self:
            # sudo: the company of a customer is no secret
            company = record.sudo().customer_id.company_id
            if company and company != record.company_id:
                raise UserError(
                    self.env._(
                        "%(name)s does not work in %(company)s.",
                        name=record.customer_id.name,
                        company=record.company_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Budget
    # ------------------------------------------------------------------

    def _get_budgets(self):
        """Return {record: its budget}, in sudo; one query."""
        # sudo: the sum alone, for who enters what was spent
        budgets_sudo = (
            self.env["icrm.care.budget"]
            .sudo()
            .search([("department_id", "in", self.sudo().department_id.ids)])
        )
        by_year = {
            (budget.department_id.id, budget.company_id.id, budget.year): budget
            for budget in budgets_sudo
        }
        return {
            record: by_year[key]
            for record in self
            if record.date
            and (
                key := (
                    record.sudo().department_id.id,
                    record.company_id.id,
                    record.date.year,
                )
            )
            in by_year
        }

    @api.depends("department_id", "date", "amount")
    @api.depends_context("lang")
    def _compute_budget_warning(self):
        budgets = self._get_budgets()
        for record in self:
            budget = budgets.get(record)
            record.budget_warning = bool(
                budget and budget.is_exceeded
            ) and budget._get_warning(self.env)

    def _warn_of_budget(self):
        """Notify officers of a budget that is exceeded, once."""
        self.env.flush_all()
        for budget_sudo in set(self._get_budgets().values()):
            budget_sudo.invalidate_recordset(["spent", "is_exceeded"])
            budget_sudo._warn()
