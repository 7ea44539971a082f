# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...measures.drawing import COLORS, UNKNOWN, color_of
from ...models.access.number_formatter import NumberFormatter


class ReportIcrmScorecardOverview(models.AbstractModel):
    """The heat map of a period on paper: what the screen shows to the reader."""

    _name = "report.icrm_internal.icrm_scorecard_overview_document"
    _description = "Printed Heat Map"

    @api.model
    def _get_report_values(self, docids, data=None):
        cards = self.env["icrm.scorecard"].browse(docids)
        cards.check_access("read")
        periods = cards.grouped(lambda card: (card.period_kind, card.date_from))
        if len(periods) > 1:
            raise UserError(self.env._("Print one period at a time."))
        formatter = NumberFormatter(self.env)
        return {
            "doc_ids": docids,
            "doc_model": cards._name,
            "docs": cards,
            "reports": [
                self._get_report(own, kind, first)
                for (kind, first), own in periods.items()
            ],
            "color": color_of,
            "legend": self._get_legend(),
            "points": formatter.format_points,
            "change": formatter.format_change,
            "share": formatter.format_share,
            "arrows": {"up": "↑", "down": "↓"},
        }

    @api.model
    def _get_legend(self):
        """Return [(colour, text)], as on the screen."""
        _ = self.env._
        best, *others = COLORS
        ranges = [(best[1], _("%s or more", best[0]))]
        for (high, _color), (low, color) in zip(COLORS, others, strict=False):
            ranges.append((color, _("%(low)s to below %(high)s", low=low, high=high)))
        return [*ranges, (UNKNOWN, _("no data, or too little of it"))]

    @api.model
    def _get_report(self, cards, kind, first):
        """Return the heat map with the groups as columns, of *cards* alone."""
        found = cards.get_overview(kind, fields.Date.to_string(first))
        groups = [kpi for kpi in found["kpis"] if kpi["is_group"]]
        rows = [row for row in found["departments"] if row["id"] in cards.ids]
        return {
            **found,
            "record": cards[:1],
            "columns": groups or found["kpis"],
            "rows": [found["company"], *rows] if found["company"] else rows,
        }
