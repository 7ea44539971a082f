# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class IcrmTrainingNeed(models.Model):
    """What has to be learnt, beside who can do it already."""

    _inherit = "icrm.training.need"

    skill_ids = fields.Many2many(related="competence_id.skill_ids")
    skill_text = fields.Char(string="Already Skilled", compute="_compute_skill_text")

    @api.depends("competence_id", "department_id")
    @api.depends_context("lang")
    def _compute_skill_text(self):
        """How many of the department have one of the skills; without names. Two
        queries for any number of needs."""
        # sudo: numbers of a department, for who may read what it has to learn
        Employee_sudo = self.env["hr.employee"].sudo()
        departments = Domain("department_id", "in", self.department_id.ids)
        people = dict(
            Employee_sudo._read_group(departments, ["department_id"], ["__count"])
        )
        able = Employee_sudo.search_fetch(
            departments & Domain("skill_ids", "in", self.skill_ids.ids),
            ["department_id", "skill_ids"],
        )
        for need in self:
            need.skill_text = bool(need.skill_ids) and self.env._(
                "%(able)s of %(people)s people",
                able=len(
                    able.filtered(
                        lambda employee, need=need: employee.department_id
                        == need.department_id
                        and employee.skill_ids & need.skill_ids
                    )
                ),
                people=people.get(need.department_id, 0),
            )
