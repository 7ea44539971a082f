# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class IcrmRequestReport(models.Model):
    """Requests are what indicators count."""

    _name = "icrm.request.report"
    _inherit = ["icrm.request.report", "icrm.kpi.source"]

    icrm_kpi_preview_id = fields.Many2one(
        "icrm.kpi.preview",
        string="Included in Preview",
        compute="_compute_icrm_kpi_preview_id",
        search="_search_icrm_kpi_preview_id",
        help="For searching only.",
    )

    def _compute_icrm_kpi_preview_id(self):
        self.icrm_kpi_preview_id = False

    @api.model
    def _search_icrm_kpi_preview_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [id_ for id_ in value if isinstance(id_, int) and id_]
        rows = self.env["icrm.kpi.preview"].browse(ids).exists()
        rows.check_access("read")
        domain = Domain.FALSE
        for row in rows:
            formula = row.kpi_id._get_formula()
            if not formula or formula.model != self._name or formula.protected:
                continue
            # sudo: which records count; whether they are read, their own rules decide.
            domain |= Domain("id", "in", row.sudo()._get_records_query())
        return domain
