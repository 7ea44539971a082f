# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..access import company_day
from ..access.actions import open_dialog, open_form, open_list
from ..access.number_formatter import NumberFormatter
from ..customer.duty import Duty


class IcrmKpiOwnTarget(models.Model):
    """What a head asks of the own department besides what the company asks.

    Stricter than the company's target, or of an indicator without one. It is shown
    beside the company's and counts for nothing: scores, ranks and results are computed
    without it.
    """

    _name = "icrm.kpi.own.target"
    _inherit = "icrm.logged"
    _description = "Own Target of a Department"
    _order = "department_id, kpi_id, date_from desc, id desc"
    _rec_name = "kpi_id"
    _icrm_duties = (Duty("department_id"),)
    _icrm_log_kind = "target"
    _icrm_log_fields = ("department_id", "date_from", "target")

    kpi_id = fields.Many2one(
        "icrm.kpi", string="Indicator", required=True, ondelete="cascade", index=True
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self._get_headed()[:1],
    )
    company_id = fields.Many2one(
        related="department_id.company_id", store=True, index=True
    )
    date_from = fields.Date(
        string="Valid From",
        required=True,
        default=lambda self: company_day.today(self).replace(day=1),
    )
    target = fields.Float(digits=(16, 2), string="Own Target")
    note = fields.Char(size=200, help="Why, or how.")
    unit = fields.Selection(related="kpi_id.unit")
    company_text = fields.Char(
        string="Target of the Company", compute="_compute_company_text"
    )

    _since_uniq = models.Constraint(
        "UNIQUE (kpi_id, department_id, date_from)",
        "An own target already starts on that day.",
    )
    # BETWEEN leaves NaN and infinity out.
    _target_range = models.Constraint(
        "CHECK (target BETWEEN -1e12 AND 1e12)", "Own target: at most a billion."
    )

    @api.model
    def _get_headed(self):
        """Return the departments the caller heads; empty departments are no secret."""
        return self.env["hr.department"].search(
            [("icrm_head_user_ids", "in", self.env.uid)]
        )

    def _get_company_goal(self):
        """Return (minimum, target) that the company asks of the department then."""
        # sudo: what is asked of whom, everyone may read
        kpi = self.sudo().kpi_id
        goal, special = kpi._get_targets_on(self.date_from)
        return special.get(self.department_id.id, goal[:2])

    @api.depends("kpi_id", "department_id", "date_from")
    @api.depends_context("lang")
    def _compute_company_text(self):
        format_value = NumberFormatter(self.env).format_value
        for row in self:
            row.company_text = ""
            if row.kpi_id and row.date_from:
                floor, target = row._get_company_goal()
                if floor != target:
                    row.company_text = format_value(target, row.kpi_id.unit)

    @api.constrains("kpi_id", "department_id", "date_from", "target")
    def _check_stricter(self):
        for row in self:
            floor, target = row._get_company_goal()
            if floor == target:
                continue
            is_up = row.kpi_id.direction == "up"
            if row.target > target if is_up else row.target < target:
                continue
            raise ValidationError(
                self.env._(
                    "%(kpi)s: the company asks for %(target)s. An own target must "
                    "be stricter.",
                    kpi=row.kpi_id.name,
                    target=NumberFormatter(self.env).format_value(
                        target, row.kpi_id.unit
                    ),
                )
            )

    def write(self, vals):
        result = super().write(vals)
        if "department_id" in vals:
            # Core checks only before the write: no row moves to another's department.
            self.check_access("write")
        return result

    # ------------------------------------------------------------------
    # On scorecards
    # ------------------------------------------------------------------

    @api.model
    def _get_rows(self, card):
        """Return {indicator: own target} of a scorecard's department at the period's
        end, as far as the caller may read them; one query."""
        rows = self.search(
            [
                ("department_id", "=", card.department_id.id),
                ("date_from", "<=", card.date_to),
            ],
            order="date_from, id",
        )
        return {row.kpi_id: row for row in rows}

    @api.model
    def _get_shown(self, row, line):
        """Return what a line of a scorecard shows of the own target, None without."""
        if not row:
            return None
        is_up = line.kpi_id.direction == "up"
        return {
            "text": line._format_value(row.target),
            "note": row.note or "",
            "is_reached": bool(
                line.has_value
                and (line.value >= row.target if is_up else line.value <= row.target)
            ),
        }

    @api.model
    def _can_set(self, department):
        """Return whether the caller heads this department, or one above it."""
        # sudo: whether the caller heads the department, nothing else
        return self.has_access("create") and (
            self.env.user in department.sudo().icrm_head_user_ids
        )

    @api.model
    def _open_for(self, kpi, department):
        """Open the latest own target of an indicator, or a new one."""
        latest = self.search(
            [("kpi_id", "=", kpi.id), ("department_id", "=", department.id)],
            order="date_from desc, id desc",
            limit=1,
        )
        title = self.env._("Own Target")
        if latest:
            return open_form(latest, name=title, target="new")
        return open_dialog(self, title, kpi_id=kpi.id, department_id=department.id)

    @api.model
    def _open_list(self, department):
        """Open the own targets of a department."""
        title = self.env._("Own Targets")
        return open_list(
            self,
            title,
            [("department_id", "=", department.id)],
            context={
                "default_department_id": department.id,
                "create": self._can_set(department),
                "edit": self._can_set(department),
            },
        )
