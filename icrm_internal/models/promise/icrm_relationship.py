# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from operator import itemgetter

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...measures.scoring import weighted_score
from ..access import company_day
from ..access.actions import open_action, open_form
from ..access.number_formatter import NumberFormatter
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty
from ..request.sla_sql import MET, OPEN

PERIOD = relativedelta(months=12)

# What health is made of: the weight of each part, in points of a hundred.
HEALTH_WEIGHTS = {"met": 40, "satisfaction": 30, "overdue": 20, "reopened": 10}


class IcrmRelationship(models.Model):
    """What one department owes another: promises, volume, satisfaction, health."""

    _name = "icrm.relationship"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder"]
    _description = "Internal Service Relationship"
    _order = "provider_department_id, customer_department_id"
    _icrm_duties = (
        Duty("account_manager_id"),
        Duty("technical_contact_id"),
        Duty("provider_department_id"),
        Duty("customer_department_id"),
    )

    provider_department_id = fields.Many2one(
        "hr.department", required=True, ondelete="restrict", index=True
    )
    customer_department_id = fields.Many2one(
        "hr.department", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True)
    active = fields.Boolean(default=True)
    account_manager_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Responsible for the relationship on the provider's side.",
    )
    technical_contact_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    next_review_date = fields.Date(
        string="Next Review",
        tracking=True,
        help="The account manager is reminded a week before.",
    )
    note = SafeHtml()
    agreement_ids = fields.One2many("icrm.agreement", "relationship_id")
    expectation_ids = fields.One2many("icrm.expectation", "relationship_id")

    # Figures
    request_count = fields.Integer(
        string="Requests",
        compute="_compute_figures",
        help="Requests in the last twelve months.",
    )
    open_count = fields.Integer(string="Open", compute="_compute_figures")
    overdue_count = fields.Integer(string="Overdue", compute="_compute_figures")
    response_met = fields.Float(string="First Response Met", compute="_compute_figures")
    response_measured = fields.Integer(
        string="Responses Evaluated", compute="_compute_figures"
    )
    resolution_met = fields.Float(string="Promises Met", compute="_compute_figures")
    resolution_measured = fields.Integer(
        string="Resolutions Evaluated", compute="_compute_figures"
    )
    reopened_count = fields.Integer(string="Reopened", compute="_compute_figures")
    handover_count = fields.Integer(
        string="Hand-overs",
        compute="_compute_figures",
        help="Handed over to the provider in the last twelve months.",
    )
    rating_avg = fields.Float(
        string="Satisfaction",
        digits=(3, 1),
        compute="_compute_figures",
        help="Average rating of the last twelve months, shown once there are enough "
        "ratings to protect anonymity.",
    )
    rating_count = fields.Integer(string="Rated", compute="_compute_figures")
    open_expectation_count = fields.Integer(
        string="Open Expectations", compute="_compute_figures"
    )

    # Health
    health = fields.Integer(
        compute="_compute_figures",
        search="_search_health",
        help="0 to 100, from promises met, satisfaction, overdue and reopened "
        "requests.",
    )
    has_health = fields.Boolean(compute="_compute_figures")
    health_formula = fields.Html(compute="_compute_figures", sanitize=False)

    _pair_uniq = models.Constraint(
        "UNIQUE (provider_department_id, customer_department_id)",
        "These departments already have a relationship.",
    )

    # ------------------------------------------------------------------
    # Name
    # ------------------------------------------------------------------

    @api.depends("provider_department_id.name", "customer_department_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for relationship in self:
            # sudo: who sees the relationship sees between whom it is.
            relationship_sudo = relationship.sudo()
            relationship.display_name = self.env._(
                "%(provider)s for %(customer)s",
                provider=relationship_sudo.provider_department_id.name or "",
                customer=relationship_sudo.customer_department_id.name or "",
            )

    @api.model
    def _search_display_name(self, operator, value):
        by_provider = Domain("provider_department_id.name", operator, value)
        by_customer = Domain("customer_department_id.name", operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return by_provider & by_customer
        return by_provider | by_customer

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        """A relationship stays between the same two: its agreements rest on that."""
        if not {
            "provider_department_id",
            "customer_department_id",
            "company_id",
        }.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "A relationship cannot be moved to another department. Create a "
                    "new one."
                )
            )
        return super().write(vals)

    def _get_reminded(self):
        return self.account_manager_id or self.provider_department_id._icrm_get_head()

    # ------------------------------------------------------------------
    # Which pairs exist
    # ------------------------------------------------------------------

    @api.model
    def _ensure(self, pairs):
        """Make the relationships that do not exist yet; one statement for a batch.

        Written so that two requests at the same moment make one relationship, and that
        the thousandth request costs a look at an index and no number of the sequence.

        :param pairs: (provider department id, customer department id, company id);
            those without two different departments are left out
        """
        pairs = sorted(
            pair for pair in pairs if pair[0] and pair[1] and pair[0] != pair[1]
        )
        if not pairs:
            return
        providers, customers, companies = zip(*pairs, strict=True)
        self.flush_model(["provider_department_id", "customer_department_id"])
        self._insert_new(
            SQL(
                "SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])",
                list(providers),
                list(customers),
                list(companies),
            )
        )

    @api.model
    def _ensure_all(self):
        """Make the relationships of all requests there are: for a database that had
        requests before it had relationships, or got them without the ORM."""
        self.env["helpdesk.ticket"].flush_model()
        self._insert_new(
            SQL(
                """
                SELECT icrm_provider_department_id, icrm_customer_department_id,
                       MIN(company_id)
                  FROM helpdesk_ticket
                 WHERE icrm_provider_department_id <> icrm_customer_department_id
                 GROUP BY icrm_provider_department_id, icrm_customer_department_id
                """
            )
        )

    @api.model
    def _insert_new(self, pairs):
        self.env["hr.department"].flush_model(["active"])
        # SQL: what is there already is no error; one statement for all pairs
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_relationship (
                    provider_department_id, customer_department_id, company_id, active,
                    create_uid, create_date, write_uid, write_date)
                SELECT pair.provider_id, pair.customer_id, pair.company_id, TRUE,
                       %(uid)s, NOW() AT TIME ZONE 'UTC',
                       %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM (%(pairs)s) AS pair (provider_id, customer_id, company_id)
                 WHERE NOT EXISTS (
                       SELECT FROM hr_department AS dissolved
                        WHERE dissolved.id IN (pair.provider_id, pair.customer_id)
                          AND dissolved.active IS NOT TRUE)
                   AND NOT EXISTS (
                       SELECT FROM icrm_relationship AS known
                        WHERE known.provider_department_id = pair.provider_id
                          AND known.customer_department_id = pair.customer_id)
                    ON CONFLICT DO NOTHING
                """,
                uid=self.env.uid,
                pairs=pairs,
            )
        )

    @api.model
    def _end_with(self, departments):
        """Archive the relationships of departments that were dissolved; in sudo."""
        # sudo: HR dissolves departments, whoever reads their relationships
        self.sudo().search(
            [
                "|",
                ("provider_department_id", "in", departments.ids),
                ("customer_department_id", "in", departments.ids),
            ]
        ).active = False

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    # They count all requests between the two departments for any user: who sees a
    # relationship sees how it is. One statement for any number of relationships, from
    # two indexes of the requests.

    @api.depends_context("lang")
    def _compute_figures(self):
        # sudo: who reads the relationship reads its figures.
        figures = self._origin.sudo()._get_figures()
        for relationship in self:
            relationship._set_figures(figures.get(relationship._origin.id, {}))

    def _set_figures(self, figures):
        """Fill the fields of one relationship from its figures; {} before it exists."""
        for name in self._get_figure_names():
            self[name] = figures.get(name) or 0
        self.health = figures.get("health") or 0
        self.has_health = figures.get("health") is not None
        self.health_formula = figures and self._render_health(figures)

    @api.model
    def _get_figure_names(self):
        """Return the fields that :meth:`_compute_figures` fills."""
        return [
            "request_count",
            "open_count",
            "overdue_count",
            "response_met",
            "response_measured",
            "resolution_met",
            "resolution_measured",
            "reopened_count",
            "handover_count",
            "rating_avg",
            "rating_count",
            "open_expectation_count",
        ]

    def _get_since(self):
        """Return the first instant that the figures of one company look at."""
        return company_day.midnight(self, company_day.today(self) - PERIOD)

    def _get_figures(self):
        """Return {id: {figure: value}} of these relationships, with one statement
        for each company.

        Unknown values are None: shares of nothing, averages of too few.
        Other domains add what they know (complaints) by extending this method.
        """
        if not self:
            return {}
        for model in ("helpdesk.ticket", "icrm.handover", "icrm.request.rating"):
            self.env[model].flush_model()
        self.env["icrm.expectation"].flush_model(["relationship_id", "state"])
        self.flush_model()
        # SQL: compiling the statement takes longer than what it saves.
        self.env.cr.execute("SET LOCAL jit = off")
        figures = {}
        for pairs in self.grouped("company_id").values():
            # SQL: all figures of all pairs of a company in one pass; bench_matrix
            self.env.cr.execute(pairs._get_figures_query())
            names = [column.name for column in self.env.cr.description]
            for row in self.env.cr.fetchall():
                own = dict(zip(names, row, strict=True))
                own["health"] = self._get_health(own)
                figures[own.pop("id")] = own
        return figures

    def _get_figures_query(self):
        return SQL(
            """
            WITH pair AS MATERIALIZED (
                SELECT id, provider_department_id, customer_department_id, company_id
                  FROM icrm_relationship
                 WHERE id = ANY(%(ids)s)
            ), record AS (
                SELECT provider_id, customer_id, company_id,
                       COUNT(*) AS request_count,
                       AVG(response_met)::float AS response_met,
                       COUNT(response_met) AS response_measured,
                       AVG(resolution_met)::float AS resolution_met,
                       COUNT(resolution_met) AS resolution_measured,
                       SUM(reopened) AS reopened_count
                  FROM (SELECT icrm_provider_department_id AS provider_id,
                               icrm_customer_department_id AS customer_id,
                               company_id,
                               %(response_met)s AS response_met,
                               %(resolution_met)s AS resolution_met,
                               (icrm_reopen_count > 0)::int AS reopened
                          FROM helpdesk_ticket
                         WHERE active AND icrm_submitted_at >= %(since)s
                           AND %(chosen)s) AS request
                 GROUP BY provider_id, customer_id, company_id
            ), standing AS (
                SELECT icrm_provider_department_id AS provider_id,
                       icrm_customer_department_id AS customer_id,
                       company_id,
                       COUNT(*) AS open_count,
                       COUNT(*) FILTER (
                           WHERE icrm_next_due_at < %(now)s
                       ) AS overdue_count
                  FROM helpdesk_ticket
                 WHERE active AND %(open)s AND %(chosen)s
                 GROUP BY provider_id, customer_id, company_id
            ), rated AS (%(rated)s)
            SELECT pair.id, pair.provider_department_id AS provider_id,
                   pair.customer_department_id AS customer_id,
                   COALESCE(record.request_count, 0) AS request_count,
                   ROUND(record.response_met::numeric, 3)::float AS response_met,
                   COALESCE(record.response_measured, 0) AS response_measured,
                   ROUND(record.resolution_met::numeric, 3)::float AS resolution_met,
                   COALESCE(record.resolution_measured, 0) AS resolution_measured,
                   COALESCE(record.reopened_count, 0) AS reopened_count,
                   COALESCE(standing.open_count, 0) AS open_count,
                   COALESCE(standing.overdue_count, 0) AS overdue_count,
                   ROUND(rated.average::numeric, 2)::float AS rating_avg,
                   COALESCE(rated.number, 0) AS rating_count,
                   COALESCE(passed.number, 0) AS handover_count,
                   COALESCE(expected.number, 0) AS open_expectation_count
              FROM pair
              LEFT JOIN record
                ON record.provider_id = pair.provider_department_id
               AND record.customer_id = pair.customer_department_id
               AND record.company_id = pair.company_id
              LEFT JOIN standing
                ON standing.provider_id = pair.provider_department_id
               AND standing.customer_id = pair.customer_department_id
               AND standing.company_id = pair.company_id
              LEFT JOIN rated
                ON rated.provider_id = pair.provider_department_id
               AND rated.customer_id = pair.customer_department_id
              LEFT JOIN (
                   SELECT to_department_id, from_department_id, COUNT(*) AS number
                     FROM icrm_handover
                    WHERE handed_at >= %(since)s
                    GROUP BY to_department_id, from_department_id) AS passed
                ON passed.to_department_id = pair.provider_department_id
               AND passed.from_department_id = pair.customer_department_id
              LEFT JOIN (
                   SELECT relationship_id, COUNT(*) AS number
                     FROM icrm_expectation
                    WHERE state IN ('stated', 'agreed')
                    GROUP BY relationship_id) AS expected
                ON expected.relationship_id = pair.id
            """,
            ids=self.ids,
            since=self._get_since(),
            now=fields.Datetime.now(),
            open=OPEN,
            chosen=self._get_chosen(),
            rated=self._get_rated_query(),
            response_met=SQL(
                MET,
                due=SQL("icrm_response_due_at"),
                done=SQL("COALESCE(icrm_first_response_at, icrm_resolved_at)"),
            ),
            resolution_met=SQL(
                MET, due=SQL("icrm_due_at"), done=SQL("icrm_resolved_at")
            ),
        )

    def _get_chosen(self):
        """Return the condition that picks the requests of few relationships by index;
        of many, all are read."""
        if len(self) > 500:
            return SQL("icrm_provider_department_id IS NOT NULL")
        return SQL(
            "(icrm_provider_department_id, icrm_customer_department_id) IN"
            " (SELECT provider_department_id, customer_department_id FROM pair)"
        )

    def _get_rated_query(self, since=None):
        """Return the SQL of the averages that may be shown, by provider and customer.

        Ratings count in whole batches of the company's minimum of different people, as
        in icrm.request.rating: a comparison before and after does not reveal what
        one customer gave. And if fewer ratings than that are hidden of a
        provider, the smallest average shown is hidden as well, so that no subtraction
        from the provider's own average reveals it.

        :param since: of ratings from this instant on; that of the figures by default
        """
        return SQL(
            """
            SELECT provider_id, customer_id, number, average
              FROM (SELECT *, SUM(total) FILTER (WHERE NOT enough)
                                  OVER (PARTITION BY provider_id) AS hidden,
                           ROW_NUMBER() OVER (
                               PARTITION BY provider_id
                               ORDER BY enough DESC, number, customer_id
                           ) AS place
                      FROM (SELECT provider_id, customer_id, minimum, total, number,
                                   score / number AS average,
                                   number IS NOT NULL AS enough
                              FROM (SELECT provider_id, customer_id, minimum,
                                           SUM(number) AS total,
                                           SUM(number) FILTER (WHERE counts) AS number,
                                           SUM(score) FILTER (WHERE counts)::float
                                               AS score
                                      FROM (%(batches)s) AS batch
                                     GROUP BY provider_id, customer_id, minimum
                                   ) AS summed
                           ) AS counted
                   ) AS weighed
             WHERE enough
               AND NOT (COALESCE(hidden, 0) BETWEEN 1 AND minimum - 1 AND place = 1)
            """,
            batches=SQL(
                """
                SELECT provider_id, customer_id, minimum,
                       COUNT(*) AS number, SUM(score) AS score,
                       COUNT(*) = minimum AND MAX(rated_at) >= %s AS counts
                  FROM (SELECT *, (ROW_NUMBER() OVER (
                                   PARTITION BY provider_id, customer_id, round
                                       ORDER BY id
                               ) - 1) / minimum AS batch
                          FROM (SELECT rating.provider_department_id AS provider_id,
                                       rating.customer_department_id AS customer_id,
                                       rating.id, rating.score, rating.rated_at,
                                       company.icrm_rating_min_count AS minimum,
                                       ROW_NUMBER() OVER (
                                           PARTITION BY rating.provider_department_id,
                                                        rating.customer_department_id,
                                                        rating.customer_id
                                               ORDER BY rating.id
                                       ) AS round
                                  FROM icrm_request_rating AS rating
                                  JOIN res_company AS company
                                    ON company.id = rating.company_id
                                 WHERE rating.provider_department_id = ANY(ARRAY(
                                       SELECT DISTINCT provider_department_id
                                         FROM pair))
                               ) AS numbered
                       ) AS ranked
                 GROUP BY provider_id, customer_id, minimum, round, batch
                """,
                since or self._get_since(),
            ),
        )

    # ------------------------------------------------------------------
    # Health
    # ------------------------------------------------------------------

    @api.model
    def _search_health(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        compare = {
            "<": lambda health: health < value,
            "<=": lambda health: health <= value,
            ">": lambda health: health > value,
            ">=": lambda health: health >= value,
        }[operator]
        found = self.search([])
        # sudo: who reads the relationship reads its figures; they are counts.
        return [
            (
                "id",
                "in",
                [
                    id_
                    for id_, figures in found.sudo()._get_figures().items()
                    if figures["health"] is not None and compare(figures["health"])
                ],
            )
        ]

    @api.model
    def _get_health(self, figures):
        """Return the health, 0 to 100, of one relationship's figures; None if nothing
        is known."""
        values = self._get_health_values(figures)
        return weighted_score(
            (weight, values[part]) for part, weight in HEALTH_WEIGHTS.items()
        )

    @api.model
    def _get_health_values(self, figures):
        """Return {part of the health: value from 0 to 1, or None}."""
        kept = [
            figures[name]
            for name in ("response_met", "resolution_met")
            if figures[name] is not None
        ]
        rating, opened = figures["rating_avg"], figures["open_count"]
        requests = figures["request_count"]
        return {
            "met": sum(kept) / len(kept) if kept else None,
            "satisfaction": None if rating is None else (rating - 1) / 4,
            "overdue": 1 - figures["overdue_count"] / opened if opened else None,
            "reopened": 1 - figures["reopened_count"] / requests if requests else None,
        }

    def _render_health(self, figures):
        """Return the parts of the health as a table."""
        _ = self.env._
        labels = {
            "met": _("Promises met, first response and resolution"),
            "satisfaction": _("Satisfaction: 1 star = 0 %, 5 stars = 100 %"),
            "overdue": _("Open requests not overdue"),
            "reopened": _("Requests not reopened"),
        }
        row = Markup(
            "<tr><td>%s</td><td class='text-end text-nowrap'>%s</td>"
            "<td class='text-end'>%s</td></tr>"
        )
        values = self._get_health_values(figures)
        format_share = NumberFormatter(self.env).format_share
        rows = [
            row
            % (
                labels[part],
                _("no data yet")
                if values[part] is None
                else f"{format_share(100 * values[part])} %",
                "–" if values[part] is None else weight,
            )
            for part, weight in HEALTH_WEIGHTS.items()
        ]
        health = figures["health"]
        return Markup(
            "<table class='table table-sm mb-1'><thead><tr><th>%s</th>"
            "<th class='text-end'>%s</th><th class='text-end'>%s</th></tr></thead>"
            "<tbody>%s</tbody><tfoot><tr class='fw-bold'><td>%s</td>"
            "<td class='text-end'>%s</td><td></td></tr></tfoot></table>"
            "<p class='text-muted small mb-0'>%s</p>"
        ) % (
            _("Part"),
            _("Value"),
            _("Weight"),
            Markup().join(rows),
            _("Health: weighted mean"),
            _("no data yet") if health is None else health,
            _("Parts without data are left out with their weight."),
        )

    # ------------------------------------------------------------------
    # Matrix
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_matrix(self):
        """Return who serves whom and how, as far as the caller may see it.

        A handful of queries for any number of departments.

        :return: dict: ``providers`` and ``customers``, lists of [id, name] in the order
            of names; ``columns``, what each row of ``cells`` holds: id of the
            relationship, places of provider and customer in those lists, figures (null:
            not known, or too few to be shown); ``rating_min_count``
        """
        self.check_access("read")
        # sudo: readers of the relationship see its departments and figures.
        figures = self.search([], order="id").sudo()._get_figures()
        Department = self.env["hr.department"].sudo()
        places, lists = {}, {}
        for side in ("provider", "customer"):
            departments = Department.browse(
                {own[f"{side}_id"] for own in figures.values()}
            ).sorted(lambda department: (department.name or "", department.id))
            lists[f"{side}s"] = [
                [department.id, department.name] for department in departments
            ]
            places[side] = {
                department.id: place for place, department in enumerate(departments)
            }
        columns = [
            "request_count",
            "open_count",
            "overdue_count",
            "response_met",
            "resolution_met",
            "reopened_count",
            "rating_avg",
            "rating_count",
            "health",
        ]
        pick = itemgetter(*columns)
        return {
            **lists,
            "columns": ["id", "provider", "customer", *columns],
            "cells": [
                [
                    id_,
                    places["provider"][own["provider_id"]],
                    places["customer"][own["customer_id"]],
                    *pick(own),
                ]
                for id_, own in figures.items()
            ],
            "rating_min_count": self.env.company.icrm_rating_min_count,
        }

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_requests(self):
        """Open the requests behind a figure, as far as the caller may see them.

        ``icrm_filter`` in the context chooses the figure: "all" of the last twelve
        months (default), "open", "overdue", "broken", "reopened".
        """
        self.ensure_one()
        self.check_access("read")
        chosen = self.env.context.get("icrm_filter") or "all"
        recent = [("submitted_at", ">=", self._get_since())]
        domains = {
            "all": recent,
            "open": [("open_count", "=", 1)],
            "overdue": [("overdue_count", "=", 1)],
            "broken": [
                *recent,
                "|",
                ("resolution_met", "=", 0),
                ("response_met", "=", 0),
            ],
            "reopened": [*recent, ("reopened", "=", 1)],
        }
        if not isinstance(chosen, str) or chosen not in domains:
            raise UserError(
                self.env._(
                    "List %(name)s does not exist. Available: %(names)s.",
                    name=str(chosen)[:60],
                    names=", ".join(domains),
                )
            )
        provider, customer = (
            self.sudo()[f"{side}_department_id"] for side in ("provider", "customer")
        )
        return open_action(
            self.env,
            "icrm_internal.icrm_request_report_action_promised",
            self.display_name,
            first="list",
            domain=[
                ("provider_department_id", "=", provider.id),
                ("customer_department_id", "=", customer.id),
                *domains[chosen],
            ],
            context={},
        )

    def action_open_simulations(self):
        """Open the simulations of the promises on this relationship; see
        ``icrm.promise.simulation``."""
        self.ensure_one()
        self.check_access("read")
        return self.env["icrm.promise.simulation"]._open_of("relationship_id", self)

    def action_open(self):
        """Open this relationship's form."""
        self.ensure_one()
        return open_form(self)
