# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL


class IcrmImprovementRule(models.Model):
    """Rules on results: indicators, surveys, evaluations.

    Only what was published to the departments it is about starts anything; released
    figures stand for whole groups, and so do sums of them.
    """

    _inherit = "icrm.improvement.rule"

    def _find_kpi(self):
        """Indicators of departments that scored below the limit ``count`` times in a
        row, by month, the last of which is over."""
        rows = self._query(
            SQL(
                """
                SELECT company_id, department_id, kpi_id,
                       (ARRAY_AGG(value ORDER BY date_from DESC))[1], MAX(date_to),
                       (ARRAY_AGG(id ORDER BY date_from DESC))[1]
                  FROM (
                       SELECT result.*, ROW_NUMBER() OVER (
                              PARTITION BY company_id, department_id, kpi_id
                              ORDER BY date_from DESC) AS place
                         FROM icrm_kpi_value AS result
                        WHERE period_kind = 'month' AND is_scored
                          AND date_from >= %(since)s AND date_to < %(today)s
                          AND department_id IS NOT NULL
                          AND customer_department_id IS NULL AND service_id IS NULL
                          AND %(kpi)s AND %(scope)s) AS latest
                 WHERE place <= %(count)s
                 GROUP BY company_id, department_id, kpi_id
                HAVING COUNT(*) = %(count)s AND MAX(score) < %(limit)s
                 ORDER BY department_id, kpi_id
                """,
                since=self._get_since().date(),
                today=fields.Date.today(),
                kpi=SQL("kpi_id = %s", self.kpi_id.id) if self.kpi_id else SQL("TRUE"),
                scope=self._get_scope(
                    SQL("result.company_id"), SQL("result.department_id")
                ),
                count=self.count,
                limit=self.limit,
            )
        )
        kpis = self.env["icrm.kpi"].browse({row[2] for row in rows})
        names = {kpi.id: kpi.name for kpi in kpis}
        return [
            {
                "name": self.env._("Better: %s", names[kpi_id]),
                "origin": "kpi",
                "company_id": company_id,
                "department_id": department_id,
                "kpi_id": kpi_id,
                "baseline_value": value,
                "baseline_date": date_to,
                "baseline_value_id": value_id,
                "origin_text": self.env._(
                    "Score below %(limit)s in %(count)s months in a row; now: "
                    "%(value)s",
                    limit=f"{self.limit:g}",
                    count=self.count,
                    value=f"{value:.4g}",
                ),
                **self._get_keys("kpi", department_id, kpi_id),
            }
            for company_id, department_id, kpi_id, value, date_to, value_id in rows
        ]

    def _find_gap(self):
        """Dimensions in which a department stays below what was expected of it by the
        limit or more, in a campaign published to it."""
        rows = self._query_gaps()
        dimensions = self.env["icrm.dimension"].browse({row[2] for row in rows})
        names = {dimension.id: dimension.name for dimension in dimensions}
        return [
            {
                "name": self.env._("Meet expectations: %s", names[dimension_id]),
                "origin": "gap",
                "origin_model": "icrm.campaign",
                "origin_id": campaign_id,
                "company_id": company_id,
                "department_id": department_id,
                "direction": "up",
                "indicator": self.env._(
                    "Perceived minus expected: %s", names[dimension_id]
                ),
                "baseline_value": round(gap, 2),
                "baseline_date": date,
                "origin_text": self.env._("Gap: %s", f"{gap:.2f}"),
                "origin_topic": f"gap:{department_id}:{dimension_id}",
                "origin_key": f"gap:{department_id}:{dimension_id}:{campaign_id}",
            }
            for company_id, department_id, dimension_id, campaign_id, date, gap in rows
        ]

    def _query_gaps(self):
        return self._query(
            SQL(
                """
                SELECT result.company_id, result.department_id, result.dimension_id,
                       result.campaign_id, MAX(result.date),
                       SUM(result.total) / SUM(result.n)
                  FROM icrm_result AS result
                  JOIN icrm_campaign AS campaign ON campaign.id = result.campaign_id
                 WHERE campaign.state = 'published'
                   AND campaign.visibility <> 'officers'
                   AND campaign.published_on >= %(since)s
                   AND result.level = 'dimension' AND result.side = 'gap'
                   AND result.department_id IS NOT NULL
                   AND result.dimension_id IS NOT NULL
                   AND %(scope)s
                 GROUP BY result.company_id, result.department_id,
                          result.dimension_id, result.campaign_id
                HAVING SUM(result.total) / SUM(result.n) <= -%(limit)s
                 ORDER BY result.department_id, result.dimension_id,
                          result.campaign_id
                """,
                since=self._get_since().date(),
                scope=self._get_scope(
                    SQL("result.company_id"), SQL("result.department_id")
                ),
                limit=self.limit,
            )
        )

    def _find_evaluation(self):
        """Criteria by which a department was scored below the limit, in a published
        cycle."""
        rows = self._query_criteria()
        criteria = self.env["icrm.evaluation.criterion"].browse({r[2] for r in rows})
        names = {criterion.id: criterion.name for criterion in criteria}
        return [
            {
                "name": self.env._("Better: %s", names[criterion_id]),
                "origin": "evaluation",
                "origin_model": "icrm.evaluation.cycle",
                "origin_id": cycle_id,
                "company_id": company_id,
                "department_id": department_id,
                "direction": "up",
                "indicator": self.env._("Evaluation: %s", names[criterion_id]),
                "baseline_value": round(mean, 2),
                "baseline_date": date,
                "origin_text": self.env._("Score: %s", f"{mean:.2f}"),
                "origin_topic": f"evaluation:{department_id}:{criterion_id}",
                "origin_key": f"evaluation:{department_id}:{criterion_id}:{cycle_id}",
            }
            for company_id, department_id, criterion_id, cycle_id, date, mean in rows
        ]

    def _query_criteria(self):
        return self._query(
            SQL(
                """
                SELECT result.company_id, result.department_id, result.criterion_id,
                       result.cycle_id, cycle.published_on,
                       SUM(result.total)::float / SUM(result.n)
                  FROM icrm_evaluation_result AS result
                  JOIN icrm_evaluation_cycle AS cycle ON cycle.id = result.cycle_id
                 WHERE cycle.state IN ('published', 'archived')
                   AND cycle.published_on >= %(since)s
                   AND result.department_id IS NOT NULL
                   AND %(scope)s
                 GROUP BY result.company_id, result.department_id,
                          result.criterion_id, result.cycle_id, cycle.published_on
                HAVING SUM(result.total)::float / SUM(result.n) < %(limit)s
                 ORDER BY result.department_id, result.criterion_id, result.cycle_id
                """,
                since=self._get_since().date(),
                scope=self._get_scope(
                    SQL("result.company_id"), SQL("result.department_id")
                ),
                limit=self.limit,
            )
        )

    def _find_kano(self):
        """What customers take for granted and do not get: services that are not
        published, and needs that nobody plans to meet."""
        rows = self._query(
            SQL(
                """
                SELECT 'icrm.service', service.id, service.company_id,
                       service.department_id, service.name ->> 'en_US'
                  FROM icrm_service AS service
                 WHERE service.kano_class = 'M' AND service.state <> 'published'
                   AND service.department_id IS NOT NULL AND %(of_services)s
             UNION ALL
                SELECT 'icrm.need', need.id, need.company_id,
                       need.provider_department_id, need.name
                  FROM icrm_need AS need
                 WHERE need.kano_class = 'M' AND need.state IN ('new', 'confirmed')
                   AND need.provider_department_id IS NOT NULL AND %(of_needs)s
                 ORDER BY 1, 2
                """,
                of_services=self._get_scope(
                    SQL("service.company_id"), SQL("service.department_id")
                ),
                of_needs=self._get_scope(
                    SQL("need.company_id"), SQL("need.provider_department_id")
                ),
            )
        )
        return [
            {
                "name": self.env._("Taken for granted, and missing: %s", name),
                "origin": "kano",
                "origin_model": model,
                "origin_id": record_id,
                "company_id": company_id,
                "department_id": department_id,
                "service_id": record_id if model == "icrm.service" else False,
                "origin_text": self.env._("Customers: it must be there"),
                **self._get_keys("kano", model, record_id),
            }
            for model, record_id, company_id, department_id, name in rows
        ]

    # -- what people have to learn -----------------------------------------------------
    def _apply(self):
        """Start improvements, and note what people have to learn."""
        result = super()._apply()
        rule_sudo = self.sudo()
        if self.signal in ("gap", "evaluation"):
            self.env["icrm.training.need"]._propose(rule_sudo._prepare_needs())
        return result

    def _prepare_needs(self):
        """Return training needs: of each weak dimension or criterion, the competences
        that it shows a lack of."""
        if self.signal == "gap":
            name, rows, source = "dimension_ids", self._query_gaps(), "dimension"
        else:
            name, rows, source = "criterion_ids", self._query_criteria(), "criterion"
        competences = self.env["icrm.competence"].search(
            [(name, "in", list({row[2] for row in rows}))]
        )
        return [
            {
                "company_id": company_id,
                "department_id": department_id,
                "competence_id": competence.id,
                "dimension_id": part.id if source == "dimension" else False,
                "source": source,
                "source_text": self._get_need_text(part.name, figure),
                "source_key": f"{source}:{department_id}:{competence.id}:{origin_id}",
                "responsible_id": self.env["icrm.agreement"]
                ._get_head(self.env["hr.department"].browse(department_id))
                .id,
                "indicator": part.name,
                "before_value": round(figure, 2),
                "before_date": date,
            }
            for company_id, department_id, part_id, origin_id, date, figure in rows
            for competence in competences
            for part in competence[name].filtered(
                lambda one, id_=part_id: one.id == id_
            )
        ]

    def _get_need_text(self, part, figure):
        if self.signal == "gap":
            return self.env._(
                "%(part)s: %(figure)s below what was expected",
                part=part,
                figure=f"{-figure:.2f}",
            )
        return self.env._(
            "%(part)s: a score of %(figure)s", part=part, figure=f"{figure:.2f}"
        )
