# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..access import inner_context
from ..customer.duty import Duty

# From when a target is valid that has always been.
ALWAYS = date(2000, 1, 1)
RANGES = {"floor": (-1e12, 1e12), "target": (-1e12, 1e12), "weight": (0, 100)}


class IcrmKpiTarget(models.Model):
    """How much is asked of whom since when: one version of an indicator.

    The latest row that has begun by the end of a period counts for it; a row of a
    department, for it and those below, comes before the one for all. What a closed
    result was judged by stays as it was.
    """

    _name = "icrm.kpi.target"
    _inherit = ["icrm.shared", "icrm.logged"]
    _description = "Indicator Target"
    _order = "kpi_id, department_id, date_from desc, id desc"
    _rec_name = "kpi_id"
    _icrm_duties = (Duty("department_id"),)
    _icrm_company_fields = ("kpi_id", "department_id")
    _icrm_log_kind = "target"
    _icrm_log_fields = ("department_id", "date_from", "floor", "target", "weight")

    kpi_id = fields.Many2one(
        "icrm.kpi", string="Indicator", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        compute="_compute_company_id",
        store=True,
        default=None,
        help="Follows the indicator or department; empty for all companies.",
    )
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        index="btree_not_null",
        help="Includes sub-departments; empty for all.",
    )
    date_from = fields.Date(required=True, default=ALWAYS)
    floor = fields.Float(
        help="The score is 0 at this value. Equal to the target: no target.",
        string="Minimum",
    )
    target = fields.Float(help="The score is 100 at this value.")
    weight = fields.Float(
        help="Weight among its siblings; taken from the row for all departments."
    )

    _since_uniq = models.UniqueIndex(
        "(kpi_id, date_from, COALESCE(department_id, 0))",
        "A target already starts on that day.",
    )
    # BETWEEN leaves NaN and infinity out.
    _floor_range = models.Constraint(
        "CHECK (floor BETWEEN -1e12 AND 1e12)", "Minimum: at most a billion."
    )
    _target_range = models.Constraint(
        "CHECK (target BETWEEN -1e12 AND 1e12)", "Target: at most a billion."
    )
    _weight_range = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 100)", "Weight: 0 to 100."
    )

    @api.depends("kpi_id.company_id", "department_id.company_id")
    def _compute_company_id(self):
        for row in self:
            row.company_id = row.kpi_id.company_id or row.department_id.company_id

    @api.constrains("floor", "target", "kpi_id")
    def _check_sides(self):
        _ = self.env._
        for row in self:
            name = row.kpi_id.name
            more_is_better = row.kpi_id.direction == "up"
            if row.floor != row.target and (row.target > row.floor) != more_is_better:
                raise ValidationError(
                    _(
                        "%(kpi)s: more is better, so the target must be above "
                        "the minimum.",
                        kpi=name,
                    )
                    if more_is_better
                    else _(
                        "%(kpi)s: less is better, so the target must be below "
                        "the minimum.",
                        kpi=name,
                    )
                )

    @api.model
    def _refuse_no_number(self, vals, kpi):
        """Say in a sentence what the database would refuse with less words."""
        for name, (low, high) in RANGES.items():
            if name in vals and not low <= (vals[name] or 0.0) <= high:
                raise ValidationError(
                    self.env._(
                        "%(kpi)s, %(field)s: %(value)s is not between %(low)s "
                        "and %(high)s.",
                        kpi=", ".join(kpi.mapped("name")),
                        field=self._fields[name]._description_string(self.env),
                        value=vals[name],
                        low=f"{low:g}",
                        high=f"{high:g}",
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_no_number(vals, self.kpi_id.browse(vals.get("kpi_id")))
        rows = super().create(vals_list)
        rows._check_history()
        return rows

    def write(self, vals):
        judged = {"kpi_id", "department_id", "date_from", "floor", "target", "weight"}
        self._refuse_no_number(vals, self.kpi_id)
        if judged & vals.keys():
            self._check_history()
        result = super().write(vals)
        if judged & vals.keys():
            self._check_history()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if not inner_context.get(self.env, "icrm_unlink_kpi"):
            self._check_history()

    def _check_history(self):
        """Refuse what would change how closed results were judged."""
        last = self.kpi_id._get_last_closed()
        for row in self:
            closed = last.get(row.kpi_id.id)
            if closed and row.date_from <= closed:
                raise UserError(
                    self.env._(
                        "%(kpi)s has closed results up to %(day)s: add a target "
                        "that starts later.",
                        kpi=row.kpi_id.name,
                        day=fields.Date.to_string(closed),
                    )
                )
