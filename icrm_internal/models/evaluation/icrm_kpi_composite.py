# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .formula import Formula


class IcrmKpi(models.Model):
    """An indicator that is made of others: the weighted mean of their scores.

    A part without a score drops out together with its weight: nothing known is not
    zero.
    """

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        return super()._get_formulas() | {
            "composite": Formula(
                self.env._("Weighted mean of its parts"), "icrm.kpi.value", grouped=True
            )
        }

    def _sql_composite(self, span):
        return SQL(
            """
            SELECT id AS record_id, department_id, customer_department_id, service_id,
                   NULL::int AS team_id, weight * score AS numerator,
                   weight AS denominator, 1 AS n
              FROM icrm_kpi_value
             WHERE kpi_id = ANY(%s) AND company_id = %s AND period_kind = %s
               AND date_from = %s AND is_scored
               AND customer_department_id IS NULL AND service_id IS NULL
            """,
            self.child_ids.ids,
            span.company_id,
            span.kind,
            span.date_from,
        )
