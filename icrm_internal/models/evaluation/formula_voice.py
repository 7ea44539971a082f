# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Formulas over released results of campaigns, of groups that are large enough.

A campaign counts in the period in which it closed, once it is published for more than
officers alone: readers of an indicator must not learn what they may not see.
"""

from functools import partial

from odoo.tools import SQL

from .formula import Formula

CAMPAIGN = "icrm.campaign"


def get_formulas(env):
    """Return {key: Formula}, named in the language of *env*."""
    _ = env._
    names = {
        "tangibles": _("SERVQUAL gap: tangibles"),
        "reliability": _("SERVQUAL gap: reliability"),
        "responsiveness": _("SERVQUAL gap: responsiveness"),
        "assurance": _("SERVQUAL gap: assurance"),
        "empathy": _("SERVQUAL gap: empathy"),
    }
    return {
        "csat": Formula(_("Satisfaction (CSAT)"), CAMPAIGN, csat, 100),
        "nps": Formula(_("Net Promoter Score (NPS)"), CAMPAIGN, nps, 100),
        "ces": Formula(_("Ease (CES)"), CAMPAIGN, ces),
        "collaboration": Formula(
            _("Satisfaction with collaboration"), CAMPAIGN, collaboration
        ),
        "servqual": Formula(_("SERVQUAL gap: overall"), CAMPAIGN, servqual),
        "participation": Formula(_("Response rate"), CAMPAIGN, participation, 100),
        **{
            f"servqual_{code}": Formula(name, CAMPAIGN, partial(_gap, code=code))
            for code, name in names.items()
        },
    }


def _result(span, numerator, condition, denominator="result.response_count"):
    return SQL(
        """
        SELECT campaign.id AS record_id, result.department_id,
               result.customer_department_id, result.service_id,
               NULL::int AS team_id, %(numerator)s AS numerator,
               %(denominator)s AS denominator,
               result.response_count AS case_count
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


def _question(span, measure, numerator):
    """Return the facts of the questions of a measure."""
    condition = SQL("result.measure = %s AND result.level = 'question'", measure)
    return _result(span, numerator, condition)


def csat(kpi, span):
    return _question(span, "csat", _count_answers(4, 5))


def nps(kpi, span):
    return _question(
        span,
        "nps",
        f"{_count_answers(9, 10)} - {_count_answers(*range(7))}",
    )


def ces(kpi, span):
    return _question(span, "ces", "result.total")


def collaboration(kpi, span):
    condition = SQL(
        "result.relationship_id IS NOT NULL AND result.level = 'question'"
        " AND result.measure IN ('csat', 'item')"
    )
    return _result(span, "result.score_total", condition)


def servqual(kpi, span):
    condition = SQL(
        "result.measure = 'servqual' AND result.level = 'overall'"
        " AND result.side = 'gap'"
    )
    return _result(span, "result.total", condition)


def _gap(kpi, span, code):
    """Return the facts of the gap of a dimension, perceived less expected."""
    condition = SQL(
        "result.measure = 'servqual' AND result.side = 'gap'"
        " AND result.level = 'dimension' AND result.dimension_id"
        " = (SELECT id FROM icrm_dimension WHERE code = %s)",
        code,
    )
    return _result(span, "result.total", condition)


def participation(kpi, span):
    asked = kpi.env["icrm.campaign.participant"]._fields["subject_ids"]
    return SQL(
        """
        SELECT campaign.id AS record_id, subject.department_id,
               NULL::int AS customer_department_id, subject.service_id,
               NULL::int AS team_id,
               COALESCE(participant.answered, FALSE)::int AS numerator,
               1 AS denominator, 1 AS case_count
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


def _count_answers(*answers):
    """Return the SQL that counts some answers of a question: {answer: how many}."""
    counts = " + ".join(
        f"COALESCE((result.counts->>'{answer}')::int, 0)" for answer in answers
    )
    return f"({counts})"
