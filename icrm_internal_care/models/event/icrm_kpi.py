# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.evaluation.formula import Formula

# Typed in the core, where nothing knows meetings and what care costs
MEETINGS = "meeting_efficiency"
CARE_COST = "care_cost"
FORMULAS = (MEETINGS, CARE_COST)
# Counted from requests in the core
FREQUENCY = "contact_frequency"


def meeting_efficiency(kpi, span):
    """Of the meetings held in the period: those with a decision or an action.

    A meeting counts for each department it was between. Negotiations of disputes and
    care events do not: that there was one is not for everybody.
    """
    return SQL(
        """
        SELECT meeting.id AS record_id, party.hr_department_id AS department_id,
               NULL::int AS customer_department_id, NULL::int AS service_id,
               NULL::int AS team_id,
               (EXISTS (SELECT FROM icrm_meeting_item AS item
                         WHERE item.meeting_id = meeting.id
                           AND TRIM(COALESCE(item.decision, '')) <> '')
                OR EXISTS (SELECT FROM icrm_action_item AS action
                            WHERE action.meeting_id = meeting.id))::int AS numerator,
               1 AS denominator, 1 AS case_count
          FROM icrm_meeting AS meeting
          JOIN icrm_meeting_department_rel AS party
            ON party.icrm_meeting_id = meeting.id
         WHERE meeting.company_id = %s AND meeting.state = 'held'
           AND meeting.kind IN ('review', 'departments', 'coordination') AND %s
        """,
        span.company_id,
        span.covers(SQL("meeting.start")),
    )


def care_cost(kpi, span):
    """What was spent on care in the period: by records, those of events included.

    Amounts in another currency than the company's are of before it changed its own.
    """
    return SQL(
        """
        SELECT care.id AS record_id, care.department_id,
               NULL::int AS customer_department_id, NULL::int AS service_id,
               NULL::int AS team_id,
               care.amount AS numerator, 1 AS denominator, 1 AS case_count
          FROM icrm_care_record AS care
          JOIN res_company AS company
            ON company.id = care.company_id AND company.currency_id = care.currency_id
         WHERE care.company_id = %s AND care.date BETWEEN %s AND %s AND care.amount > 0
        """,
        span.company_id,
        span.date_from,
        span.date_to,
    )


def with_meetings(facts, kpi, span):
    """Return *facts* of contacts with the meetings somebody was present at.

    A contact with each other department that it was between.
    """
    return SQL(
        """
        %s
        UNION ALL
        SELECT customer.id AS record_id, party.hr_department_id AS department_id,
               customer.department_id AS customer_department_id,
               NULL::int AS service_id, NULL::int AS team_id,
               1 AS numerator, 1 AS denominator, 1 AS case_count
          FROM icrm_meeting AS meeting
          JOIN icrm_meeting_attendee AS attendee ON attendee.meeting_id = meeting.id
          JOIN icrm_customer AS customer
            ON customer.partner_id = attendee.partner_id AND customer.kind = 'employee'
           AND customer.company_id = meeting.company_id
          JOIN icrm_meeting_department_rel AS party
            ON party.icrm_meeting_id = meeting.id
           AND party.hr_department_id IS DISTINCT FROM customer.department_id
         WHERE meeting.company_id = %s AND meeting.state = 'held'
           AND attendee.attended
           AND meeting.kind IN ('review', 'departments', 'coordination') AND %s
        """,
        facts(kpi, span),
        span.company_id,
        span.covers(SQL("meeting.start")),
    )


class IcrmKpi(models.Model):
    """What meetings led to and what care costs, from the records themselves."""

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        _ = self.env._
        formulas = super()._get_formulas()
        frequency = formulas[FREQUENCY]
        return formulas | {
            FREQUENCY: frequency._replace(
                facts=partial(with_meetings, frequency.facts)
            ),
            MEETINGS: Formula(
                _("Meeting efficiency"),
                "icrm.meeting",
                meeting_efficiency,
                100,
                per_record=("MIN(numerator)", "1"),
            ),
            CARE_COST: Formula(
                _("Cost of care"), "icrm.care.record", care_cost, is_total=True
            ),
        }

    @api.model
    def _measure_care(self):
        """Compute what was typed, unless there are results already; for the install."""
        for formula in FORMULAS:
            kpi = self.env.ref(
                f"icrm_internal.icrm_kpi_{formula}", raise_if_not_found=False
            )
            if kpi and kpi.source == "manual" and not self._has_results(kpi):
                kpi.write({"source": "computed", "formula": formula})

    @api.model
    def _forget_care(self):
        """Let it be typed again, with the results it has; for the uninstall."""
        # SQL: how a published indicator is measured cannot be changed by hand
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_kpi SET source = 'manual', formula = NULL"
                " WHERE formula = ANY(%s)",
                list(FORMULAS),
            )
        )
        self.invalidate_model(["source", "formula"])

    def _has_results(self, kpi):
        return bool(
            self.env["icrm.kpi.value"].search_count([("kpi_id", "=", kpi.id)], limit=1)
        )
