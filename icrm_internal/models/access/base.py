# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from functools import partial
from urllib.parse import urlsplit

from psycopg2.errors import SerializationFailure

from odoo import api, models, tools
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ...importer import strict
from .guard import (
    check_references,
    default_of,
    document_pairs,
    guard,
    is_ours,
    is_protected,
    is_unborn,
)

# Core follows these to their documents itself; nobody but the administrator of the
# system reads the last one.
GUARDED_BY_CORE = ("ir.attachment", "mail.activity", "mail.message", "ir.model.data")
LINK = re.compile(r"(^|_)(url|uri|href|link|website)(_|$)")


def is_safe_link(link):
    """Return whether *link* leads to a web site by its name, or into this one.

    Not ``//evil``, which looks like the latter, nor what a browser would run or makes
    something else of: ``javascript:``, ``data:``, backslashes, blanks, controls.
    """
    if not link.isprintable() or re.search(r"[\s\\]", link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    if link.startswith("/"):
        return not link.startswith("//")
    return parts.scheme in ("http", "https") and bool(host)


class NotOneError(UserError, ValueError):
    """Core's ``ValueError``, told as a sentence and not as a fault of the server."""


class Base(models.AbstractModel):
    _inherit = "base"

    # What is decided later: not set when a record is created, save to its default. The
    # selection fields "state" and "phase" are so in any case.
    _icrm_unborn = ()
    # Its constraints judge every state, however a record comes into it.
    _icrm_born_anywhere = False

    #: The field by which a document knows these rows. What hangs on another document
    #: of ours does so by nobody's right: only who is concerned reads it.
    _icrm_document_field = None

    def _register_hook(self):
        result = super()._register_hook()
        guard(self)
        return result

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------
    @api.model
    def default_get(self, fields):
        """Give no default that the caller could not have set himself.

        A context, or a default that a user stored for himself, would otherwise write
        what ``create`` refuses, and name what he may not see.
        """
        values = super().default_get(fields)
        if self.env.su:
            return values
        for name in list(values) if is_ours(self._name) else ():
            field = self._fields.get(name)
            if field and (is_protected(self, field) or is_unborn(self, field)):
                if field.default:
                    values[name] = default_of(self, field)
                else:
                    del values[name]
        stored = self.env["ir.default"]._get_model_defaults(self._name)
        given = {name: stored[name] for name in values.keys() & stored.keys()}
        for name in values:
            if (key := f"default_{name}") in self.env.context:
                given[name] = self.env.context[key]
        if given:
            check_references(self, given, lines=True)
        return values

    def copy_data(self, default=None):
        """Copy what the caller could have set himself."""
        vals_list = super().copy_data(default)
        if not self.env.su and is_ours(self._name):
            for vals in vals_list:
                for name in vals.keys() - (default or {}).keys():
                    field = self._fields[name]
                    if is_protected(self, field) or is_unborn(self, field):
                        del vals[name]
        return vals_list

    def _icrm_refuse_fields(self, names):
        """Say why the fields *names* cannot be given. A model may say it better."""
        raise AccessError(
            self.env._(
                "%(record)s: %(fields)s cannot be set manually.",
                record=self.env["ir.model"]._get(self._name).name,
                fields=", ".join(
                    f"“{self._fields[name]._description_string(self.env)}”"
                    for name in names
                ),
            )
        )

    # ------------------------------------------------------------------
    # Searching
    # ------------------------------------------------------------------
    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Leave out rows of documents, and parts of records, that are hidden.

        Core compares ``('ticket_ids', 'in', [5])`` with the bare relation, and so tells
        everybody who may read contacts whose request number 5 is. For rows that hang
        on a document see below.
        """
        if not self.env.su:
            domain = Domain(domain).map_conditions(self._icrm_condition_as_user)
            if not bypass_access:
                domain &= self._icrm_guarded_domain(domain)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _icrm_condition_as_user(self, condition):
        """Return *condition* with the records of ours in it searched as the caller."""
        field = self._fields.get(condition.field_expr)
        if (
            field is None
            or field.type not in ("one2many", "many2many")
            or not is_ours(field.comodel_name)
        ):
            return condition
        # "=", "!=" and the like become "in" and "not in", words become "any".
        condition = condition.optimize(self)
        operator = getattr(condition, "operator", None)
        if operator in ("child_of", "parent_of"):
            readable = self._icrm_readable(field, condition.value)
            return Domain(field.name, operator, readable.get_result_ids())
        if operator not in ("in", "not in"):
            return condition
        ids = [record_id for record_id in condition.value if record_id]
        found = Domain.FALSE
        if ids:
            found |= Domain(field.name, "any", self._icrm_readable(field, ids))
        if len(ids) < len(condition.value):
            found |= Domain(field.name, "not any", self._icrm_readable(field))
        return found if operator == "in" else ~found

    def _icrm_readable(self, field, ids=None):
        """Return the query for the records of *field* that the caller may read."""
        comodel = self.env[field.comodel_name]
        if not comodel.has_access("read"):
            return comodel.browse()._as_query()
        if not isinstance(ids, (list, tuple, OrderedSet, type(None))):
            ids = [ids]
        domain = Domain.TRUE if ids is None else Domain("id", "in", ids)
        return comodel._search(domain, active_test=False)

    def _icrm_lock(self):
        """Lock these rows, in the order of their ids, before deciding by what they say.

        Transactions see the database as it was when they began, so nobody reads what
        another one decides at the same moment. Hence the rows are not only locked but
        written, unchanged: whoever had to wait for them, or comes with what they said
        before, gets a serialization failure, is started anew by Odoo and decides by
        what is then. Once this returns, what was read of these rows holds.

        What is decided by the state of another record than the one that is written
        locks that one, too, all of them in one call.
        """
        ids = sorted(filter(None, self._ids))
        if not ids:
            return
        # NO KEY: rows that refer to these can be added meanwhile.
        self.env.cr.execute(
            SQL(
                """
                WITH locked AS (
                    SELECT id FROM %(table)s WHERE id = ANY(%(ids)s)
                     ORDER BY id FOR NO KEY UPDATE
                )
                UPDATE %(table)s AS own SET id = own.id
                  FROM locked WHERE own.id = locked.id
                """,
                table=SQL.identifier(self._table),
                ids=ids,
            )
        )

    def _icrm_try_lock(self):
        """Return those of these rows that nobody is at work on, locked.

        For scheduled jobs, which nobody starts anew: they go on with the others.
        """
        try:
            with self.env.cr.savepoint(flush=False):
                free = self.try_lock_for_update(allow_referencing=True)
                free._icrm_lock()
                return free
        except SerializationFailure:
            # Changed since the job began to look: there is a next time.
            return self.browse()

    def ensure_one(self):
        """Say in a sentence that one record is expected, for callers give the ids."""
        try:
            super().ensure_one()
        except ValueError:
            raise NotOneError(
                self.env._(
                    "%(kind)s: select one record, not %(count)s.",
                    kind=self.env["ir.model"]._get(self._name).name,
                    count=len(self),
                )
            ) from None
        if self._ids[0] == 0 and is_ours(self._name):
            raise self._icrm_missing()
        return self

    def _check_access(self, operation):
        result = super()._check_access(operation)
        forbidden, error = result or (self.browse(), None)
        if 0 in self._ids and is_ours(self._name):
            # No record has the id 0, and Odoo takes it for a new one: all may do all.
            return forbidden | self.browse([0]), self._icrm_missing
        rows = self - forbidden
        hidden = rows._icrm_forbidden(operation) if any(rows._ids) else None
        if not hidden:
            return result
        return forbidden | hidden, error or partial(
            self.env["ir.rule"]._make_access_error, operation, hidden
        )

    def _icrm_missing(self):
        return MissingError(self.env._("This record does not exist."))

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Refuse to group by a many2many that the user may not read.

        Core checks every other sort of field, but joins a many2many's table without
        asking: who pinned which service, who is in which segment could be counted by
        everybody. Only for our models: it is not ours to tell other addons.
        """
        if is_ours(self._name):
            field = self._fields.get(groupby_spec.partition(":")[0])
            if field is not None and field.type == "many2many":
                self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _validate_fields(self, field_names, excluded_names=()):
        """Refuse dates outside of the years that a date of ours may have.

        One place for create, write, load and forms: a year 26 breaks every page that
        shows it. Costs no query, for what was just written is in the cache.
        """
        field_names = set(field_names)  # perhaps a generator
        result = super()._validate_fields(field_names, excluded_names)
        for name in field_names:
            field = self._fields[name]
            if (
                not (is_ours(self._name) or name.startswith("icrm_"))
                or field.type not in ("date", "datetime")
                or not field.store
            ):
                continue
            # sudo: the value just written, whether its writer may read it or not
            for record in self.sudo():
                value = record[name]
                if value and not strict.FIRST_YEAR <= value.year <= strict.LAST_YEAR:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: year %(year)s is not between %(first)s and "
                            "%(last)s.",
                            field=field._description_string(self.env),
                            year=value.year,
                            first=strict.FIRST_YEAR,
                            last=strict.LAST_YEAR,
                        )
                    )
        return result

    # ------------------------------------------------------------------
    # Rows as confidential as the document they hang on
    # ------------------------------------------------------------------
    # Core leaves followers, ratings, meetings, letters and more to every employee; a
    # record rule cannot repair that, for it does not follow the pair of columns
    # ``(res_model, res_id)`` to a document. So the condition is put where every read,
    # search, count, group and export passes, of every model that has such a pair,
    # whichever addon brings it. Only documents of this addon are guarded; rows of any
    # other model are left as core has them: other addons rely on that.
    @api.model
    @tools.ormcache()
    def _icrm_document_fields(self):
        """Return the fields that hold a row's document: its model and its id."""
        if is_ours(self._name) or self._name in GUARDED_BY_CORE or self._transient:
            return None
        for pair in document_pairs(self):
            if all(self._fields[name].store for name in pair):
                return pair
        return None

    @api.model
    def _icrm_guarded_models(self):
        """Return the names of the models whose documents are guarded."""
        return [
            name
            for name, model in self.env.registry.items()
            if is_ours(name) and not model._abstract
        ]

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

    # ------------------------------------------------------------------
    # Whoever takes out rows of ours stands in the access log, by whichever door
    # ------------------------------------------------------------------

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        for name in self._icrm_exported_models(fields_to_export):
            own = name == self._name
            self.env["icrm.access.log"]._record_export(
                self if own else self.env[name],
                self.env._("List export"),
                fields_to_export,
                # of another addon's rows, which lead to ours
                count=None if own else len(self),
            )
        return result

    def _icrm_exported_models(self, paths):
        """Return the names of our models that *paths* from this model come upon."""
        found = {self._name}
        for path in paths:
            model = self
            for name in path.split("/"):
                field = model._fields.get(name)
                if field is None or not field.relational:
                    break
                model = self.env[field.comodel_name]
                found.add(model._name)
        return sorted(filter(is_ours, found))

    # ------------------------------------------------------------------
    # Every text field of ours whose name says that it is a link, is checked
    # ------------------------------------------------------------------
    @api.model
    def _icrm_link_fields(self):
        """Return the names of the fields that somebody fills in with a link."""
        if self._name == "ir.attachment":
            return ["url", "res_model"]  # of a file on one of our documents
        if not is_ours(self._name):
            return []
        return [
            name
            for name, field in self._fields.items()
            if field.type in ("char", "text")
            and field.store
            and not field.compute
            and LINK.search(name)
        ]

    @api.constrains(lambda self: self._icrm_link_fields())
    def _check_icrm_links(self):
        if self._name == "ir.attachment":
            guarded = self._icrm_guarded_models()
            self = self.filtered(lambda file: file.res_model in guarded)
        for record in self:
            for name in record._icrm_link_fields():
                link = record[name]
                if name == "res_model" or not link or is_safe_link(link):
                    continue
                raise ValidationError(
                    self.env._(
                        "%(field)s: start the link with https://, http:// or /, "
                        "without spaces or backslashes.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
