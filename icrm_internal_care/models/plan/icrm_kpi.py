# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import api, models
from odoo.tools import SQL

FREQUENCY = "contact_frequency"


def with_calls(facts, kpi, span):
    """Return *facts* of contacts with the calls in which somebody was spoken to.

    Messages of plans are none: they go out by themselves. Whether an anonymous survey
    was answered is known, when is not, so answers are none either.
    """
    return SQL(
        """
        %s
        UNION ALL
        SELECT touch.customer_id AS record_id, caller.department_id,
               customer.department_id AS customer_department_id,
               NULL::int AS service_id, NULL::int AS team_id,
               1 AS numerator, 1 AS denominator, 1 AS case_count
          FROM icrm_plan_touch AS touch
          JOIN icrm_customer AS customer ON customer.id = touch.customer_id
          JOIN icrm_customer AS caller
            ON caller.user_id = touch.user_id AND caller.kind = 'employee'
           AND caller.company_id = touch.company_id
         WHERE touch.company_id = %s AND touch.state = 'done'
           AND touch.result IN ('reached', 'no_interest')
           AND touch.sent_on BETWEEN %s AND %s
        """,
        facts(kpi, span),
        span.company_id,
        span.date_from,
        span.date_to,
    )


class IcrmKpi(models.Model):
    """Calls are contacts, as requests are."""

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        formulas = super()._get_formulas()
        formula = formulas[FREQUENCY]
        return formulas | {
            FREQUENCY: formula._replace(facts=partial(with_calls, formula.facts))
        }
