# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .icrm_service_question import make_key


class IcrmServiceQuestionOption(models.Model):
    """One of the answers to choose from."""

    _name = "icrm.service.question.option"
    _inherit = "icrm.service.form.part"
    _description = "Request Form Option"
    _order = "question_id, sequence, id"
    _rec_name = "label"

    question_id = fields.Many2one(
        "icrm.service.question", required=True, ondelete="cascade", index=True
    )
    service_id = fields.Many2one(
        compute="_compute_service_id", store=True, precompute=True, readonly=True
    )
    name = fields.Char(
        string="Key", readonly=True, help="As integrations name this option."
    )
    label = fields.Char(string="Option", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE (question_id, name)", "Two options of a question have the same key."
    )

    @api.depends("question_id.service_id")
    def _compute_service_id(self):
        for option in self:
            option.service_id = option.question_id.service_id

    @api.model_create_multi
    def create(self, vals_list):
        taken = {}
        for vals in vals_list:
            question = self.env["icrm.service.question"].browse(vals.get("question_id"))
            if question.id not in taken:
                # sudo: keys that archived options have, too
                options_sudo = question.sudo().with_context(active_test=False)
                taken[question.id] = set(options_sudo.option_ids.mapped("name"))
            keys = taken[question.id]
            vals["name"] = vals.get("name") or make_key(vals.get("label"), keys, "o")
            keys.add(vals["name"])
        return super().create(vals_list)

    def write(self, vals):
        if "question_id" in vals and any(
            option.question_id.id != vals["question_id"] for option in self
        ):
            raise UserError(
                self.env._("An option cannot be moved to another question.")
            )
        if "name" in vals and any(option.name != vals["name"] for option in self):
            raise UserError(self.env._("The key of an option cannot be changed."))
        return super().write(vals)
