# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measures import rounding
from ...measures.figures import add_up
from ...measures.stats import share_interval
from ..access import company_day
from ..access.groups import AUDITOR, OFFICER
from ..access.number_formatter import NumberFormatter
from ..customer.icrm_orphaned_work import ID_BASE
from ..voice.survey_survey import ENGAGEMENT
from .formula_customer import staff_turnover

YEAR = relativedelta(months=12)
# What was asked longer ago says nothing of today.
SURVEYED = relativedelta(months=24)
COLUMN_TYPES = {
    "many2one": SQL("int"),
    "integer": SQL("int"),
    "float": SQL("float8"),
    "selection": SQL("text"),
}
INTERVALS = ("enps", "engagement", "quality", "turnover")


class IcrmEmployeeOutcome(models.Model):
    """What staff say of their employer, beside how their department serves and how many
    have left: one row a department, with those below it.

    A table on the fly, of what was released already: results of whole groups, none of
    which is smaller than its campaign's minimum. A department's figures are those of
    the groups that lie in it entirely; people who were put together with those of other
    departments count above both. So no difference of two rows speaks of fewer.

    It says what is, not why: no figure is derived from another.
    """

    _name = "icrm.employee.outcome"
    _description = "Employee Outcome"
    _auto = False
    _order = "department_id, id"
    _rec_name = "department_id"

    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    enps = fields.Float(
        string="eNPS",
        readonly=True,
        digits=(16, rounding.POINTS),
        aggregator=None,
        help="Promoters (9, 10) less detractors (0 to 6) of the company as an "
        "employer, -100 to 100.",
    )
    enps_count = fields.Integer(string="eNPS: Answers", readonly=True, aggregator=None)
    enps_low = fields.Float(readonly=True, aggregator=None, string="eNPS: Low")
    enps_high = fields.Float(readonly=True, aggregator=None, string="eNPS: High")
    enps_campaign_id = fields.Many2one(
        "icrm.campaign", string="eNPS: Campaign", readonly=True
    )
    enps_on = fields.Date(
        string="eNPS: Closed On",
        related="enps_campaign_id.closed_on",
        related_sudo=True,
    )
    enps_text = fields.Char(string="eNPS: n and Interval", compute="_compute_texts")
    engagement = fields.Float(
        readonly=True,
        digits=(16, rounding.VALUE),
        aggregator=None,
        help="Mean of the statements on energy, dedication and concentration, 1 to 5.",
    )
    engagement_count = fields.Integer(
        string="Engagement: Answers", readonly=True, aggregator=None
    )
    engagement_low = fields.Float(
        readonly=True, aggregator=None, string="Engagement: Low"
    )
    engagement_high = fields.Float(
        readonly=True, aggregator=None, string="Engagement: High"
    )
    engagement_campaign_id = fields.Many2one(
        "icrm.campaign", string="Engagement: Campaign", readonly=True
    )
    engagement_on = fields.Date(
        string="Engagement: Closed On",
        related="engagement_campaign_id.closed_on",
        related_sudo=True,
    )
    engagement_text = fields.Char(
        string="Engagement: n and Interval", compute="_compute_texts"
    )
    quality_score = fields.Float(
        string="Service Quality",
        readonly=True,
        digits=(16, rounding.POINTS),
        aggregator=None,
        help="How customers see the department, 0 to 100, in the last campaign with "
        "SERVQUAL, SERVPERF or satisfaction (CSAT).",
    )
    quality_measure = fields.Selection(
        [
            ("servqual", "SERVQUAL"),
            ("servperf", "SERVPERF"),
            ("csat", "CSAT"),
        ],
        string="Service Quality: Measure",
        readonly=True,
    )
    quality = fields.Float(
        string="Service Quality: Result", readonly=True, aggregator=None
    )
    quality_count = fields.Integer(
        string="Service Quality: Ratings", readonly=True, aggregator=None
    )
    quality_low = fields.Float(
        readonly=True, aggregator=None, string="Service Quality: Low"
    )
    quality_high = fields.Float(
        readonly=True, aggregator=None, string="Service Quality: High"
    )
    quality_campaign_id = fields.Many2one(
        "icrm.campaign", string="Service Quality: Campaign", readonly=True
    )
    quality_on = fields.Date(
        string="Service Quality: Closed On",
        related="quality_campaign_id.closed_on",
        related_sudo=True,
    )
    quality_text = fields.Char(
        string="Service Quality: n and Interval", compute="_compute_texts"
    )
    turnover = fields.Float(
        string="Staff Turnover",
        readonly=True,
        digits=(16, rounding.POINTS),
        aggregator=None,
        help="Percent of the staff of the last twelve months who left in them.",
    )
    turnover_count = fields.Integer(
        string="Staff of Twelve Months", readonly=True, aggregator=None
    )
    left_count = fields.Integer(
        string="Employees Who Left", readonly=True, aggregator=None
    )
    turnover_low = fields.Float(
        readonly=True, aggregator=None, string="Staff Turnover: Low"
    )
    turnover_high = fields.Float(
        readonly=True, aggregator=None, string="Staff Turnover: High"
    )
    turnover_text = fields.Char(
        string="Staff Turnover: n and Interval", compute="_compute_texts"
    )

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        names = [
            name for name, field in self._fields.items() if field.store and name != "id"
        ]
        rows = self._get_rows()
        # SQL: computed rows as a table, to be searched and sorted
        return SQL(
            "SELECT company_id::bigint * %s + department_id AS id, * FROM UNNEST(%s)"
            " AS outcome (%s)",
            ID_BASE,
            SQL(", ").join(
                SQL(
                    "%s::%s[]",
                    [row.get(name) for row in rows],
                    COLUMN_TYPES[self._fields[name].type],
                )
                for name in names
            ),
            SQL(", ").join(map(SQL.identifier, names)),
        )

    @api.model
    def _is_office(self):
        return self.env.su or self.env.user.has_groups(f"{OFFICER},{AUDITOR}")

    @api.model
    def _get_rows(self):
        """Return [{column: value}], a row for each department that the caller sees.

        As many queries for one department as for all.
        """
        domain = Domain("company_id", "in", [False, *self.env.companies.ids])
        if not self._is_office():
            domain &= Domain("icrm_head_user_ids", "in", self.env.uid)
        # sudo: the departments that the caller heads, or all of the companies
        every_sudo = self.env["hr.department"].sudo()
        departments_sudo = every_sudo.search(domain)
        if not departments_sudo:
            return []
        every_sudo = every_sudo.with_context(active_test=False).search([])
        rows = []
        for department in departments_sudo:
            path = department.parent_path
            below = {
                one.id for one in every_sudo if (one.parent_path or "").startswith(path)
            }
            rows.append(
                (
                    {
                        "department_id": department.id,
                        "company_id": (department.company_id or self.env.company).id,
                    },
                    below,
                )
            )
        self._add_surveyed(rows)
        self._add_turnover(rows)
        return [row for row, _below in rows]

    @api.model
    def _get_released_domain(self, about):
        """Return the domain of the results that the caller may see of a department.

        Officers and auditors once a campaign is closed, heads once it is published for
        more than officers.
        """
        since = company_day.today(self.env.company) - SURVEYED
        domain = Domain("campaign_id.about", "=", about) & Domain("date", ">=", since)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        if not self._is_office():
            domain &= Domain("campaign_id.state", "=", "published")
            domain &= Domain("campaign_id.visibility", "!=", "officers")
        return domain

    @api.model
    def _add_surveyed(self, rows):
        """Add what staff say of their employer, and customers of the department."""
        of_staff = self._get_released_domain("company") & (
            Domain("measure", "=", "enps")
            | Domain("measure", "=", "item")
            & Domain("dimension_id.code", "=", ENGAGEMENT)
        )
        of_customers = self._get_released_domain("departments") & Domain(
            "measure", "in", ["servqual", "servperf", "csat", "weight"]
        )
        staff = self._read_waves(of_staff, "group_id")
        customers = self._read_waves(of_customers, "subject_id")
        for waves, key, find in (
            (staff, "enps", _find_enps),
            (staff, "engagement", _find_engagement),
            (customers, "quality", _find_quality),
        ):
            for row, below in rows:
                for campaign, parts in waves:
                    if campaign.company_id.id != row["company_id"]:
                        continue
                    inside = [part for whose, part in parts if whose in below]
                    if found := inside and find(add_up(inside)):
                        row.update(found, **{f"{key}_campaign_id": campaign.id})
                        break

    @api.model
    def _read_waves(self, domain, by):
        """Return [(campaign, [(department id, its figures)])], the latest first.

        The department of a group is the lowest one that all in it belong to.
        """
        # sudo: heads do not read what was asked about the company; they are shown the
        # groups of their own department, by _get_released_domain
        figures = self.env["icrm.result"].sudo()._sum_cells(domain, by)
        model = "icrm.campaign.group" if by == "group_id" else "icrm.campaign.subject"
        parts_sudo = self.env[model].sudo().browse(sorted(figures))
        waves = {}
        for part in parts_sudo:
            if part.department_id:
                waves.setdefault(part.campaign_id, []).append(
                    (part.department_id.id, figures[part.id])
                )
        return sorted(
            waves.items(),
            key=lambda wave: (wave[0].closed_on or wave[0].closes_on, wave[0].id),
            reverse=True,
        )

    @api.model
    def _add_turnover(self, rows):
        """Add how many left in twelve months: the indicator, of a year to today."""
        Kpi = self.env["icrm.kpi"]
        counts = {}
        self.env["icrm.customer"].flush_model()
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model()
        for company_id in {row["company_id"] for row, _below in rows}:
            company = self.env["res.company"].browse(company_id)
            today = company_day.today(company)
            first = today - YEAR + relativedelta(days=1)
            span = Kpi._get_span(company, "year", first, today)
            # SQL: the facts of the indicator, of another span
            for department_id, left, people in self.env.execute_query(
                SQL(
                    "SELECT department_id, SUM(numerator)::int, COUNT(*)::int"
                    " FROM (%s) AS fact GROUP BY department_id",
                    staff_turnover(Kpi, span),
                )
            ):
                counts[company_id, department_id] = (left, people)
        for row, below in rows:
            found = [counts.get((row["company_id"], id_), (0, 0)) for id_ in below]
            left, people = (sum(column) for column in zip(*found, strict=True))
            if people:
                low, high = share_interval(left, people)
                row.update(
                    turnover=100 * left / people,
                    turnover_low=100 * low,
                    turnover_high=100 * high,
                    turnover_count=people,
                    left_count=left,
                )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.depends(*(f"{name}_count" for name in INTERVALS))
    @api.depends_context("lang")
    def _compute_texts(self):
        """Say of how many people a figure is, and how sure; empty without one."""
        _, formatter = self.env._, NumberFormatter(self.env)
        measures = dict(
            self._fields["quality_measure"]._description_selection(self.env)
        )
        for row in self:
            for name in INTERVALS:
                count = row[f"{name}_count"]
                if not count:
                    row[f"{name}_text"] = False
                    continue
                # Shares and scores of 100 need fewer digits than means.
                is_mean = name == "engagement" or (
                    name == "quality" and row.quality_measure != "csat"
                )
                show = formatter.format_mean if is_mean else formatter.format_points
                parts = [
                    _("%(left)s of %(people)s", left=row.left_count, people=count)
                    if name == "turnover"
                    else f"n = {count}"
                ]
                if name == "quality":
                    measure = measures[row.quality_measure]
                    parts.insert(0, f"{measure} {show(row.quality)}")
                low, high = row[f"{name}_low"], row[f"{name}_high"]
                if (low, high) != (0, 0):
                    parts.append(
                        _("%(low)s to %(high)s", low=show(low), high=show(high))
                    )
                row[f"{name}_text"] = " · ".join(parts)


def _find_enps(figures):
    if not (found := figures.enps()):
        return None
    return {
        "enps": found["value"],
        "enps_low": found["low"],
        "enps_high": found["high"],
        "enps_count": found["n"],
    }


def _find_engagement(figures):
    for measure, dimension in figures.dimensions:
        found = figures.dimension(measure, dimension)
        return {
            "engagement": found["mean"],
            "engagement_low": found["low"],
            "engagement_high": found["high"],
            "engagement_count": found["n"],
        }
    return None


def _find_quality(figures):
    measure = "csat"
    if found := figures.servqual():
        measure = found["measure"]
    elif not (found := figures.csat()):
        return None
    return {
        "quality_measure": measure,
        "quality": found["value"],
        "quality_low": found["low"],
        "quality_high": found["high"],
        "quality_count": found["n"],
        "quality_score": found["score"],
    }
