# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter

DAYS = 365
COUNTS = ("heard", "decided", "changed", "proven")


class HrDepartment(models.Model):
    """What a department made of what it heard in twelve months: numbers for all."""

    _inherit = "hr.department"

    icrm_matter_heard = fields.Integer(
        string="Heard", compute="_compute_icrm_matters", compute_sudo=True
    )
    icrm_matter_decided = fields.Integer(
        string="Decided", compute="_compute_icrm_matters", compute_sudo=True
    )
    icrm_matter_changed = fields.Integer(
        string="Changed", compute="_compute_icrm_matters", compute_sudo=True
    )
    icrm_matter_proven = fields.Integer(
        string="Proven", compute="_compute_icrm_matters", compute_sudo=True
    )
    icrm_matter_decided_days = fields.Float(
        string="Median Days to Decision",
        digits=(10, 1),
        compute="_compute_icrm_matters",
        compute_sudo=True,
    )
    icrm_matter_changed_days = fields.Float(
        string="Median Days to Change",
        digits=(10, 1),
        compute="_compute_icrm_matters",
        compute_sudo=True,
    )
    icrm_matter_text = fields.Char(
        string="Heard, Decided, Changed, Proven",
        compute="_compute_icrm_matters",
        compute_sudo=True,
        help="In twelve months, with median days from hearing.",
    )

    @api.depends_context("lang")
    def _compute_icrm_matters(self):
        """One query for any number of departments."""
        rows = self._read_matters() if self.ids else {}
        format_number = NumberFormatter(self.env).format_number
        _ = self.env._
        for department in self:
            row = rows.get(department._origin.id)
            counts = row[:4] if row else (0, 0, 0, 0)
            for name, count in zip(COUNTS, counts, strict=True):
                department[f"icrm_matter_{name}"] = count
            department.icrm_matter_decided_days = row[4] or 0 if row else 0
            department.icrm_matter_changed_days = row[5] or 0 if row else 0
            if not row:
                department.icrm_matter_text = False
                continue
            decided = {"count": counts[1], "days": format_number(row[4])}
            changed = {"count": counts[2], "days": format_number(row[5])}
            parts = [
                _("%s heard", counts[0]),
                _("%(count)s decided (%(days)s days)", **decided)
                if counts[1]
                else _("%s decided", 0),
                _("%(count)s changed (%(days)s days)", **changed)
                if counts[2]
                else _("%s changed", 0),
                _("%s proven", counts[3]),
            ]
            department.icrm_matter_text = " · ".join(parts)

    def _read_matters(self):
        """Return {department id: (heard, decided, changed, proven, median days to the
        decision, to the change)} of what was heard in twelve months."""
        Matter = self.env["icrm.matter"]
        Matter.flush_matters()
        # SQL: counts and medians of a query, for a line that everybody reads
        rows = self.env.execute_query(
            SQL(
                """
                SELECT department_id, COUNT(*), COUNT(decided_on), COUNT(changed_on),
                       COUNT(*) FILTER (WHERE verdict = 'better'),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days_to_decision),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days_to_change)
                  FROM (%(matters)s) AS matter
                 WHERE department_id = ANY(%(ids)s) AND heard_on > %(since)s
                 GROUP BY department_id
                """,
                matters=Matter._get_matters(),
                ids=self.ids,
                since=fields.Date.subtract(
                    company_day.today(self.env.company), days=DAYS
                ),
            )
        )
        return {row[0]: row[1:] for row in rows}
