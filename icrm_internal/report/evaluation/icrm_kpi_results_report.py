# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...measures import rounding
from ...measures.drawing import color_of
from ...models.access.number_formatter import NumberFormatter


class ReportIcrmKpiResults(models.AbstractModel):
    """Results of indicators on paper, a table per department, as the reader may see."""

    _name = "report.icrm_internal.icrm_kpi_results_document"
    _description = "Printed Indicator Results"

    @api.model
    def _get_report_values(self, docids, data=None):
        results = self.env["icrm.kpi.value"].browse(docids)
        results.check_access("read")
        # sudo: who reads a result reads of what and of whom it is
        groups = [
            (department.complete_name or own[:1].company_id.name, own)
            for department, own in results.sudo().grouped("department_id").items()
        ]
        days = sorted({(row.date_from, row.period_kind) for row in results})
        names = [
            results.filtered(
                lambda row, own=day: (row.date_from, row.period_kind) == own
            )[:1]._get_period_name()
            for day in days
        ]
        return {
            "doc_ids": docids,
            "doc_model": results._name,
            "docs": results.sudo(),
            "groups": groups,
            "period_name": ", ".join(names),
            "color": color_of,
            "score": lambda row: rounding.points(row.score) if row.is_scored else None,
            "points": NumberFormatter(self.env).format_points,
        }
