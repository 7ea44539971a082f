# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..request.kept import KEPT, OPEN

PERIOD = relativedelta(months=12)


class IcrmRelationship(models.Model):
    """The figures of relationships.

    They count all requests between the two departments, whoever looks: who sees a
    relationship sees how it is. One statement for any number of relationships, from
    two indexes of the requests.
    """

    _inherit = "icrm.relationship"

    request_count = fields.Integer(
        string="Requests",
        compute="_compute_figures",
        help="Asked for in the last twelve months.",
    )
    open_count = fields.Integer(string="Open", compute="_compute_figures")
    overdue_count = fields.Integer(string="Overdue", compute="_compute_figures")
    response_kept = fields.Float(
        string="First Response Kept", compute="_compute_figures"
    )
    response_judged = fields.Integer(compute="_compute_figures")
    resolution_kept = fields.Float(string="Promises Kept", compute="_compute_figures")
    resolution_judged = fields.Integer(compute="_compute_figures")
    reopened_count = fields.Integer(string="Reopened", compute="_compute_figures")
    handover_count = fields.Integer(
        string="Hand-overs",
        compute="_compute_figures",
        help="Handed over by the customer department to the provider in the last "
        "twelve months.",
    )
    rating_avg = fields.Float(
        string="Satisfaction",
        digits=(3, 1),
        compute="_compute_figures",
        help="Average of the ratings of the last twelve months, shown once there are "
        "enough of them from enough people to hide who gave which.",
    )
    rating_count = fields.Integer(string="Rated", compute="_compute_figures")
    open_expectation_count = fields.Integer(
        string="Open Expectations", compute="_compute_figures"
    )

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

    @api.model
    def _get_figure_names(self):
        """Return the fields that :meth:`_compute_figures` fills."""
        return [
            "request_count",
            "open_count",
            "overdue_count",
            "response_kept",
            "response_judged",
            "resolution_kept",
            "resolution_judged",
            "reopened_count",
            "handover_count",
            "rating_avg",
            "rating_count",
            "open_expectation_count",
        ]

    @api.model
    def _get_since(self):
        """Return the first instant that the figures look at."""
        return fields.Datetime.now().replace(hour=0, minute=0, second=0) - PERIOD

    def _get_figures(self):
        """Return {id: {figure: value}} of these relationships, with one statement.

        What nobody can tell yet is None: shares of nothing, averages of too few.
        Other domains add what they know (complaints) by extending this method.
        """
        if not self:
            return {}
        for model in ("helpdesk.ticket", "icrm.handover", "icrm.request.rating"):
            self.env[model].flush_model()
        self.env["icrm.expectation"].flush_model(["relationship_id", "state"])
        self.flush_model()
        # Compiling the statement takes longer than what it saves.
        self.env.cr.execute("SET LOCAL jit = off")
        self.env.cr.execute(self._get_figures_query())
        names = [column.name for column in self.env.cr.description]
        figures = {}
        for row in self.env.cr.fetchall():
            own = dict(zip(names, row, strict=True))
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
                       AVG(response_kept)::float AS response_kept,
                       COUNT(response_kept) AS response_judged,
                       AVG(resolution_kept)::float AS resolution_kept,
                       COUNT(resolution_kept) AS resolution_judged,
                       SUM(reopened) AS reopened_count
                  FROM (SELECT icrm_provider_department_id AS provider_id,
                               icrm_customer_department_id AS customer_id,
                               company_id,
                               %(response_kept)s AS response_kept,
                               %(resolution_kept)s AS resolution_kept,
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
                   ROUND(record.response_kept::numeric, 3)::float AS response_kept,
                   COALESCE(record.response_judged, 0) AS response_judged,
                   ROUND(record.resolution_kept::numeric, 3)::float AS resolution_kept,
                   COALESCE(record.resolution_judged, 0) AS resolution_judged,
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
            response_kept=SQL(
                KEPT,
                due=SQL("icrm_response_due_at"),
                done=SQL("COALESCE(icrm_first_response_at, icrm_resolved_at)"),
            ),
            resolution_kept=SQL(
                KEPT, due=SQL("icrm_due_at"), done=SQL("icrm_resolved_at")
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

    def _get_rated_query(self):
        """Return the SQL of the averages that may be shown, by provider and customer.

        Ratings count in whole batches of the company's minimum of different people, as
        in icrm.request.rating: nobody who looks before and after sees what one customer
        gave. And if all that is hidden of a provider
        are fewer ratings than that, the smallest average shown is hidden as well, so
        that no subtraction from the provider's own average tells it.
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
                self._get_since(),
            ),
        )
