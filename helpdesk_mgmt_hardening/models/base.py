# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from collections.abc import Set
from functools import partial
from urllib.parse import urlsplit

from odoo import api, models, tools
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from odoo.addons.base.models.ir_attachment import condition_values

from .guard import (
    check_references,
    default_of,
    document_pairs,
    guard,
    is_bound,
    is_hardened,
)

# Core checks the documents of these itself; only the administrator of the
# system reads the last one.
GUARDED_BY_CORE = ("ir.attachment", "mail.activity", "mail.message", "ir.model.data")
# Years that a date may have: others are typing errors.
FIRST_YEAR, LAST_YEAR = 1900, 2200
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
    """Core's ``ValueError``, as a readable message instead of a server error."""


class Base(models.AbstractModel):
    _inherit = "base"

    # ------------------------------------------------------------------
    # What is protected: each model declares it
    # ------------------------------------------------------------------
    #: Whether records of this model are confidential, and what callers hand to it is
    #: checked. An addon that protects all of its models extends _hardening_applies.
    _hardening = False

    @classmethod
    def _hardening_applies(cls):
        """Return whether records of this model are protected, all or some of them."""
        return cls._hardening

    @classmethod
    def _hardening_owns(cls, field):
        """Return whether *field* of this model belongs to an application that protects
        it on any record, also where it extends another app's model."""
        return False

    @api.model
    def _hardening_domain(self):
        """Return which records of a protected model are protected, all by default.

        A stored condition, evaluated with all rights. The others stay as core has them.
        """
        return Domain.TRUE

    @api.model
    def _hardening_will_protect(self, vals):
        """Return whether a record that is created of *vals* will be protected."""
        return True

    def _hardening_protected(self):
        """Return those of these records that are protected, or no longer there."""
        if not self._hardening_applies() or self._hardening_domain().is_true():
            return self if self._hardening_applies() else self.browse()
        ids = [record_id for record_id in self._ids if record_id]
        # sudo: which records are protected is no secret of theirs
        free = self.sudo().with_context(active_test=False)
        free = set(free._search(Domain("id", "in", ids) & ~self._hardening_domain()))
        return self.filtered(lambda record: record.id not in free)

    @api.model
    def _hardening_protected_ids(self, name, ids):
        """Return those of *ids* of the model *name* whose record is protected."""
        if not is_hardened(self.env, name):
            return set()
        return set(self.env[name].browse(ids)._hardening_protected()._ids)

    # What is decided later: not set when a record is created, save to its default. The
    # selection fields "state" and "phase" are so in any case.
    _hardening_initial_fields = ()
    # Its constraints judge every state, however a record comes into it.
    _hardening_any_initial_state = False

    #: The field of a document that holds these rows. Rows of other protected documents
    #: are read only by those they concern, whatever their rights.
    _hardening_document_field = None

    def _register_hook(self):
        result = super()._register_hook()
        guard(self)
        return result

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------
    @api.model
    def default_get(self, fields):
        """Drop defaults that the caller may not set.

        A context, or a default that a user stored, would otherwise write
        what ``create`` refuses, and name records the user may not read.
        """
        values = super().default_get(fields)
        if self.env.su:
            return values
        for name in list(values) if self._hardening_applies() else ():
            field = self._fields.get(name)
            # The values that would protect the record may be given apart from these.
            if field and is_bound(self, field, protected=True, new=True):
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
        """Copy only fields the caller may set."""
        vals_list = super().copy_data(default)
        if not self.env.su and self._hardening_applies():
            protected = set(self._hardening_protected()._ids)
            for record, vals in zip(self, vals_list, strict=True):
                bound = record.id in protected or self._hardening_will_protect(vals)
                for name in vals.keys() - (default or {}).keys():
                    field = self._fields[name]
                    if is_bound(self, field, bound, new=True):
                        del vals[name]
        return vals_list

    def _hardening_refuse_fields(self, names):
        """Raise because the fields *names* cannot be given; models may override it."""
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

        Core compares ``('ticket_ids', 'in', [5])`` with the bare relation: readers of
        contacts would see whose request number 5 is. For rows attached to a document
        see below.
        """
        if not self.env.su:
            domain = Domain(domain).map_conditions(self._hardening_condition_as_user)
            if not bypass_access:
                domain &= self._hardening_guarded_domain(domain)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _hardening_condition_as_user(self, condition):
        """Return *condition* with protected records in it searched as the caller."""
        field = self._fields.get(condition.field_expr)
        if (
            field is None
            or field.type not in ("one2many", "many2many")
            or not is_hardened(self.env, field.comodel_name)
        ):
            return condition
        # "=", "!=" and the like become "in" and "not in", words become "any".
        condition = condition.optimize(self)
        operator = getattr(condition, "operator", None)
        if operator in ("child_of", "parent_of"):
            readable = self._hardening_readable(field, condition.value)
            return Domain(field.name, operator, readable.get_result_ids())
        if operator not in ("in", "not in"):
            return condition
        ids = [record_id for record_id in condition.value if record_id]
        found = Domain.FALSE
        if ids:
            found |= Domain(field.name, "any", self._hardening_readable(field, ids))
        if len(ids) < len(condition.value):
            found |= Domain(field.name, "not any", self._hardening_readable(field))
        return found if operator == "in" else ~found

    def _hardening_readable(self, field, ids=None):
        """Return the query for the records of *field* that the caller may read.

        Unprotected ones are found regardless of access, as in core.
        """
        comodel = self.env[field.comodel_name]
        if not isinstance(ids, (list, tuple, OrderedSet, type(None))):
            ids = [ids]
        domain = Domain.TRUE if ids is None else Domain("id", "in", ids)
        readable = comodel.browse()._as_query()
        if comodel.has_access("read"):
            readable = comodel._search(domain, active_test=False)
        free = ~comodel._hardening_domain()
        if free.is_false():
            return readable
        # sudo: these are decided by the domain
        return comodel.sudo()._search(
            domain & (free | Domain("id", "in", readable)), active_test=False
        )

    def ensure_one(self):
        """Raise a readable error unless there is one record: callers give the ids."""
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
        if self._ids[0] == 0 and self._hardening_applies():
            raise self._hardening_missing()
        return self

    def _check_access(self, operation):
        result = super()._check_access(operation)
        forbidden, error = result or (self.browse(), None)
        if 0 in self._ids and self._hardening_applies():
            # No record has the id 0, and Odoo takes it for a new one: all may do all.
            return forbidden | self.browse([0]), self._hardening_missing
        rows = self - forbidden
        hidden = rows._hardening_forbidden(operation) if any(rows._ids) else None
        if not hidden:
            return result
        return forbidden | hidden, error or partial(
            self.env["ir.rule"]._make_access_error, operation, hidden
        )

    def _hardening_missing(self):
        return MissingError(self.env._("This record does not exist."))

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Refuse to group by a many2many that the user may not read.

        Core checks all other types of fields, but joins a many2many's table without
        asking: who pinned which service, who is in which segment could be counted by
        everybody. Only for protected models: other addons may rely on that.
        """
        if self._hardening_applies():
            field = self._fields.get(groupby_spec.partition(":")[0])
            if field is not None and field.type == "many2many":
                self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _validate_fields(self, field_names, excluded_names=()):
        """Refuse dates outside of the years that a protected date may have.

        One place for create, write, load and forms: a year 26 breaks every page that
        shows it. Costs no query, for what was just written is in the cache.
        """
        field_names = set(field_names)  # perhaps a generator
        result = super()._validate_fields(field_names, excluded_names)
        for name in field_names:
            field = self._fields[name]
            if (
                not (self._hardening_applies() or self._hardening_owns(field))
                or field.type not in ("date", "datetime")
                or not field.store
            ):
                continue
            # sudo: the value just written, whether its writer may read it or not
            for record in self.sudo():
                value = record[name]
                if (
                    value
                    and not FIRST_YEAR <= value.year <= LAST_YEAR
                    and (self._hardening_owns(field) or record._hardening_protected())
                ):
                    raise ValidationError(
                        self.env._(
                            "%(field)s: year %(year)s is not between %(first)s and "
                            "%(last)s.",
                            field=field._description_string(self.env),
                            year=value.year,
                            first=FIRST_YEAR,
                            last=LAST_YEAR,
                        )
                    )
        return result

    # ------------------------------------------------------------------
    # Rows as confidential as their document
    # ------------------------------------------------------------------
    # Core leaves followers, ratings, meetings, letters and more to every employee; a
    # record rule cannot repair that, for it does not follow the pair of columns
    # ``(res_model, res_id)`` to a document. So the condition is put where every read,
    # search, count, group and export passes, of every model that has such a pair,
    # whichever addon brings it. Only protected documents are guarded; rows of any
    # other are left as core has them: other addons rely on that.
    @api.model
    @tools.ormcache("len(self.env.registry)")
    def _hardening_document_fields(self):
        """Return the fields that hold a row's document: its model and its id."""
        if self._name in GUARDED_BY_CORE or self._transient:
            return None
        if self._hardening_applies():
            return None
        for pair in document_pairs(self):
            if all(self._fields[name].store for name in pair):
                return pair
        return None

    @api.model
    @tools.ormcache("len(self.env.registry)")
    def _hardening_guarded_models(self):
        """Return the names of the models whose documents are guarded."""
        return tuple(
            name
            for name, model in self.env.registry.items()
            if model._hardening_applies() and not model._abstract
        )

    @api.model
    def _hardening_guarded_domain(self, domain=Domain.TRUE):
        """Return the rows whose document the user may read; no query of its own.

        Only of the models that the searched domain names: PostgreSQL plans the rules
        of each, and those of all take it a tenth of a second.

        :param domain: the searched domain, where that alone may be enough
        """
        pair = self._hardening_document_fields()
        if not pair:
            return Domain.TRUE
        guarded = self._hardening_guarded_models()
        named = condition_values(self, pair[0], Domain(domain))
        # A sub-query is no list of names.
        if isinstance(named, (list, tuple, Set)):
            guarded = tuple(name for name in guarded if name in named)
            if not guarded:
                return Domain.TRUE
        return self._hardening_own_domain() | self._hardening_document_domain(
            *pair, guarded
        )

    @api.model
    def _hardening_own_domain(self):
        """Return the rows the user may read on any document."""
        user = self._fields.get("user_id")
        if user is not None and user.comodel_name == "res.users" and user.store:
            return Domain("user_id", "=", self.env.uid)
        return Domain.FALSE

    @api.model
    def _hardening_document_domain(self, model_field, id_field, guarded=None):
        """Return the rows of this model whose document the user may read.

        :param guarded: the guarded models among those the rows can be of, or all
        """
        if guarded is None:
            guarded = self._hardening_guarded_models()
        allowed = Domain(model_field, "not in", guarded) | Domain(id_field, "=", False)
        for name in guarded:
            documents = self.env[name]
            operation = self._hardening_document_operation(documents)
            if operation and documents.has_access(operation):
                allowed |= Domain(model_field, "=", name) & Domain.custom(
                    to_sql=partial(
                        self._hardening_document_exists, documents, operation, id_field
                    )
                )
            if not documents._hardening_domain().is_true():
                allowed |= Domain(model_field, "=", name) & Domain.custom(
                    to_sql=partial(
                        self._hardening_document_exists, documents, None, id_field
                    )
                )
        return allowed

    @api.model
    def _hardening_document_operation(self, documents):
        """Return what one must be able to do with *documents* to read these rows."""
        if self._hardening_document_field not in documents._fields:
            return None
        if self._hardening_document_field != "message_ids":
            return "read"
        # The conditions depend on the user, in none of our models on the row.
        some = documents.browse(1)
        return some._mail_get_operation_for_mail_message_operation("read")[some]

    @api.model
    def _hardening_document_exists(
        self, documents, operation, id_field, model, alias, query
    ):
        # EXISTS instead of IN: the followers of one form are then looked up by the
        # document's key, however many documents the user may read.
        if operation is None:
            # sudo: unprotected documents, for any user
            free = ~documents._hardening_domain()
            readable = documents.sudo()._search(free, active_test=False)
        elif operation == "read":
            readable = documents._search(Domain.TRUE, active_test=False)
        else:
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

    def _hardening_forbidden(self, operation):
        """Return those of *self* whose document the user may not read."""
        pair = self._hardening_document_fields()
        forbidden = self.browse()
        if not pair:
            return forbidden
        model_field, id_field = pair
        guarded = set(self._hardening_guarded_models())
        # sudo: only to find their documents
        for name, rows in self.sudo().grouped(model_field).items():
            if name not in guarded:
                continue
            if operation != "create":
                rows -= rows.filtered_domain(self._hardening_own_domain())
            documents = self.env[name].browse(
                {row[id_field] for row in rows if row[id_field]}
            )
            needed = self._hardening_document_operation(documents)
            protected = documents._hardening_protected()
            readable = {0, *(documents - protected)._ids}
            if needed:
                readable.update(protected.exists()._filtered_access(needed).ids)
            forbidden |= rows.filtered(
                lambda row, readable=readable: row[id_field] not in readable
            )
        return forbidden.sudo(self.env.su)

    # ------------------------------------------------------------------
    # Every text field of theirs that is a link by its name is checked
    # ------------------------------------------------------------------
    @api.model
    def _hardening_link_fields(self):
        """Return the names of the fields that contain links entered by users."""
        if self._name == "ir.attachment":
            return ["url", "res_model"]  # of a file on one of our documents
        if not self._hardening_applies():
            return []
        return [
            name
            for name, field in self._fields.items()
            if field.type in ("char", "text")
            and field.store
            and not field.compute
            and LINK.search(name)
        ]

    @api.constrains(lambda self: self._hardening_link_fields())
    def _check_hardening_links(self):
        if self._name == "ir.attachment":
            self = self.filtered(
                lambda file: self._hardening_protected_ids(
                    file.res_model or "", [file.res_id]
                )
            )
        for record in self:
            for name in record._hardening_link_fields():
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
