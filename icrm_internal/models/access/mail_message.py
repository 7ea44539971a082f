# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError

from .guard import check_author, is_ours


class MailMessage(models.Model):
    _inherit = "mail.message"
    _icrm_document_field = "message_ids"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a message on a record of ours in the name of somebody else."""
        if not self.env.su:
            for vals in vals_list:
                if is_ours(vals.get("model") or ""):
                    check_author(self.env, vals)
        return super().create(vals_list)

    def write(self, vals):
        """Keep who wrote a message on a record of ours, and on which."""
        if not self.env.su:
            models_named = {*self.mapped("model"), vals.get("model")} - {False, None}
            if any(map(is_ours, models_named)):
                check_author(self.env, vals)
                if {"model", "res_id", "date"} & vals.keys():
                    raise AccessError(
                        self.env._(
                            "The date and record of a message cannot be changed."
                        )
                    )
        return super().write(vals)
