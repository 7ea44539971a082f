# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.measures import rounding
from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_list
from odoo.addons.icrm_internal.models.access.jobs import run_each
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.customer.duty import Duty

from .finding_text import finding, name_of


class IcrmImprovementRule(models.Model):
    """When an improvement starts by itself.

    Rules find departments; what follows is planned by people. What each kind looks
    for: ``_find_<signal>``.
    """

    _name = "icrm.improvement.rule"
    _inherit = "icrm.shared"
    _icrm_duties = (Duty("department_ids"),)
    _description = "Improvement Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Leave empty for all companies.")
    signal = fields.Selection(
        [
            ("miss", "Repeatedly missed promise"),
            ("complaint", "Complaints with the same cause"),
            ("kpi", "Repeatedly low indicator"),
            ("gap", "Service quality gap"),
            ("evaluation", "Low evaluation criterion"),
            ("kano", "Unmet must-be"),
        ],
        string="Trigger",
        required=True,
        default="miss",
    )
    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        ondelete="cascade",
        help="Leave empty for all indicators with a target.",
    )
    limit = fields.Float(
        default=50,
        required=True,
        help="Indicators and evaluations: scores below this. Surveys: gaps larger "
        "than this.",
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Only for",
        help="Includes sub-departments; empty for all.",
    )
    count = fields.Integer(
        string="Minimum Count",
        default=5,
        required=True,
        help="Promises missed, complaints or low measurements in a row.",
    )
    days = fields.Integer(string="Within (days)", default=90, required=True)
    improvement_ids = fields.One2many("icrm.improvement", "rule_id")
    improvement_count = fields.Integer(compute="_compute_improvement_count")

    _ranges = models.Constraint(
        "CHECK (count BETWEEN 1 AND 10000 AND days BETWEEN 1 AND 1000"
        ' AND "limit" BETWEEN 0 AND 100)',
        "Allowed: count 1 to 10,000, period 1 to 1,000 days, limit 0 to 100.",
    )

    # ------------------------------------------------------------------
    # Applying
    # ------------------------------------------------------------------

    @api.depends("improvement_ids")
    def _compute_improvement_count(self):
        counts = dict(
            self.env["icrm.improvement"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.improvement_count = counts.get(rule, 0)

    @api.model
    def _cron_apply(self):
        """Apply every rule. What was found before starts nothing again."""
        run_each(self.search([]), lambda rule: rule._apply_each())

    def action_apply(self):
        """Look now, not tonight; show what was started.

        It changes no rule: officers apply those shared by companies, too.
        """
        self.browse().check_access("write")
        self.check_access("read")
        self._icrm_lock()
        return self._get_action(self._apply_each().ids)

    def action_open_improvements(self):
        """Open what these rules have started, as far as the reader may see it."""
        return self._get_action(self.improvement_ids.ids)

    def _get_action(self, ids):
        return open_list(
            self.env["icrm.improvement"],
            self.env._("Started by a rule"),
            [("id", "in", ids)],
        )

    def _apply_each(self):
        started = self.env["icrm.improvement"]
        for rule in self:
            started += rule._apply()
        return started

    def _apply(self):
        """Start what this rule finds; return what is new, in sudo.

        What people have to learn for it is noted, too.
        """
        self.ensure_one()
        # sudo: an officer or the cron decided; the rule looks at all departments.
        rule_sudo = self.sudo()
        found = rule_sudo._find()
        before = set(rule_sudo.improvement_ids.ids)
        for vals in found:
            vals.update(rule_id=self.id)
        started_sudo = self.env["icrm.improvement"].sudo()._start(found)
        started_sudo = started_sudo.filtered(
            lambda improvement: improvement.rule_id == self
            and improvement.id not in before
        )
        if self.signal in ("gap", "evaluation"):
            self.env["icrm.training.need"]._propose(rule_sudo._prepare_needs())
        return started_sudo

    def _find(self):
        """Return the findings, each in the language of the head who is to plan it."""
        method = f"_find_{self.signal}"
        found = getattr(self, method)()
        departments = self.env["hr.department"].browse(
            {vals["department_id"] for vals in found}
        )
        langs = {
            department.id: department._icrm_get_head().lang
            for department in departments
        }
        for lang in {*langs.values()} - {False, self.env.lang}:
            translated = getattr(self.with_context(lang=lang), method)()
            found = [
                other if langs[vals["department_id"]] == lang else vals
                for vals, other in zip(found, translated, strict=True)
            ]
        return found

    # ------------------------------------------------------------------
    # Rules on requests and complaints
    # ------------------------------------------------------------------
    # Every ``_find_<signal>`` returns values for ``icrm.improvement._start``. The topic
    # names what the finding is about; while an improvement of that topic is open, no
    # other starts. The key adds the month, so that after it was closed the same finding
    # starts again in another month only.

    def _find_miss(self):
        """Promises of one service that were missed ``count`` times in ``days``."""
        rows = self._query(
            SQL(
                """
                SELECT ticket.company_id, service.department_id, service.id, clock.kind,
                       COUNT(*)
                  FROM icrm_clock AS clock
                  JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
                  JOIN icrm_service AS service ON service.id = ticket.icrm_service_id
                 WHERE clock.missed_at >= %(since)s
                   AND clock.kind IN ('response', 'resolution')
                   AND clock.state <> 'cancelled'
                   AND %(scope)s
                 GROUP BY ticket.company_id, service.department_id, service.id,
                          clock.kind
                HAVING COUNT(*) >= %(count)s
                 ORDER BY service.id, clock.kind
                """,
                since=self._get_since(),
                scope=self._get_scope(
                    SQL("ticket.company_id"), SQL("service.department_id")
                ),
                count=self.count,
            )
        )
        kinds = self.env["icrm.clock"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        services = self.env["icrm.service"].browse({row[2] for row in rows})
        names = {service.id: service.name for service in services}
        return [
            {
                "name": self.env._(
                    "%(service)s: meet the promise (%(promise)s)",
                    service=names[service_id],
                    promise=labels[kind],
                ),
                "origin": "miss",
                "company_id": company_id,
                "department_id": department_id,
                "service_id": service_id,
                "direction": "down",
                "indicator": self.env._("Promises missed in %s days", self.days),
                "baseline_value": missed,
                "baseline_date": self._get_today(company_id),
                "origin_values": finding("missed", missed=missed, days=self.days),
                **self._get_keys(company_id, "miss", service_id, kind),
            }
            for company_id, department_id, service_id, kind, missed in rows
        ]

    def _find_complaint(self):
        """Complaints about a department that were put down to one cause.

        Those found unjustified count for nothing; those about the head in person are
        none of the department's business, as everywhere.
        """
        rows = self._query(
            SQL(
                """
                SELECT complaint.company_id, complaint.department_id,
                       complaint.cause_id, COUNT(*)
                  FROM icrm_complaint AS complaint
                 WHERE complaint.decided_on >= %(since)s
                   AND complaint.finding IN ('justified', 'partly')
                   AND complaint.cause_id IS NOT NULL
                   AND complaint.department_id IS NOT NULL
                   AND complaint.against_head IS NOT TRUE
                   AND %(scope)s
                 GROUP BY complaint.company_id, complaint.department_id,
                          complaint.cause_id
                HAVING COUNT(*) >= %(count)s
                 ORDER BY complaint.department_id, complaint.cause_id
                """,
                since=self._sql_first_day(SQL("complaint.company_id")),
                scope=self._get_scope(
                    SQL("complaint.company_id"), SQL("complaint.department_id")
                ),
                count=self.count,
            )
        )
        causes = self.env["icrm.complaint.cause"].browse({row[2] for row in rows})
        names = {cause.id: cause.name for cause in causes}
        return [
            {
                "name": self.env._(
                    "No more complaints about %(cause)s", cause=names[cause_id]
                ),
                "origin": "complaint",
                "company_id": company_id,
                "department_id": department_id,
                "complaint_cause_id": cause_id,
                "direction": "down",
                "indicator": self.env._(
                    "Justified complaints with this cause in %s days", self.days
                ),
                "baseline_value": complaints,
                "baseline_date": self._get_today(company_id),
                "origin_values": finding(
                    "complaints", complaints=complaints, days=self.days
                ),
                **self._get_keys(company_id, "complaint", department_id, cause_id),
            }
            for company_id, department_id, cause_id, complaints in rows
        ]

    # ------------------------------------------------------------------
    # What rules share
    # ------------------------------------------------------------------

    @api.model
    def _get_department_names(self, ids):
        """Return {id: name} of departments, for titles in the language of the rule."""
        # sudo: names of departments are no secret; the rules find for all of them
        departments_sudo = self.env["hr.department"].sudo().browse(set(ids))
        return {department.id: department.name for department in departments_sudo}

    def _get_since(self):
        return fields.Datetime.now() - timedelta(days=self.days)

    def _get_today(self, company_id):
        return company_day.today(self.env["res.company"].browse(company_id))

    def _sql_first_day(self, company_id):
        """Return the SQL of the first day that counts for a company, by its id."""
        today = company_day.sql_day(fields.Datetime.now(), company_id)
        return SQL("(%s - %s)", today, self.days)

    def _get_keys(self, company_id, *parts):
        topic = ":".join(str(part) for part in parts)
        month = fields.Date.to_string(self._get_today(company_id))[:7]
        return {"origin_topic": topic, "origin_key": f"{topic}:{month}"}

    def _get_scope(self, company, department):
        """Return the condition on columns that this rule is limited to."""
        conditions = [SQL("TRUE")]
        if self.company_id:
            conditions.append(SQL("%s = %s", company, self.company_id.id))
        if self.department_ids:
            below = self.env["hr.department"].search(
                [("id", "child_of", self.department_ids.ids)]
            )
            conditions.append(SQL("%s IN %s", department, tuple(below.ids)))
        return SQL(" AND ").join(conditions)

    def _query(self, query):
        self.env.flush_all()
        # SQL: rules look for runs of periods, which the ORM cannot; bench_process
        self.env.cr.execute(query)
        return self.env.cr.fetchall()

    # ------------------------------------------------------------------
    # Rules on results
    # ------------------------------------------------------------------
    # Only what was published to the departments it is about starts anything; released
    # figures cover whole groups, and so do sums of them.

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
                since=self._sql_first_day(SQL("result.company_id")),
                today=company_day.sql_day(
                    fields.Datetime.now(), SQL("result.company_id")
                ),
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
        departments = self._get_department_names(row[1] for row in rows)
        format_number = NumberFormatter(self.env).format_number
        return [
            {
                "name": self.env._(
                    "%(department)s: improve %(measure)s, now %(value)s",
                    department=departments[department_id],
                    measure=names[kpi_id],
                    value=format_number(value),
                ),
                "origin": "kpi",
                "company_id": company_id,
                "department_id": department_id,
                "kpi_id": kpi_id,
                "baseline_value": value,
                "baseline_date": date_to,
                "baseline_value_id": value_id,
                "origin_values": finding(
                    "low", limit=self.limit, count=self.count, value=float(value)
                ),
                **self._get_keys(company_id, "kpi", department_id, kpi_id),
            }
            for company_id, department_id, kpi_id, value, date_to, value_id in rows
        ]

    def _find_gap(self):
        """Dimensions in which a department stays below what was expected of it by the
        limit or more, in a campaign published to it."""
        rows = self._query_gaps()
        dimensions = self.env["icrm.dimension"].browse({row[2] for row in rows})
        names = {dimension.id: dimension.name for dimension in dimensions}
        departments = self._get_department_names(row[1] for row in rows)
        format_number = NumberFormatter(self.env).format_number
        return [
            {
                "name": self.env._(
                    "%(department)s: meet expectations of %(measure)s, gap %(value)s",
                    department=departments[department_id],
                    measure=names[dimension_id],
                    value=format_number(gap),
                ),
                "origin": "gap",
                "origin_model": "icrm.campaign",
                "origin_id": campaign_id,
                "company_id": company_id,
                "department_id": department_id,
                "direction": "up",
                "indicator": self.env._(
                    "Perceived minus expected: %s", names[dimension_id]
                ),
                "baseline_value": rounding.value(gap),
                "baseline_date": date,
                "origin_values": finding("gap", value=gap),
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
                       SUM(result.total) / SUM(result.response_count)
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
                HAVING SUM(result.total) / SUM(result.response_count) <= -%(limit)s
                 ORDER BY result.department_id, result.dimension_id,
                          result.campaign_id
                """,
                since=self._sql_first_day(SQL("result.company_id")),
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
        departments = self._get_department_names(row[1] for row in rows)
        format_number = NumberFormatter(self.env).format_number
        return [
            {
                "name": self.env._(
                    "%(department)s: improve %(measure)s, now %(value)s",
                    department=departments[department_id],
                    measure=names[criterion_id],
                    value=format_number(mean),
                ),
                "origin": "evaluation",
                "origin_model": "icrm.evaluation.cycle",
                "origin_id": cycle_id,
                "company_id": company_id,
                "department_id": department_id,
                "direction": "up",
                "indicator": self.env._("Evaluation: %s", names[criterion_id]),
                "baseline_value": rounding.value(mean),
                "baseline_date": date,
                "origin_values": finding("score", value=mean),
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
                       SUM(result.total)::float / SUM(result.response_count)
                  FROM icrm_evaluation_result AS result
                  JOIN icrm_evaluation_cycle AS cycle ON cycle.id = result.cycle_id
                 WHERE cycle.state IN ('published', 'archived')
                   AND cycle.published_on >= %(since)s
                   AND result.department_id IS NOT NULL
                   AND %(scope)s
                 GROUP BY result.company_id, result.department_id,
                          result.criterion_id, result.cycle_id, cycle.published_on
                HAVING SUM(result.total)::float / SUM(result.response_count) < %(limit)s
                 ORDER BY result.department_id, result.criterion_id, result.cycle_id
                """,
                since=self._sql_first_day(SQL("result.company_id")),
                scope=self._get_scope(
                    SQL("result.company_id"), SQL("result.department_id")
                ),
                limit=self.limit,
            )
        )

    def _find_kano(self):
        """What customers take for granted and do not get: services that are not
        published, and needs without a plan."""
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
                "name": self.env._("Unmet must-be: %s", name),
                "origin": "kano",
                "origin_model": model,
                "origin_id": record_id,
                "company_id": company_id,
                "department_id": department_id,
                "service_id": record_id if model == "icrm.service" else False,
                "origin_values": finding("must_be"),
                **self._get_keys(company_id, "kano", model, record_id),
            }
            for model, record_id, company_id, department_id, name in rows
        ]

    # ------------------------------------------------------------------
    # Training needs
    # ------------------------------------------------------------------

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
                "source_values": self._get_need_finding(part, figure),
                "source_key": f"{source}:{department_id}:{competence.id}:{origin_id}",
                "responsible_id": self.env["hr.department"]
                .browse(department_id)
                ._icrm_get_head()
                .id,
                "indicator": part.name,
                "before_value": rounding.value(figure),
                "before_date": date,
            }
            for company_id, department_id, part_id, origin_id, date, figure in rows
            for competence in competences
            for part in competence[name].filtered(
                lambda part, id_=part_id: part.id == id_
            )
        ]

    def _get_need_finding(self, part, figure):
        if self.signal == "gap":
            return finding("part_gap", part=name_of(part), figure=-figure)
        return finding("part_score", part=name_of(part), figure=figure)
