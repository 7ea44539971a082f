# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ...importer import strict
from .guard import (
    check_references,
    default_of,
    guard,
    is_ours,
    is_protected,
    is_unborn,
)


class NotOneError(UserError, ValueError):
    """Core's ``ValueError``, told as a sentence and not as a fault of the server."""


class Base(models.AbstractModel):
    _inherit = "base"

    # What is decided later: not set when a record is created, save to its default. The
    # selection fields "state" and "phase" are so in any case.
    _icrm_unborn = ()

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
        if self.env.su or not is_ours(self._name):
            return values
        for name in list(values):
            field = self._fields.get(name)
            if field and (is_protected(self, field) or is_unborn(self, field)):
                if field.default:
                    values[name] = default_of(self, field)
                else:
                    del values[name]
        stored = self.env["ir.default"]._get_model_defaults(self._name)
        given = {
            name: value
            for name, value in values.items()
            if f"default_{name}" in self.env.context or name in stored
        }
        check_references(self, given)
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
                "%(record)s: %(fields)s cannot be set by hand.",
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
    def _search(self, domain, *args, **kwargs):
        """Search x2many fields by those records of ours that the caller may read.

        Core compares ``('ticket_ids', 'in', [5])`` with the bare relation, and so tells
        everybody who may read contacts whose request number 5 is.
        """
        if not self.env.su:
            domain = Domain(domain).map_conditions(self._icrm_condition_as_user)
        return super()._search(domain, *args, **kwargs)

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
                    "%(kind)s: exactly one is expected, not %(count)s.",
                    kind=self.env["ir.model"]._get(self._name).name,
                    count=len(self),
                )
            ) from None
        if self._ids[0] == 0 and is_ours(self._name):
            raise self._icrm_missing()
        return self

    def _check_access(self, operation):
        """No record has the id 0, and Odoo takes it for a new one: all may do all."""
        result = super()._check_access(operation)
        if 0 in self._ids and is_ours(self._name):
            forbidden = self.browse([0])
            if result:
                forbidden |= result[0]
            return forbidden, self._icrm_missing
        return result

    def _icrm_missing(self):
        return MissingError(self.env._("This record does not exist, or no longer."))

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
        result = super()._validate_fields(field_names, excluded_names)
        for name in field_names:
            field = self._fields[name]
            if (
                not (is_ours(self._name) or name.startswith("icrm_"))
                or field.type not in ("date", "datetime")
                or not field.store
            ):
                continue
            for record in self.sudo():
                value = record[name]
                if value and not strict.FIRST_YEAR <= value.year <= strict.LAST_YEAR:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: the year %(year)s is not from %(first)s to "
                            "%(last)s.",
                            field=field._description_string(self.env),
                            year=value.year,
                            first=strict.FIRST_YEAR,
                            last=strict.LAST_YEAR,
                        )
                    )
        return result
