# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.evaluation.formula import Formula

# Typed in the core, where nothing knows meetings
MEETINGS = "meeting_efficiency"


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


class IcrmKpi(models.Model):
    """The share of meetings that led to something, from the meetings themselves."""

    _inherit = "icrm.kpi"

    @api.model
    def _get_formulas(self):
        _ = self.env._
        return super()._get_formulas() | {
            MEETINGS: Formula(
                _("Meeting efficiency"),
                "icrm.meeting",
                meeting_efficiency,
                100,
                per_record=("MIN(numerator)", "1"),
            ),
        }

    @api.model
    def _measure_meetings(self):
        """Compute what was typed, unless there are results already; for the install."""
        kpi = self.env.ref(
            "icrm_internal.icrm_kpi_meeting_efficiency", raise_if_not_found=False
        )
        if kpi and kpi.source == "manual" and not self._has_results(kpi):
            kpi.write({"source": "computed", "formula": MEETINGS})

    @api.model
    def _forget_meetings(self):
        """Let it be typed again, with the results it has; for the uninstall."""
        # SQL: how a published indicator is measured cannot be changed by hand
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_kpi SET source = 'manual', formula = NULL"
                " WHERE formula = %s",
                MEETINGS,
            )
        )
        self.invalidate_model(["source", "formula"])

    def _has_results(self, kpi):
        return bool(
            self.env["icrm.kpi.value"].search_count([("kpi_id", "=", kpi.id)], limit=1)
        )
