# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...measures.drawing import color_of
from ...models.access.number_formatter import NumberFormatter

#: What the screen has chosen, as the comparison takes it
CHOICES = ("department_id", "kind", "first", "second", "baseline")


class ReportIcrmScorecardComparison(models.AbstractModel):
    """The comparison of two periods on paper: what the screen shows to the reader."""

    _name = "report.icrm_internal.icrm_scorecard_comparison_document"
    _description = "Printed Period Comparison"

    @api.model
    def _get_note(self, compared):
        """Return of how many periods a score is the mean, nothing of one."""
        count = compared["count"] if compared else 0
        return self.env._("mean of %s periods", count) if count > 1 else ""

    @api.model
    def _get_report_values(self, docids, data=None):
        # What the reader may not see is refused there.
        found = self.env["icrm.scorecard"].get_comparison(
            **{
                name: data[name]
                for name in CHOICES
                if (data or {}).get(name) is not None
            }
        )
        formatter = NumberFormatter(self.env)
        return {
            "doc_ids": docids,
            "doc_model": "icrm.scorecard",
            "company": self.env.company,
            "found": found,
            "department": dict(found["departments"]).get(found["department_id"], ""),
            "get_note": self._get_note,
            "color": color_of,
            "legend": self.env[
                "report.icrm_internal.icrm_scorecard_overview_document"
            ]._get_legend(),
            "points": formatter.format_points,
            "change": formatter.format_change,
            "arrows": {"up": "↑", "down": "↓"},
        }
