# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day


class IcrmServiceCategory(models.Model):
    """Who has one of the skills of a category is competent for its requests, too."""

    _inherit = "icrm.service.category"

    skill_ids = fields.Many2many(
        "hr.skill",
        "icrm_service_category_skill_rel",
        "category_id",
        "skill_id",
        string="Skills",
        help="Team members with one of these skills are specialists.",
    )

    @api.model
    def _sql_competence(self, user_id):
        self.env["hr.employee.skill"].flush_model(
            ["employee_id", "skill_id", "valid_to"]
        )
        self.env["hr.employee"].flush_model(["user_id", "active"])
        self.flush_model(["skill_ids"])
        return SQL(
            """
            %s
             UNION
            SELECT needed.category_id
              FROM icrm_service_category_skill_rel AS needed
              JOIN hr_employee_skill AS own ON own.skill_id = needed.skill_id
              JOIN hr_employee AS employee ON employee.id = own.employee_id
             WHERE employee.user_id = %s
               AND employee.active
               AND (own.valid_to IS NULL OR own.valid_to >= %s)
            """,
            super()._sql_competence(user_id),
            user_id,
            company_day.today(self),
        )
