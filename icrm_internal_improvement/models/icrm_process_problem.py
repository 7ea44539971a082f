# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmProcessProblem(models.Model):
    """What goes wrong in a process, why, and what is done about it."""

    _name = "icrm.process.problem"
    _description = "Process Problem"
    _inherit = ["icrm.improvement.source.mixin"]
    _order = "is_solved, id desc"

    process_id = fields.Many2one(
        "icrm.process", required=True, ondelete="cascade", index=True
    )
    step_id = fields.Many2one(
        "icrm.process.step",
        ondelete="set null",
        domain="[('process_id', '=', process_id)]",
    )
    name = fields.Char("Problem", required=True)
    kind = fields.Selection(
        [
            ("bottleneck", "Bottleneck"),
            ("break", "Hand-over break"),
            ("duplicate", "Duplicate work"),
            ("error", "Error or rework"),
            ("waiting", "Waiting"),
            ("unclear", "Unclear responsibility"),
            ("other", "Something else"),
        ],
        default="bottleneck",
        required=True,
    )
    cause = fields.Text(help="Keep asking why until you find something you can change.")
    user_id = fields.Many2one(
        "res.users",
        string="Found by",
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    is_solved = fields.Boolean("Solved")

    def _prepare_improvement(self):
        process = self.process_id
        return {
            "name": self.name,
            "department_id": (self.step_id.department_id or process.department_id).id,
            "service_id": process.service_id.id,
            "owner_id": process.owner_id.id,
            "company_id": process.company_id.id,
            "origin": "process",
            "origin_note": process.display_name,
            "problem": self.name,
            "cause": self.cause,
        }
