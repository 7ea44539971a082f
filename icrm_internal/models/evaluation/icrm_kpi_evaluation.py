# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .formula import Formula


class IcrmKpi(models.Model):
    """The formula over evaluations by those a department serves.

    A cycle counts in the period in which it was published: before that its results are
    no head's to read, and what is published late would miss a period that is closed.
    """

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        return super()._get_formulas() | {
            "evaluation_score": Formula(
                self.env._("Evaluation by those who are served"),
                "icrm.evaluation.score",
            ),
        }

    def _sql_evaluation_score(self, span):
        """Return the scores of departments, corrections included, each weighing as many
        as evaluations it comes from: released results, of whole groups."""
        self.env["icrm.evaluation.score"].flush_model()
        self.env["icrm.evaluation.cycle"].flush_model(["state", "published_on"])
        return SQL(
            """
            SELECT score.id AS record_id, score.department_id,
                   NULL::int AS customer_department_id, NULL::int AS service_id,
                   NULL::int AS team_id, score.final_score * score.n AS numerator,
                   score.n AS denominator, score.n
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
