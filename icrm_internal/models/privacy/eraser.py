# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is left of people and of old records; set-based, and no figure changes.

Rows and links stay, so every count, average and score is what it was. By SQL, because
the ORM would refuse (closed requests, append-only rows), notify, and write a
history of the very words that are to go.
"""

from collections import Counter

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

from ..access.personal import (
    ADDRESS,
    DELETE,
    EMPTY,
    KEEP,
    LOGIN,
    NAME,
    SWEEP,
    get_personal,
    get_personal_models,
    get_secret,
    get_tables,
    get_texts,
)
from ..access.trace import Trace

GONE = "[…]"
ADDRESS_LEFT = "former.colleague@erased.invalid"


class Eraser:
    """Puts away the personal data of a :class:`~.person.Person`; in sudo."""

    def __init__(self, person):
        self.person = person
        self.env = person.env
        company = person.customers.company_id[:1] or self.env.company
        lang = company.partner_id.lang or "en_US"
        self.name = self.env["icrm.customer"].with_context(lang=lang)._get_erased_name()
        self.trace, self.shared, self.longer = self._get_trace()

    # ------------------------------------------------------------------
    # What is theirs
    # ------------------------------------------------------------------

    def count(self, reader, named=False):
        """Return ``{model: number of records}`` in which something is theirs.

        Nothing of secret models: not even that there is something.

        :param reader: the user who is told
        :param bool named: look for texts that name them, too, in what *reader* reads
        """
        counts = Counter(self._count_named(reader) if named else ())
        for name in get_personal_models(self.env):
            if get_secret(self.env, name) is not None:
                continue
            model = self._get_model(name)
            domain = Domain.OR(
                self.person.get_rows_domain(model, personal)
                for personal in get_personal(self.env, name)
                if personal.of and personal.erased != KEEP
            )
            if not domain.is_false() and (number := model.search_count(domain)):
                counts[name] = max(counts[name], number)
        return counts

    def erase(self):
        """Erase all of it, but what is an open case of a secret model."""
        self.env.flush_all()
        for name, declared in get_personal_models(self.env).items():
            for personal in declared:
                if personal.of and personal.of != "id":
                    self._erase_rows(name, personal)
        self.env.invalidate_all()
        # The user first: the contact of an active one cannot be archived.
        for name in sorted(self.person.records, reverse=True):
            own = [
                personal
                for personal in get_personal(self.env, name)
                if personal.of == "id" and personal.erased != KEEP
            ]
            if own and self.person.records[name]:
                self._erase_own(name, own)
        self._forget_logins()
        # What to look for was read before.
        self._sweep()

    def erase_late(self):
        """Erase what was an open case of a secret model, and is closed since."""
        self.env.flush_all()
        for name, declared in get_personal_models(self.env).items():
            if get_secret(self.env, name) is not None:
                for personal in declared:
                    if personal.of:
                        self._erase_rows(name, personal)
        self.env.invalidate_all()

    def _get_model(self, name):
        return self.env[name].sudo().with_context(active_test=False)

    def _erase_rows(self, name, personal):
        """Put away one field of their records."""
        if personal.erased in (KEEP, SWEEP):
            return
        model = self._get_model(name)
        domain = self.person.get_rows_domain(model, personal)
        secret = get_secret(self.env, name)
        if secret is not None:
            domain &= Domain(secret)
        if domain.is_false():
            return
        if personal.erased == DELETE:
            model.search(domain).unlink()
            return
        field = model._fields[personal.field]
        if field.store:
            ids = model._search(domain)
            clear_column(model, field, self._get_rest(personal), ids)

    @staticmethod
    def get_rest(env, erased, name=None):
        """Return what is left of a text: see the constants of ``personal``."""
        if erased == NAME:
            return name or env["icrm.customer"]._get_erased_name()
        return {ADDRESS: ADDRESS_LEFT, EMPTY: None}.get(erased, GONE)

    def _get_rest(self, personal):
        return self.get_rest(self.env, personal.erased, self.name)

    def _erase_own(self, name, declared):
        """Write what is left of their own files: employee, user, contact, customer."""
        # Without active_test: what core does with it is not for this.
        quiet = {"tracking_disable": True, "no_reset_password": True}
        records = (
            self.env[name].with_context(quiet).browse(self.person.records[name].ids)
        )
        for record in records:
            values = {}
            for personal in declared:
                field = record._fields[personal.field]
                value = self._get_rest(personal) or False
                if personal.erased == LOGIN:
                    value = f"former.colleague.{record.id}@erased.invalid"
                elif field.type == "many2many":
                    value = [(5, 0, 0)]
                values[personal.field] = value
            if "active" in record and name != "icrm.customer" and record.active:
                values["active"] = False
            record.write(values)

    def _forget_logins(self):
        """Nobody logs in as them, and where they did is forgotten."""
        users = self.person.users.ids
        if not users:
            return
        # SQL: core has no method for the first, and hides the tables of the others.
        for statement in (
            SQL("UPDATE res_users SET password = NULL WHERE id = ANY(%s)", users),
            SQL("DELETE FROM res_users_apikeys WHERE user_id = ANY(%s)", users),
            SQL("DELETE FROM res_device_log WHERE user_id = ANY(%s)", users),
        ):
            # SQL: see above
            self.env.cr.execute(statement)

    # ------------------------------------------------------------------
    # What names them
    # ------------------------------------------------------------------

    def _get_trace(self):
        """Return the :class:`Trace`, and what it leaves: what others have, too, and
        their names of which one of the person's is a part."""
        names, addresses, phones = (
            self.person.get_names(),
            self.person.get_addresses(),
            self.person.get_phones(),
        )
        names -= {self.name}
        addresses = {one for one in addresses if not one.endswith(".invalid")}
        shared = {
            *(name for name in names if self._is_shared("name", name)),
            *(one for one in addresses if self._is_shared("email_normalized", one)),
            *(phone for phone in phones if self._is_shared("phone", phone)),
        }
        names -= shared
        longer = {name: self._find_longer(name) for name in names if not name.isascii()}
        trace = Trace(names, addresses - shared, phones - shared, longer)
        return trace, sorted(shared), sorted(set().union(*longer.values()))

    def _find_longer(self, name):
        """Return the names of others of which *name* is a part: 王伟民 for 王伟."""
        found = set()
        for model, own in (
            ("res.partner", self.person.partners),
            ("hr.employee", self.person.employees),
        ):
            others = self._get_model(model).search_fetch(
                Domain("id", "not in", own.ids)
                & Domain("name", "like", escape_psql(name)),
                ["name"],
            )
            found.update(others.mapped("name"))
        return {other for other in found if name in other} - {name}

    def _is_shared(self, field, value):
        """Return whether somebody else has a name, an address or a number, too."""
        operator, value = "=ilike", escape_psql(value)
        others = self._get_model("res.partner").search_count(
            Domain("id", "not in", self.person.partners.ids)
            & Domain(field, operator, value),
            limit=1,
        )
        if others or field == "email_normalized":
            return bool(others)
        name = {"name": "name", "phone": "work_phone"}[field]
        return bool(
            self._get_model("hr.employee").search_count(
                Domain("id", "not in", self.person.employees.ids)
                & Domain(name, operator, value),
                limit=1,
            )
        )

    def _count_named(self, reader):
        """Return how many records of ours that *reader* may read name them."""
        counts = Counter()
        for name in get_tables(self.env):
            fields = get_texts(self.env, name)
            readable = self.env[name].with_user(reader)
            if (
                not self.trace
                or not fields
                or not is_hardened(self.env, name)
                or get_secret(self.env, name) is not None
                or not readable.has_access("read")
            ):
                continue
            rows = readable.with_context(active_test=False)._search(Domain.TRUE)
            # SQL: the conditions of what is replaced
            found = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE (%s) AND id IN %s",
                    SQL.identifier(readable._table),
                    SQL(" OR ").join(map(self._names_them, fields)),
                    rows.subselect(),
                )
            )
            counts[name] = found[0][0]
        return +counts

    def _names_them(self, field):
        """Return the condition that a text names them."""
        text = SQL("%s::text", SQL.identifier(field.name))
        return SQL(
            "CASE WHEN %(text)s ~* %(quick)s THEN %(text)s ~* %(all)s ELSE FALSE END",
            text=text,
            quick=self.trace.quick,
            all=self.trace.all,
        )

    def _sweep(self):
        """Replace what names them in every text of ours and of what we feed."""
        if not self.trace:
            return
        self.env.flush_all()
        for name in get_tables(self.env):
            if name == "icrm.access.log" and "icrm.access.key" in self.env:
                continue  # of chained rows the key is erased, not the words
            if fields := get_texts(self.env, name):
                self._sweep_table(name, fields)
        self.env.invalidate_all()

    def _sweep_table(self, name, fields):
        model = self._get_model(name)
        columns = []
        for field in fields:
            text = SQL("%s::text", SQL.identifier(field.name))
            for pattern, rest in (
                (self.trace.addresses, ADDRESS_LEFT),
                (self.trace.names, self.name),
                (self.trace.phones, GONE),
            ):
                if pattern:
                    text = SQL("regexp_replace(%s, %s, %s, 'gi')", text, pattern, rest)
            if field.column_type[0] == "jsonb":
                text = SQL("(%s)::jsonb", text)
            elif getattr(field, "size", None):
                text = SQL("left(%s, %s)", text, field.size)
            columns.append(SQL("%s = %s", SQL.identifier(field.name), text))
        closed = SQL("TRUE")
        secret = get_secret(self.env, name)
        if secret is not None:
            closed = SQL("id IN %s", model._search(Domain(secret)).subselect())
        # SQL: one statement a table, for all columns; see above.
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE (%s) AND %s",
                SQL.identifier(model._table),
                SQL(", ").join(columns),
                SQL(" OR ").join(map(self._names_them, fields)),
                closed,
            )
        )


def clear_column(model, field, rest, ids):
    """Write *rest* into a column of the rows *ids* (a query or a list)."""
    if rest is None and field.required:
        rest = GONE
    if rest is not None and field.translate:
        rest = SQL("jsonb_build_object('en_US', %s::text)", rest)
    column = SQL.identifier(field.name)
    if isinstance(ids, list):
        chosen = SQL("id = ANY(%s)", ids)
    else:
        chosen = SQL("id IN %s", ids.subselect())
    # SQL: see the top of this file.
    model.env.cr.execute(
        SQL(
            "UPDATE %(table)s SET %(column)s = %(rest)s"
            " WHERE %(chosen)s AND %(column)s IS NOT NULL"
            " AND %(column)s IS DISTINCT FROM %(rest)s",
            table=SQL.identifier(model._table),
            column=column,
            rest=rest,
            chosen=chosen,
        )
    )
