# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

# Core follows these to their documents itself; nobody but the administrator of the
# system reads the last one.
GUARDED_BY_CORE = ("ir.attachment", "mail.activity", "mail.message", "ir.model.data")
# Pairs of columns that name a document without saying so
PAIRS = (
    ("res_model", "res_id"),
    ("model", "res_id"),
    ("parent_res_model", "parent_res_id"),
)


class Base(models.AbstractModel):
    """Rows that hang on a document are as confidential as the document.

    Core leaves followers, ratings, meetings, letters and more to every employee, and a
    record rule cannot repair that: a rule does not follow the pair of columns
    ``(res_model, res_id)`` to a document. So the condition is put where every read,
    search, count, group and export passes: into ``_search`` and ``_check_access``; of
    every model that has such a pair, whichever addon brings it.

    Only the documents of this addon are guarded; rows of any other model are left as
    core has them, for other addons (livechat, project, slides) rely on that.
    """

    _inherit = "base"

    #: The field by which a document knows these rows. What hangs on another document
    #: of ours does so by nobody's right: only who is concerned reads it.
    _icrm_document_field = None

    @api.model
    @tools.ormcache()
    def _icrm_document_fields(self):
        """Return the fields that hold a row's document: its model and its id."""
        ours = self._name == "helpdesk.ticket" or self._name.startswith("icrm.")
        if ours or self._name in GUARDED_BY_CORE or self._transient:
            return None
        pairs = [
            (field.model_field, name)
            for name, field in self._fields.items()
            if field.type == "many2one_reference"
        ]
        for pair in (*pairs, *PAIRS):
            if all(name in self._fields and self._fields[name].store for name in pair):
                return pair
        return None

    @api.model
    def _icrm_guarded_models(self):
        """Return the names of the models whose documents are guarded."""
        return [
            name
            for name, model in self.env.registry.items()
            if (name == "helpdesk.ticket" or name.startswith("icrm."))
            and not model._abstract
        ]

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            guard = self._icrm_guarded_domain(domain)
            if not guard.is_true():
                domain = Domain(domain) & guard
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _icrm_guarded_domain(self, domain=Domain.TRUE):
        """Return the rows whose document the user may read; no query of its own.

        :param domain: what is asked for, where that alone may be enough
        """
        pair = self._icrm_document_fields()
        if not pair:
            return Domain.TRUE
        return self._icrm_own_domain() | self._icrm_document_domain(*pair)

    @api.model
    def _icrm_own_domain(self):
        """Return the rows that the user reads whatever they hang on."""
        user = self._fields.get("user_id")
        if user is not None and user.comodel_name == "res.users" and user.store:
            return Domain("user_id", "=", self.env.uid)
        return Domain.FALSE

    @api.model
    def _icrm_document_domain(self, model_field, id_field):
        """Return the rows of this model whose document the user may read."""
        guarded = self._icrm_guarded_models()
        allowed = Domain(model_field, "not in", guarded) | Domain(id_field, "=", False)
        for name in guarded:
            documents = self.env[name]
            operation = self._icrm_document_operation(documents)
            if operation and documents.has_access(operation):
                allowed |= Domain(model_field, "=", name) & Domain.custom(
                    to_sql=partial(
                        self._icrm_document_exists, documents, operation, id_field
                    )
                )
        return allowed

    @api.model
    def _icrm_document_operation(self, documents):
        """Return what one must be able to do with *documents* to read these rows."""
        if self._icrm_document_field not in documents._fields:
            return None
        if self._icrm_document_field != "message_ids":
            return "read"
        # What is said. It depends on the user, in none of our models on the row.
        some = documents.browse(1)
        return some._mail_get_operation_for_mail_message_operation("read")[some]

    @api.model
    def _icrm_document_exists(
        self, documents, operation, id_field, model, alias, query
    ):
        # EXISTS instead of IN: the followers of one form are then looked up by the
        # document's key, however many documents the user may read.
        readable = documents._search(Domain.TRUE, active_test=False)
        if operation != "read":
            # sudo: the rule is applied here
            rule = self.env["ir.rule"]._compute_domain(documents._name, operation)
            readable = documents.sudo()._search(rule, active_test=False)
        readable.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(documents._table, "id"),
                model._field_to_sql(alias, id_field, query),
            )
        )
        return SQL("EXISTS %s", readable.subselect(SQL("1")))

    def _check_access(self, operation):
        result = super()._check_access(operation)
        rows = self - result[0] if result else self
        forbidden = rows._icrm_forbidden(operation) if any(rows._ids) else None
        if not forbidden:
            return result
        if result:
            return result[0] | forbidden, result[1]
        return forbidden, partial(
            self.env["ir.rule"]._make_access_error, operation, forbidden
        )

    def _icrm_forbidden(self, operation):
        """Return those of *self* whose document the user may not read."""
        pair = self._icrm_document_fields()
        forbidden = self.browse()
        if not pair:
            return forbidden
        model_field, id_field = pair
        guarded = set(self._icrm_guarded_models())
        # sudo: only to look where they hang
        for name, rows in self.sudo().grouped(model_field).items():
            if name not in guarded:
                continue
            if operation != "create":
                rows -= rows.filtered_domain(self._icrm_own_domain())
            documents = self.env[name].browse(
                {row[id_field] for row in rows if row[id_field]}
            )
            needed = self._icrm_document_operation(documents)
            readable = {0}
            if needed:
                readable.update(documents.exists()._filtered_access(needed).ids)
            forbidden |= rows.filtered(
                lambda row, readable=readable: row[id_field] not in readable
            )
        return forbidden.sudo(self.env.su)
