# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Formulas over evaluations, and over the results of other indicators.

A cycle counts in the period in which it was published: before that its results are no
head's to read, and what is published late would miss a period that is closed.

Of an indicator that is made of others a part without a score drops out together with
its weight: nothing known is not zero.
"""

from odoo.tools import SQL

from .formula import Formula


def get_formulas(env):
    """Return {key: Formula}, named in the language of *env*."""
    _ = env._
    return {
        "evaluation_score": Formula(
            _("Customer evaluation"),
            "icrm.evaluation.score",
            evaluation_score,
        ),
        "composite": Formula(
            _("Weighted mean of sub-indicators"),
            "icrm.kpi.value",
            composite,
            grouped=True,
        ),
    }


def evaluation_score(kpi, span):
    """Return the scores of departments, corrections included, each weighing as many
    as evaluations it comes from: released results, of whole groups."""
    kpi.env["icrm.evaluation.score"].flush_model()
    kpi.env["icrm.evaluation.cycle"].flush_model(["state", "published_on"])
    return SQL(
        """
        SELECT score.id AS record_id, score.department_id,
               NULL::int AS customer_department_id, NULL::int AS service_id,
               NULL::int AS team_id,
               score.final_score * score.evaluator_count AS numerator,
               score.evaluator_count AS denominator,
               score.evaluator_count AS case_count
          FROM icrm_evaluation_score AS score
          JOIN icrm_evaluation_cycle AS cycle ON cycle.id = score.cycle_id
         WHERE score.company_id = %(company)s AND score.has_score
           AND cycle.state IN ('published', 'archived')
           AND cycle.published_on BETWEEN %(date_from)s AND %(date_to)s
        """,
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
    )


def composite(kpi, span):
    """Return the scores of the parts of an indicator by their weights."""
    return SQL(
        """
        SELECT id AS record_id, department_id, customer_department_id, service_id,
               NULL::int AS team_id, weight * score AS numerator,
               weight AS denominator, 1 AS case_count
          FROM icrm_kpi_value
         WHERE kpi_id = ANY(%s) AND company_id = %s AND period_kind = %s
           AND date_from = %s AND is_scored
           AND customer_department_id IS NULL AND service_id IS NULL
        """,
        kpi.child_ids.ids,
        span.company_id,
        span.kind,
        span.date_from,
    )
