# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class IcrmKpiSource(models.AbstractModel):
    """Records that indicators are computed from, found by the result they count in."""

    _name = "icrm.kpi.source"
    _description = "Indicator Source Records"

    icrm_kpi_value_id = fields.Many2one(
        "icrm.kpi.value",
        string="Included in Results",
        compute="_compute_icrm_kpi_value_id",
        search="_search_icrm_kpi_value_id",
        help="For searching; a record can count in many results.",
    )

    def _compute_icrm_kpi_value_id(self):
        self.icrm_kpi_value_id = False

    @api.model
    def _search_icrm_kpi_value_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [id_ for id_ in value if isinstance(id_, int) and id_]
        results = self.env["icrm.kpi.value"].browse(ids).exists()
        results.check_access("read")
        domain = Domain.FALSE
        for result in results.filtered("kpi_id.formula"):
            formulas = self.env["icrm.kpi"]._get_formulas()
            if formulas[result.kpi_id.formula].model != self._name:
                continue
            # sudo: which records count; whether they are read, their own rules decide.
            domain |= Domain("id", "in", result.sudo()._get_records_query())
        return domain
