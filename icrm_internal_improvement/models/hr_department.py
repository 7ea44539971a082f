# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.groups import AUDITOR, MANAGER, OFFICER
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter

DAYS = 365
COUNTS = ("heard", "decided", "changed", "proven")
ALL = SQL("TRUE")


class Line(NamedTuple):
    """What a department made of what it heard; ``*_batch_days`` are medians of whole
    groups of ``enough`` matters, None below one."""

    enough: int
    heard: int
    decided: int
    changed: int
    proven: int
    decided_days: float | None
    changed_days: float | None
    decided_batch_days: float | None
    changed_batch_days: float | None


class HrDepartment(models.Model):
    """What a department made of what it heard in twelve months.

    Who reads the matters reads their numbers. All others read a line that says nothing
    of fewer matters than the company's minimum, also by comparing it with an earlier
    one: counts go by whole groups of that size, medians are of whole groups.
    """

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

    @api.depends("icrm_head_user_ids")
    @api.depends_context("lang", "uid")
    def _compute_icrm_matters(self):
        """One query for any number of departments."""
        user = self.env.user
        is_officer = user.has_group(OFFICER)
        is_auditor = not is_officer and user.has_group(AUDITOR)
        headed = self.browse()
        if user.has_group(MANAGER):
            headed = self.filtered(lambda d: user in d.icrm_head_user_ids)
        which = ALL
        if is_auditor:
            # Feedback is read by who it is for and the office: what auditors cannot
            # open is not in their numbers either.
            which = SQL(
                "(matter.source <> 'feedback' OR department_id = ANY(%s))", headed.ids
            )
        lines = self._read_matters(which) if self.ids else {}
        for department in self:
            line = lines.get(department._origin.id)
            is_open = is_officer or is_auditor or department in headed
            shown = line if is_open else None
            for name in COUNTS:
                department[f"icrm_matter_{name}"] = getattr(shown, name, 0)
            for name in ("decided_days", "changed_days"):
                department[f"icrm_matter_{name}"] = getattr(shown, name, 0) or 0
            if is_auditor:
                # Beside their numbers, a line with it would count the feedback.
                line = shown
            department.icrm_matter_text = line and self._render_matters(line)

    @api.model
    def _render_matters(self, line):
        """Return the :class:`Line` for all."""
        _ = self.env._

        def count(number):
            steps = number // line.enough * line.enough
            return f"{steps}+" if steps else f"<{line.enough}"

        if line.heard < line.enough:
            return _("%s heard", count(line.heard))
        format_number = NumberFormatter(self.env).format_number
        decided = count(line.decided), line.decided_batch_days
        changed = count(line.changed), line.changed_batch_days
        parts = [
            _("%s heard", count(line.heard)),
            _("%s decided", decided[0])
            if decided[1] is None
            else _(
                "%(count)s decided (%(days)s days)",
                count=decided[0],
                days=format_number(decided[1]),
            ),
            _("%s changed", changed[0])
            if changed[1] is None
            else _(
                "%(count)s changed (%(days)s days)",
                count=changed[0],
                days=format_number(changed[1]),
            ),
            _("%s proven", count(line.proven)),
        ]
        return " · ".join(parts)

    def _read_matters(self, which=ALL):
        """Return {department id: :class:`Line`} of what was heard in twelve months."""
        Matter = self.env["icrm.matter"]
        Matter.flush_matters()
        self.env["res.company"].flush_model(["icrm_rating_min_count"])
        # SQL: counts and medians of a query, for a line that everybody reads
        rows = self.env.execute_query(
            SQL(
                """
                SELECT department_id, MAX(enough),
                       COUNT(*), COUNT(decided_on), COUNT(changed_on),
                       COUNT(*) FILTER (WHERE verdict = 'better'),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days_to_decision),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days_to_change),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days_to_decision)
                           FILTER (WHERE decided <= all_decided / enough * enough),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days_to_change)
                           FILTER (WHERE changed <= all_changed / enough * enough)
                  FROM (SELECT matter.*, company.icrm_rating_min_count AS enough,
                               ROW_NUMBER() OVER (
                                   PARTITION BY department_id ORDER BY decided_on,
                                                                       matter.id
                               ) AS decided,
                               ROW_NUMBER() OVER (
                                   PARTITION BY department_id ORDER BY changed_on,
                                                                       matter.id
                               ) AS changed,
                               COUNT(decided_on) OVER (
                                   PARTITION BY department_id
                               ) AS all_decided,
                               COUNT(changed_on) OVER (
                                   PARTITION BY department_id
                               ) AS all_changed
                          FROM (%(matters)s) AS matter
                          JOIN res_company AS company
                            ON company.id = matter.company_id
                         WHERE department_id = ANY(%(ids)s) AND heard_on > %(since)s
                           AND %(which)s
                       ) AS numbered
                 GROUP BY department_id
                """,
                matters=Matter._get_matters(),
                ids=self.ids,
                which=which,
                since=fields.Date.subtract(
                    company_day.today(self.env.company), days=DAYS
                ),
            )
        )
        return {row[0]: Line(*row[1:]) for row in rows}
