# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...measures.drawing import color_of
from ...models.access.number_formatter import NumberFormatter


class ReportIcrmScorecard(models.AbstractModel):
    """Scorecards on paper: what the screen shows, as the reader may see it."""

    _name = "report.icrm_internal.icrm_scorecard_document"
    _description = "Printed Scorecard"

    @api.model
    def _get_report_values(self, docids, data=None):
        cards = self.env["icrm.scorecard"].browse(docids)
        cards.check_access("read")
        formatter = NumberFormatter(self.env)
        return {
            "doc_ids": docids,
            "doc_model": cards._name,
            "docs": cards,
            "reports": [self._get_report(card) for card in cards],
            "color": color_of,
            "points": formatter.format_points,
            "change": formatter.format_change,
            "share": formatter.format_share,
        }

    @api.model
    def _get_report(self, card):
        found = card.get_card()
        lines = found["lines"] or []
        # A group without any known result is left out.
        known = {line["parent_id"] for line in lines if line["has_value"]}
        found["rows"] = [
            line
            for line in lines
            if line["has_value"] and (not line["is_group"] or line["kpi_id"] in known)
        ]
        return {"record": card, **found}
