# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_attachment import condition_values


class IrAttachment(models.Model):
    """A file of an internal note is as internal as the note (see mail_message)."""

    _inherit = "ir.attachment"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain)
            models_asked = condition_values(self, "res_model", domain)
            if models_asked is None or "helpdesk.ticket" in models_asked:
                domain &= ~self._icrm_hidden_files_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "create" or not any(self._ids):
            return result
        files = self - result[0] if result else self
        # sudo: only to find their documents, and which of them the rule below hides.
        on_tickets = files.sudo().filtered(
            lambda file: file.res_model == "helpdesk.ticket"
        )
        if not on_tickets:
            return result
        hidden = self.browse(
            on_tickets._search(
                Domain("id", "in", on_tickets.ids) & self._icrm_hidden_files_domain()
            )
        )
        if not hidden:
            return result
        if result:
            return result[0] | hidden, result[1]
        return hidden, lambda: self.env["ir.rule"]._make_access_error(operation, hidden)

    @api.model
    def _icrm_hidden_files_domain(self):
        """Return the files of notes hidden from the user only."""
        return (
            Domain("res_model", "=", "helpdesk.ticket")
            & Domain("public", "=", False)
            & Domain("create_uid", "!=", self.env.uid)
            & Domain.custom(to_sql=self._icrm_hidden_files_sql)
        )

    @api.model
    def _icrm_hidden_files_sql(self, model, alias, query):
        Message = self.env["mail.message"]
        hidden = Message._icrm_hidden_notes_domain()
        if hidden.is_false():
            return SQL("FALSE")
        clauses = []
        for notes in (hidden, ~hidden):
            # sudo: which messages are hidden is decided by the domain itself.
            messages = Message.sudo()._search(notes)
            rel = messages.make_alias(Message._table, "icrm_files")
            messages.add_join(
                "JOIN",
                rel,
                "message_attachment_rel",
                SQL(
                    "%s = %s AND %s = %s",
                    SQL.identifier(rel, "message_id"),
                    SQL.identifier(Message._table, "id"),
                    SQL.identifier(rel, "attachment_id"),
                    SQL.identifier(alias, "id"),
                ),
            )
            clauses.append(messages.subselect(SQL("1")))
        return SQL("(EXISTS %s AND NOT EXISTS %s)", *clauses)
