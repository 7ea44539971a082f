# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_attachment import condition_values

from .guard import check_author


class MailFollowers(models.Model):
    """Who follows a ticket is, mostly, who filed it: only its readers may know."""

    _inherit = "mail.followers"
    _hardening_document_field = "message_follower_ids"


class MailScheduledMessage(models.Model):
    """Core hides it in searches but returns it to anyone who guesses its id."""

    _inherit = "mail.scheduled.message"
    _hardening_document_field = "message_ids"

    @api.model_create_multi
    def create(self, vals_list):
        """Plan a message on a protected record in one's own name only."""
        if not self.env.su:
            for vals in vals_list:
                if self._hardening_protected_ids(
                    vals.get("model") or "", [vals.get("res_id") or 0]
                ):
                    check_author(self.env, vals)
        return super().create(vals_list)


class MailNotification(models.Model):
    """Who was notified is visible to those who may read the message.

    Of others' messages core hides the text, but not that there was one, nor its name.
    """

    _inherit = "mail.notification"

    @api.model
    def _hardening_own_domain(self):
        me = self.env.user.partner_id.id
        return Domain("res_partner_id", "=", me) | Domain("author_id", "=", me)

    @api.model
    def _hardening_guarded_domain(self, domain=Domain.TRUE):
        asked = condition_values(self, "res_partner_id", Domain(domain))
        if asked is not None and set(asked) <= {self.env.user.partner_id.id}:
            return Domain.TRUE  # one's own alone, as core asks with every inbox
        return self._hardening_own_domain() | Domain.custom(
            to_sql=self._hardening_message_exists
        )

    @api.model
    def _hardening_message_exists(self, model, alias, query):
        Message = self.env["mail.message"]
        readable = Message._hardening_document_domain("model", "res_id")
        # sudo: the domain decides what may be read; EXISTS, as for followers
        messages = Message.sudo()._search(
            readable & ~Message._hardening_hidden_domain()
            | Domain("author_id", "=", self.env.user.partner_id.id)
        )
        messages.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(Message._table, "id"),
                model._field_to_sql(alias, "mail_message_id", query),
            )
        )
        return SQL("EXISTS %s", messages.subselect(SQL("1")))

    def _hardening_forbidden(self, operation):
        # sudo: only to find which of them the guard hides; one's own cost no query
        others = self.sudo()
        others -= others.filtered_domain(self._hardening_own_domain())
        if not others:
            return self.browse()
        readable = others._search(
            Domain("id", "in", others.ids) & self._hardening_guarded_domain()
        )
        return (others - others.browse(readable)).sudo(self.env.su)
