# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measures import rounding
from ...measures.stats import share_interval
from ..access.actions import open_list
from ..access.number_formatter import NumberFormatter
from ..customer.icrm_orphaned_work import ID_BASE

OPEN_NEEDS = ("new", "confirmed", "planned")
OPEN_EXPECTATIONS = ("stated", "agreed")
SATISFIED = ("4", "5")
# Not the waves before the last one that was counted
LATEST = Domain(
    "campaign_id",
    "any",
    [("next_ids", "not any", [("state", "in", ["closed", "published"])])],
)
COUNTS = (
    "need_count",
    "must_count",
    "mentions",
    "expectation_count",
    "not_met_count",
    "satisfied_count",
    "csat_count",
)


class IcrmSegmentService(models.Model):
    """What a segment needs of a service, expects of it, and how content it is.

    A table on the fly, as the caller: needs, expectations and results that they may
    not read do not count. A segment is its departments here, and needs that name it.

    Satisfaction is added up from respondent groups of campaigns about services that lie
    in the segment entirely, or that were asked because they are in it. These groups
    do not overlap, each is as large as its campaign's minimum, and each is shown in the
    results already: neither a sum nor a difference of cells tells more, whoever joins
    or leaves a segment overnight. Ratings of requests are no part of it: their averages
    by service and by relationship could be compared with those of segments.
    """

    _name = "icrm.segment.service"
    _description = "Segment and Service"
    _auto = False
    _order = "segment_id, mentions desc, id"

    segment_id = fields.Many2one("icrm.segment", readonly=True)
    service_id = fields.Many2one("icrm.service", readonly=True)
    department_id = fields.Many2one("hr.department", string="Provider", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    need_count = fields.Integer(string="Open Needs", readonly=True)
    must_count = fields.Integer(
        string="Must-Be", readonly=True, help="Open needs of this KANO class."
    )
    mentions = fields.Integer(
        readonly=True, help="How often the open needs were mentioned."
    )
    expectation_count = fields.Integer(string="Open Expectations", readonly=True)
    not_met_count = fields.Integer(string="Expectations Not Met", readonly=True)
    satisfied_count = fields.Integer(string="Satisfied Ratings", readonly=True)
    csat_count = fields.Integer(
        string="Ratings",
        readonly=True,
        help="Answers to the question on satisfaction in the last campaign about the "
        "service.",
    )
    csat = fields.Float(
        string="Satisfied (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, rounding.VALUE),
        help="Share of 4 and 5 on the scale of 5, of groups large enough to be shown.",
    )
    csat_text = fields.Char(string="n and Interval", compute="_compute_csat_text")

    @property
    def _table_query(self):
        rows = self._get_rows()
        # SQL: computed rows as a table, to be searched, sorted and grouped
        return SQL(
            """
            SELECT segment_id::bigint * %(base)s + COALESCE(service_id, 0) AS id, *,
                   100.0 * satisfied_count / NULLIF(csat_count, 0) AS csat
              FROM UNNEST(%(columns)s) AS voice (%(names)s)
            """,
            base=ID_BASE,
            columns=SQL(", ").join(
                SQL("%s::int[]", [row[place] for row in rows])
                for place in range(4 + len(COUNTS))
            ),
            names=SQL(", ").join(
                map(
                    SQL.identifier,
                    ("segment_id", "service_id", "department_id", "company_id")
                    + COUNTS,
                )
            ),
        )

    @api.model
    def _get_rows(self):
        """Return tuples: segment, service, its department, company, counts.

        As many queries for one segment as for all.
        """
        cells = defaultdict(Counter)
        members = self._get_departments()
        self._count_needs(cells, members)
        self._count_expectations(cells, members)
        self._count_satisfied(cells, members)
        segments = self.env["icrm.segment"].browse(key[0] for key in cells)
        services = self.env["icrm.service"].browse(key[1] for key in cells if key[1])
        # sudo: of which department a service is, for who sees what is said of it
        owners = {service.id: service.department_id for service in services.sudo()}
        companies = {segment.id: segment.company_id for segment in segments.sudo()}
        return [
            (
                segment_id,
                service_id or None,
                owners[service_id].id if service_id else None,
                (companies[segment_id] or self.env.company).id,
                *(cell[name] for name in COUNTS),
            )
            for (segment_id, service_id), cell in sorted(
                cells.items(), key=lambda item: (item[0][0], item[0][1] or 0)
            )
        ]

    @api.model
    def _get_departments(self):
        """Return {department id: ids of its segments}."""
        customers = self.env["icrm.customer"].search_fetch(
            [("kind", "=", "department"), ("segment_ids", "!=", False)],
            ["department_id", "segment_ids"],
        )
        # As the caller, whose segments rules narrow
        visible = set(self.env["icrm.segment"].search([]).ids)
        return {
            customer.department_id.id: visible.intersection(customer.segment_ids.ids)
            for customer in customers
        }

    @api.model
    def _count_needs(self, cells, members):
        for segment, department, service, kano_class, count, mentions in self.env[
            "icrm.need"
        ]._read_group(
            [("state", "in", OPEN_NEEDS), ("company_id", "in", self.env.companies.ids)],
            ["segment_id", "customer_department_id", "service_id", "kano_class"],
            ["__count", "mentions:sum"],
        ):
            for id_ in {*segment.ids, *members.get(department.id, ())}:
                cell = cells[id_, service.id]
                cell["need_count"] += count
                cell["mentions"] += mentions or 0
                cell["must_count"] += count if kano_class == "M" else 0

    @api.model
    def _count_expectations(self, cells, members):
        for department, service, state, count in self.env[
            "icrm.expectation"
        ]._read_group(
            [
                ("customer_department_id", "in", list(members)),
                ("company_id", "in", self.env.companies.ids),
                ("state", "in", [*OPEN_EXPECTATIONS, "not_met"]),
            ],
            ["customer_department_id", "service_id", "state"],
            ["__count"],
        ):
            name = "not_met_count" if state == "not_met" else "expectation_count"
            for id_ in members[department.id]:
                cells[id_, service.id][name] += count

    @api.model
    def _get_satisfied_domain(self):
        return LATEST & Domain(
            [
                ("campaign_id.about", "=", "services"),
                ("company_id", "in", self.env.companies.ids),
                ("level", "=", "question"),
                ("measure", "=", "csat"),
            ]
        )

    @api.model
    def _count_satisfied(self, cells, members):
        # As the caller: results that rules hide are not added up.
        figures = self.env["icrm.result"]._sum_cells(
            self._get_satisfied_domain(), "group_id"
        )
        # sudo: which departments a group is of, whose results the caller sees
        for group in self.env["icrm.campaign.group"].sudo().browse(sorted(figures)):
            _question, sums = figures[group.id].question("csat")
            for id_ in self._get_segments(group, members):
                cell = cells[id_, group.subject_id.service_id.id]
                cell["csat_count"] += sums.n
                cell["satisfied_count"] += sum(
                    sums.counts.get(answer, 0) for answer in SATISFIED
                )

    @api.model
    def _get_segments(self, group, members):
        """Return the ids of the segments that all in *group* belong to.

        People without a department are in no segment: a group with them has none in
        common. Nor has one whose departments were deleted.
        """
        campaign = group.campaign_id
        asked = campaign.audience_segment_ids
        if campaign.audience == "segments" and len(asked) == 1:
            return set(asked.ids)
        if not group.department_id or not group.department_ids:
            return set()
        return set.intersection(
            *(set(members.get(id_, ())) for id_ in group.department_ids.ids)
        )

    def _read_group_select(self, aggregate_spec, query):
        # A share over cells, not the mean of their shares
        if aggregate_spec == "csat:avg":
            return SQL(
                "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, "satisfied_count", query),
                self._field_to_sql(self._table, "csat_count", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.depends("segment_id", "service_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            # sudo: the names of what the caller sees a row of
            row_sudo = row.sudo()
            service = row_sudo.service_id.name or self.env._("Without a service")
            row.display_name = f"{row_sudo.segment_id.name}, {service}"

    @api.depends("csat_count", "satisfied_count")
    @api.depends_context("lang")
    def _compute_csat_text(self):
        show = NumberFormatter(self.env).format_number
        for row in self:
            if not row.csat_count:
                row.csat_text = False
                continue
            low, high = share_interval(row.satisfied_count, row.csat_count)
            row.csat_text = self.env._(
                "n = %(count)s · %(low)s to %(high)s",
                count=row.csat_count,
                low=show(100 * low),
                high=show(100 * high),
            )

    # ------------------------------------------------------------------
    # What is behind
    # ------------------------------------------------------------------

    def _get_member_ids(self):
        return [
            id_
            for id_, segments in self._get_departments().items()
            if self.segment_id.id in segments
        ]

    def action_open_needs(self):
        """Return the action that lists the open needs; rules fill it."""
        self.ensure_one()
        self.check_access("read")
        domain = Domain("segment_id", "=", self.segment_id.id)
        domain |= Domain("customer_department_id", "in", self._get_member_ids())
        domain &= Domain("state", "in", OPEN_NEEDS)
        domain &= Domain("service_id", "=", self.service_id.id)
        return open_list(self.env["icrm.need"], self.display_name, domain)

    def action_open_expectations(self):
        """Return the action that lists the expectations; rules fill it."""
        self.ensure_one()
        self.check_access("read")
        domain = Domain("customer_department_id", "in", self._get_member_ids())
        domain &= Domain("state", "in", [*OPEN_EXPECTATIONS, "not_met"])
        domain &= Domain("service_id", "=", self.service_id.id)
        return open_list(self.env["icrm.expectation"], self.display_name, domain)

    def action_open_results(self):
        """Return the action that lists the results on satisfaction; rules fill it."""
        self.ensure_one()
        self.check_access("read")
        domain = self._get_satisfied_domain()
        domain &= Domain("service_id", "=", self.service_id.id)
        return open_list(self.env["icrm.result"], self.display_name, domain)
