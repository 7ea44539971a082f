# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.evaluation.formula import Formula

# How long a department has to begin something after it received feedback.
TIME_TO_ANSWER = relativedelta(days=90)


def improvement_success(kpi, span):
    return SQL(
        """
        SELECT id AS record_id, department_id, NULL::int AS customer_department_id,
               service_id, NULL::int AS team_id,
               (outcome = 'success')::int AS numerator, 1 AS denominator,
               1 AS case_count
          FROM icrm_improvement
         WHERE company_id = %(company)s AND state = 'done' AND outcome IS NOT NULL
           AND closed_on BETWEEN %(date_from)s AND %(date_to)s
        """,
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
    )


def feedback_answered(kpi, span):
    return SQL(
        """
        SELECT campaign.id AS record_id, subject.department_id,
               NULL::int AS customer_department_id, NULL::int AS service_id,
               NULL::int AS team_id,
               EXISTS (SELECT FROM icrm_improvement AS improvement
                        WHERE improvement.department_id = subject.department_id
                          AND improvement.state <> 'abandoned'
                          AND improvement.create_date >= campaign.published_on
                          AND improvement.create_date
                              < campaign.published_on + %(time)s)::int AS numerator,
               1 AS denominator, 1 AS case_count
          FROM icrm_campaign AS campaign
          JOIN (SELECT DISTINCT campaign_id, department_id
                  FROM icrm_campaign_subject
                 WHERE department_id IS NOT NULL) AS subject
            ON subject.campaign_id = campaign.id
         WHERE campaign.company_id = %(company)s AND campaign.state = 'published'
           AND campaign.visibility <> 'officers'
           AND campaign.published_on BETWEEN %(date_from)s AND %(date_to)s
        """,
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
        time=TIME_TO_ANSWER.days,
    )


def matters_answered(kpi, span):
    """Of what was heard in the period, what was decided within 90 days."""
    return SQL(
        """
        SELECT id AS record_id, department_id, NULL::int AS customer_department_id,
               service_id, NULL::int AS team_id,
               COALESCE(decided_on < heard_on + %(time)s, FALSE)::int AS numerator,
               1 AS denominator, 1 AS case_count
          FROM (%(matters)s) AS matter
         WHERE company_id = %(company)s AND department_id IS NOT NULL
           AND heard_on BETWEEN %(date_from)s AND %(date_to)s
        """,
        matters=kpi.env["icrm.matter"]._get_matters(),
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
        time=TIME_TO_ANSWER.days,
    )


def matters_proven(kpi, span):
    """Of the changes that were compared in the period, those that made it better; each
    once, however many matters led to it."""
    return SQL(
        """
        SELECT DISTINCT ON (improvement_ref)
               id AS record_id, department_id, NULL::int AS customer_department_id,
               service_id, NULL::int AS team_id,
               (verdict = 'better')::int AS numerator, 1 AS denominator,
               1 AS case_count
          FROM (%(matters)s) AS matter
         WHERE company_id = %(company)s AND department_id IS NOT NULL
           AND proven_on BETWEEN %(date_from)s AND %(date_to)s
         ORDER BY improvement_ref, id
        """,
        matters=kpi.env["icrm.matter"]._get_matters(),
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
    )


class IcrmKpi(models.Model):
    """Formulas over improvements: what was proven, and who answers to what was said."""

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        _ = self.env._
        return super()._get_formulas() | {
            "improvement_success": Formula(
                _("Improvement success"), "icrm.improvement", improvement_success, 100
            ),
            "feedback_answered": Formula(
                _("Response to feedback"), "icrm.campaign", feedback_answered, 100
            ),
            "matters_answered": Formula(
                _("Matters decided in time"), "icrm.matter", matters_answered, 100
            ),
            "matters_proven": Formula(
                _("Changes proven"), "icrm.matter", matters_proven, 100
            ),
        }
