# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.evaluation.formula import OF_REQUEST, Formula

# Typed in the core, where nothing knows projects
PUNCTUALITY = "project_completion"


def project_completion(kpi, span):
    """Of the milestones due in the period, of projects that requests opened: those that
    were reached on time.

    What is due later, or today and not reached yet, is not counted. The records behind
    it are the requests, so that private projects stay so.
    """
    company = kpi.env["res.company"].browse(span.company_id)
    return SQL(
        """
        SELECT ticket.id AS record_id, %(request)s,
               (milestone.is_reached
                AND milestone.reached_date <= milestone.deadline)::int AS numerator,
               1 AS denominator, 1 AS case_count
          FROM project_milestone AS milestone
          JOIN helpdesk_ticket AS ticket
            ON ticket.icrm_project_id = milestone.project_id
         WHERE ticket.company_id = %(company)s AND ticket.active
           AND ticket.icrm_state NOT IN ('withdrawn', 'rejected')
           AND milestone.deadline BETWEEN %(date_from)s AND %(date_to)s
           AND (milestone.is_reached OR milestone.deadline < %(today)s)
        """,
        request=OF_REQUEST,
        company=span.company_id,
        date_from=span.date_from,
        date_to=span.date_to,
        today=company_day.today(company, span.as_of),
    )


class IcrmKpi(models.Model):
    """Punctuality of projects, from their milestones."""

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        return super()._get_formulas() | {
            PUNCTUALITY: Formula(
                self.env._("Milestones reached on time"),
                "icrm.request.report",
                project_completion,
                100,
                teams=True,
            )
        }

    @api.model
    def _measure_projects(self):
        """Compute what was typed, from the first service with a template on, unless
        there are results already: those stay, and are typed on."""
        kpi = self.env.ref(
            "icrm_internal.icrm_kpi_project_completion", raise_if_not_found=False
        )
        if not kpi or kpi.source != "manual":
            return
        Value = self.env["icrm.kpi.value"]
        if not Value.search_count([("kpi_id", "=", kpi.id)], limit=1):
            kpi.write({"source": "computed", "formula": PUNCTUALITY})

    @api.model
    def _forget_projects(self):
        """Let it be typed again, with the results it has; for the uninstall."""
        # SQL: how a published indicator is measured cannot be changed by hand
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_kpi SET source = 'manual', formula = NULL"
                " WHERE formula = %s",
                PUNCTUALITY,
            )
        )
        self.invalidate_model(["source", "formula"])
