# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class IcrmDocumentGuard(models.AbstractModel):
    """Rows that hang on a document are as confidential as the document.

    Core leaves ``mail.followers`` and ``rating.rating`` readable to every employee, and
    a record rule cannot repair that: a rule does not follow the pair of columns
    ``(res_model, res_id)`` to a document. So the condition is put where every read,
    search, count, group and export passes: into ``_search`` and ``_check_access``.

    Only the documents of this addon are guarded; rows of any other model are left as
    core has them, for other addons (livechat, project, slides) rely on that.
    """

    _name = "icrm.document.guard"
    _description = "Rows as Confidential as Their Document"

    @api.model
    def _icrm_guarded_models(self):
        """Return the names of the models whose documents are guarded."""
        return [
            name
            for name, model in self.env.registry.items()
            if (name == "helpdesk.ticket" or name.startswith("icrm."))
            and "message_follower_ids" in model._fields
        ]

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._icrm_guarded_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _icrm_guarded_domain(self):
        """Return the rows whose document the user may read; no query of its own."""
        guarded = self._icrm_guarded_models()
        allowed = Domain("res_model", "not in", guarded)
        for name in guarded:
            documents = self.env[name]
            if documents.has_access("read"):
                allowed |= Domain("res_model", "=", name) & Domain.custom(
                    to_sql=partial(self._icrm_document_exists, documents)
                )
        return allowed

    @api.model
    def _icrm_document_exists(self, documents, model, alias, query):
        # EXISTS instead of IN: the followers of one form are then looked up by the
        # document's key, however many documents the user may read.
        readable = documents._search(Domain.TRUE, active_test=False)
        readable.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(documents._table, "id"),
                model._field_to_sql(alias, "res_id", query),
            )
        )
        return SQL("EXISTS %s", readable.subselect(SQL("1")))

    def _check_access(self, operation):
        result = super()._check_access(operation)
        rows = self - result[0] if result else self
        forbidden = rows._icrm_forbidden(operation)
        if not forbidden:
            return result
        if result:
            return result[0] | forbidden, result[1]
        return forbidden, partial(
            self.env["ir.rule"]._make_access_error, operation, forbidden
        )

    def _icrm_forbidden(self, operation):
        """Return those of *self* whose document the user may not read."""
        forbidden = self.browse()
        guarded = set(self._icrm_guarded_models())
        for name, rows in self.sudo().grouped("res_model").items():
            if name not in guarded:
                continue
            documents = self.env[name].browse(rows.mapped("res_id")).exists()
            readable = set(documents._filtered_access("read").ids)
            forbidden |= rows.filtered(
                lambda row, readable=readable: row.res_id not in readable
            )
        return forbidden.sudo(self.env.su)
