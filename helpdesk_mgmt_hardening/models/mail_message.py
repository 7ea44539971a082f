# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .guard import check_author


class MailMessage(models.Model):
    _inherit = "mail.message"
    _hardening_document_field = "message_ids"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a message on a protected record with another author."""
        if not self.env.su:
            for vals in vals_list:
                if self._hardening_protected_ids(
                    vals.get("model") or "", [vals.get("res_id") or 0]
                ):
                    check_author(self.env, vals)
        return super().create(vals_list)

    def write(self, vals):
        """Keep who wrote a message on a protected record, and on which."""
        if not self.env.su:
            # sudo: only to find their documents
            documents = {(message.model, message.res_id) for message in self.sudo()}
            documents |= {
                (vals.get("model", name), vals.get("res_id", number))
                for name, number in documents
            }
            if any(
                self._hardening_protected_ids(name or "", [number or 0])
                for name, number in documents
            ):
                check_author(self.env, vals)
                if {"model", "res_id", "date"} & vals.keys():
                    raise AccessError(
                        self.env._(
                            "The date and record of a message cannot be changed."
                        )
                    )
        return super().write(vals)

    @api.model
    def _hardening_hidden_domain(self):
        """Return the messages that an addon hides from who may read their document."""
        return Domain.FALSE
