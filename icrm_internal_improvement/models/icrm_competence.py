# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access.actions import open_list


class IcrmCompetence(models.Model):
    """What people who serve others must be good at, and what shows a lack of it."""

    _name = "icrm.competence"
    _inherit = "icrm.shared"
    _description = "Competence"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(string="Behaviour", translate=True)
    dimension_ids = fields.Many2many(
        "icrm.dimension",
        string="Related Dimensions",
        help="Low scores here suggest this training.",
    )
    criterion_ids = fields.Many2many(
        "icrm.evaluation.criterion",
        string="Related Criteria",
        help="Low scores here suggest this training.",
    )
    need_ids = fields.One2many("icrm.training.need", "competence_id")
    need_count = fields.Integer(compute="_compute_need_count")

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "The code of a competence must be unique."
    )

    @api.depends("need_ids")
    @api.depends_context("uid")
    def _compute_need_count(self):
        counts = dict(
            self.env["icrm.training.need"]._read_group(
                [("competence_id", "in", self.ids)], ["competence_id"], ["__count"]
            )
        )
        for competence in self:
            competence.need_count = counts.get(competence, 0)

    def action_open_needs(self):
        """Open the training needs of this competence that the reader may see."""
        self.ensure_one()
        return open_list(
            self.env["icrm.training.need"],
            self.name,
            [("competence_id", "=", self.id)],
        )
