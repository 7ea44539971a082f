# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCompetence(models.Model):
    _inherit = "icrm.competence"

    skill_ids = fields.Many2many(
        "hr.skill",
        string="Skills",
        help="Employee skills recorded by HR.",
    )
