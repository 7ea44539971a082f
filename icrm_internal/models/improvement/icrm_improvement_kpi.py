# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

PERIODS = [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]
UNITS = {"percent": "%", "number": "", "money": ""}


class IcrmImprovement(models.Model):
    """Measured by an indicator: baseline and new measurement are its results.

    Nobody types them then: what is before is taken when the plan is approved, from the
    latest period that is over; what is after, from the latest period that is over and
    began after the change was in place. Both are read with the rights of who does the
    step, and are visible from then on to all who see the improvement.
    """

    _inherit = "icrm.improvement"

    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        ondelete="restrict",
        index="btree_not_null",
        help="Takes the figures before and after from its results. Empty: you measure "
        "by hand.",
    )
    kpi_scope = fields.Selection(
        [
            ("department", "Of the department"),
            ("service", "Of the service"),
            ("company", "Of the company"),
        ],
        string="Results",
        required=True,
        default="department",
    )
    period_kind = fields.Selection(
        PERIODS, string="Measured per", required=True, default="month"
    )
    baseline_value_id = fields.Many2one(
        "icrm.kpi.value", ondelete="set null", readonly=True, copy=False
    )
    after_value_id = fields.Many2one(
        "icrm.kpi.value", ondelete="set null", readonly=True, copy=False
    )

    @api.onchange("kpi_id", "kpi_scope", "period_kind", "department_id", "service_id")
    def _onchange_kpi(self):
        if self.state == "plan":
            self.update(self._prepare_from_kpi())

    @api.model_create_multi
    def create(self, vals_list):
        improvements = super().create(vals_list)
        for improvement in improvements:
            if improvement.kpi_id and not improvement.indicator:
                improvement.sudo()._store(improvement._prepare_from_kpi())
        return improvements

    def action_start(self):
        """Approve the plan; what is before is taken from the indicator anew."""
        self.check_access("write")
        for improvement in self:
            if improvement.kpi_id and improvement.state == "plan":
                improvement._check_lead()
                improvement.sudo()._store(improvement._prepare_from_kpi())
        return super().action_start()

    def action_measure(self):
        """Compare; of an indicator the new result is taken, whatever was typed."""
        self.check_access("write")
        for improvement in self:
            if improvement.kpi_id and improvement.state == "check":
                improvement._check_lead()
                improvement.sudo()._store(improvement._prepare_after())
        return super().action_measure()

    def action_open_results(self):
        """Open the indicator's results that the reader may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.sudo().kpi_id.name,
            "res_model": "icrm.kpi.value",
            "views": [(False, "list"), (False, "graph"), (False, "form")],
            "domain": list(self._get_results_domain()),
        }

    def _get_results_domain(self):
        """Return which results of the indicator this improvement is about."""
        self.ensure_one()
        scope = self.kpi_scope
        return (
            Domain("kpi_id", "=", self.kpi_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("period_kind", "=", self.period_kind)
            & Domain("customer_department_id", "=", False)
            & Domain(
                "department_id",
                "=",
                scope != "company" and self.department_id._origin.id,
            )
            & Domain(
                "service_id", "=", scope == "service" and self.service_id._origin.id
            )
        )

    def _get_latest_result(self, domain=Domain.TRUE):
        """Return the indicator's result of the latest period that is over."""
        today = fields.Date.context_today(self)
        return self.env["icrm.kpi.value"].search(
            self._get_results_domain() & Domain("date_to", "<", today) & domain,
            order="date_to desc",
            limit=1,
        )

    def _prepare_from_kpi(self):
        """Return name, unit, direction and the figure before, as the caller reads."""
        self.ensure_one()
        kpi = self.kpi_id
        if not kpi:
            return {"baseline_value_id": False}
        units = dict(kpi._fields["unit"]._description_selection(self.env))
        values = {
            "indicator": kpi.name,
            "unit": UNITS.get(kpi.unit, units[kpi.unit].lower()),
            "direction": kpi.direction,
        }
        if result := self._get_latest_result():
            values.update(
                baseline_value=result.value,
                baseline_date=result.date_to,
                baseline_value_id=result.id,
            )
        elif not self.baseline_value_id:
            # What was typed is not what was measured.
            values.update(baseline_value=0, baseline_date=False)
        return values

    def _prepare_after(self):
        """Return the new measurement, empty while there is none the caller reads."""
        self.ensure_one()
        result = self._get_latest_result(Domain("date_from", ">", self.implemented_on))
        return {
            "after_value": result.value,
            "after_from": result.date_from,
            "after_to": result.date_to,
            "after_value_id": result.id,
            "after_note": result.display_name or False,
        }

    def _get_missing_check(self):
        missing = super()._get_missing_check()
        if self.kpi_id and not self.is_measured:
            return [
                self.env._(
                    "A result of “%(indicator)s” for a whole %(period)s that began "
                    "after %(day)s; it is taken by itself",
                    indicator=self.sudo().kpi_id.name,
                    period=dict(
                        self._fields["period_kind"]._description_selection(self.env)
                    )[self.period_kind].lower(),
                    day=self.implemented_on,
                )
            ]
        return missing

    def _prepare_again(self):
        return {**super()._prepare_again(), "baseline_value_id": self.after_value_id.id}
