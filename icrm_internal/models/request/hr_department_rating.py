# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrDepartment(models.Model):
    """How satisfied customers are with a department, once enough have said so."""

    _inherit = "hr.department"

    icrm_rating_avg = fields.Float(
        string="Rating", compute="_compute_icrm_rating", digits=(3, 1)
    )
    icrm_rating_count = fields.Integer(string="Rated", compute="_compute_icrm_rating")

    def _compute_icrm_rating(self):
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "provider_department_id", self._origin.ids
        )
        for department in self:
            count, average = averages.get(department._origin.id, (0, 0.0))
            department.icrm_rating_count = count
            department.icrm_rating_avg = average
