# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .formula import Formula

CAMPAIGN = "icrm.campaign"


class IcrmKpi(models.Model):
    """Formulas over released results of campaigns, of groups that are large enough.

    A campaign counts in the period in which it closed, once it is published for more
    than officers alone: whoever reads an indicator must not learn what he may not.
    """

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        _ = self.env._
        names = {
            "tangibles": _("SERVQUAL gap: tangibles"),
            "reliability": _("SERVQUAL gap: reliability"),
            "responsiveness": _("SERVQUAL gap: responsiveness"),
            "assurance": _("SERVQUAL gap: assurance"),
            "empathy": _("SERVQUAL gap: empathy"),
        }
        return (
            super()._get_formulas()
            | {
                "csat": Formula(_("Satisfaction (CSAT)"), CAMPAIGN, 100),
                "nps": Formula(_("Willingness to recommend (NPS)"), CAMPAIGN, 100),
                "ces": Formula(_("Ease (CES)"), CAMPAIGN),
                "collaboration": Formula(
                    _("Satisfaction with collaboration"), CAMPAIGN
                ),
                "servqual": Formula(_("SERVQUAL gap: overall"), CAMPAIGN),
                "participation": Formula(_("Participation"), CAMPAIGN, 100),
            }
            | {f"servqual_{code}": Formula(names[code], CAMPAIGN) for code in names}
        )

    def _sql_result(self, span, numerator, condition, denominator="result.n"):
        return SQL(
            """
            SELECT campaign.id AS record_id, result.department_id,
                   result.customer_department_id, result.service_id,
                   NULL::int AS team_id, %(numerator)s AS numerator,
                   %(denominator)s AS denominator, result.n
              FROM icrm_result AS result
              JOIN icrm_campaign AS campaign ON campaign.id = result.campaign_id
             WHERE result.company_id = %(company)s
               AND result.date BETWEEN %(date_from)s AND %(date_to)s
               AND campaign.state = 'published' AND campaign.visibility <> 'officers'
               AND %(condition)s
            """,
            numerator=SQL(numerator),
            denominator=SQL(denominator),
            company=span.company_id,
            date_from=span.date_from,
            date_to=span.date_to,
            condition=condition,
        )

    def _sql_question(self, span, measure, numerator):
        """Return the facts of the questions of a measure."""
        condition = SQL("result.measure = %s AND result.level = 'question'", measure)
        return self._sql_result(span, numerator, condition)

    def _sql_csat(self, span):
        return self._sql_question(span, "csat", self._count_answers(4, 5))

    def _sql_nps(self, span):
        return self._sql_question(
            span,
            "nps",
            f"{self._count_answers(9, 10)} - {self._count_answers(*range(7))}",
        )

    def _sql_ces(self, span):
        return self._sql_question(span, "ces", "result.total")

    def _sql_collaboration(self, span):
        condition = SQL(
            "result.relationship_id IS NOT NULL AND result.level = 'question'"
            " AND result.measure IN ('csat', 'item')"
        )
        return self._sql_result(span, "result.score_total", condition)

    def _sql_servqual(self, span):
        condition = SQL(
            "result.measure = 'servqual' AND result.level = 'overall'"
            " AND result.side = 'gap'"
        )
        return self._sql_result(span, "result.total", condition)

    def _sql_gap(self, span, code):
        """Return the facts of the gap of a dimension, perceived less expected."""
        condition = SQL(
            "result.measure = 'servqual' AND result.side = 'gap'"
            " AND result.level = 'dimension' AND result.dimension_id"
            " = (SELECT id FROM icrm_dimension WHERE code = %s)",
            code,
        )
        return self._sql_result(span, "result.total", condition)

    def _sql_servqual_tangibles(self, span):
        return self._sql_gap(span, "tangibles")

    def _sql_servqual_reliability(self, span):
        return self._sql_gap(span, "reliability")

    def _sql_servqual_responsiveness(self, span):
        return self._sql_gap(span, "responsiveness")

    def _sql_servqual_assurance(self, span):
        return self._sql_gap(span, "assurance")

    def _sql_servqual_empathy(self, span):
        return self._sql_gap(span, "empathy")

    def _sql_participation(self, span):
        asked = self.env["icrm.campaign.participant"]._fields["subject_ids"]
        return SQL(
            """
            SELECT campaign.id AS record_id, subject.department_id,
                   NULL::int AS customer_department_id, subject.service_id,
                   NULL::int AS team_id,
                   COALESCE(participant.answered, FALSE)::int AS numerator,
                   1 AS denominator, 1 AS n
              FROM icrm_campaign AS campaign
              JOIN icrm_campaign_participant AS participant
                ON participant.campaign_id = campaign.id
              JOIN %(asked)s AS asked ON asked.%(participant)s = participant.id
              JOIN icrm_campaign_subject AS subject ON subject.id = asked.%(subject)s
             WHERE campaign.company_id = %(company)s
               AND campaign.closed_on BETWEEN %(date_from)s AND %(date_to)s
               AND campaign.state = 'published' AND campaign.visibility <> 'officers'
               AND participant.state <> 'withdrawn'
            """,
            asked=SQL.identifier(asked.relation),
            participant=SQL.identifier(asked.column1),
            subject=SQL.identifier(asked.column2),
            company=span.company_id,
            date_from=span.date_from,
            date_to=span.date_to,
        )

    @api.model
    def _count_answers(self, *answers):
        """Return the SQL that counts some answers of a question: {answer: how many}."""
        counts = " + ".join(
            f"COALESCE((result.counts->>'{answer}')::int, 0)" for answer in answers
        )
        return f"({counts})"
