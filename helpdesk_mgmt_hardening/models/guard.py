# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a caller may hand to ``create``, ``write``, ``onchange`` and as a default.

Core asks whether a user may create or write a record. It does not ask

- whether they may read the referenced records. Their names are read as superuser, so a
  dialog with any id in it reveals the title of any request;
- whether they may write a field. ``readonly``, ``compute`` and ``related`` bind the
  web client only; JSON-2, an import and a ``default_*`` of the context write them all.

:func:`guard` closes both for every way in at once. It wraps the methods of the registry
class, as ``base_automation`` does, because it has to see what the *caller* gave: what
the overrides of a model add on their way down is our own code. The superuser is not
asked; code that sets what its caller may not, does so in sudo.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Mapping

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS

# Ids are int4.
MAX_ID = 2**31 - 1
# Pairs of columns that name a document without saying so
PAIRS = (
    ("res_model", "res_id"),
    ("model", "res_id"),
    ("parent_res_model", "parent_res_id"),
    ("res_model", "res_ids"),
    ("model", "res_ids"),
)
DIGITS = re.compile(r"\d+")

# Workflow fields: a record starts in its initial state.
WORKFLOW_FIELDS = ("state", "phase")


def is_hardened(env, name):
    """Return whether records of the model *name* are protected, all or some."""
    return name in env.registry and env.registry[name]._hardening_applies()


def points_to_protected(model, field):
    """Return whether *field* holds protected records, by its type or by its value."""
    if field.type in ("many2one", "one2many", "many2many"):
        return is_hardened(model.env, field.comodel_name)
    return field.type == "reference"


def is_protected(model, field):
    """Return whether *field* of *model* is set by the application only.

    Dialogs are handed their subject in a field that the screen shows readonly; that is
    how Odoo passes arguments, and what they may point to is checked elsewhere.
    """
    if not (field.store and field.readonly) or field.name in MAGIC_COLUMNS:
        return False
    if model._transient:
        return bool(field.compute or field.related)
    return model._hardening_applies() or model._hardening_owns(field)


def is_initial_only(model, field):
    """Return whether *field* keeps its default when a record of *model* is created."""
    if model._transient or not model._hardening_applies():
        return False
    return field.name in model._hardening_initial_fields or (
        field.name in WORKFLOW_FIELDS
        and field.type == "selection"
        and not model._hardening_any_initial_state
    )


def is_bound(model, field, protected, new):
    """Return whether a caller may not set *field*: on a record that is *protected*, or
    on any if the field belongs to an application that protects it."""
    return (protected or model._transient or model._hardening_owns(field)) and (
        is_protected(model, field) or (new and is_initial_only(model, field))
    )


def default_of(model, field):
    """Return the default of *field* in the code, ignoring the caller's."""
    return field.convert_to_write(
        field.convert_to_record(
            field.convert_to_cache(
                field.default(model) if field.default else False, model, validate=False
            ),
            model,
        ),
        model,
    )


def check_fields(model, vals, records=None):
    """Refuse values of fields that are not the caller's to set.

    :param records: those that are written; None where they are created
    """
    new = records is None
    wrong = []
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None:
            continue
        if is_protected(model, field) or (
            new and is_initial_only(model, field) and value != default_of(model, field)
        ):
            wrong.append(name)
    if wrong and not model._transient and model._hardening_applies():
        if new:
            protected = model._hardening_will_protect({**_defaults(model), **vals})
        else:
            # What protects a record and what is forged may come in one write; of a
            # model protected as a whole no record is needed to refuse.
            protected = (
                bool(records._hardening_protected())
                or model._hardening_will_protect(vals)
                or (not records and model._hardening_domain().is_true())
            )
        wrong = [
            name
            for name in wrong
            if is_bound(model, model._fields[name], protected, new)
        ]
    if wrong:
        model._hardening_refuse_fields(wrong)


def _defaults(model):
    """Return the defaults that users stored and those of the context."""
    given = {
        key[8:]: value
        for key, value in model.env.context.items()
        if key.startswith("default_")
    }
    return {**model.env["ir.default"]._get_model_defaults(model._name), **given}


def check_references(model, vals, records=None, lines=False):
    """Refuse values that point to protected records which the caller may not read.

    What a record points to already may be handed back.

    :param lines: check the values of lines, too. Lines that are created or written
        pass the guards of their own model; lines that are only shown do not
    """
    asked = defaultdict(dict)
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None or not value:
            continue
        if lines and field.relational:
            for comodel, line, line_vals in _lines(model, field, value):
                check_references(comodel, line_vals, line, lines=True)
                check_document(comodel, line_vals, line)
        if points_to_protected(model, field):
            for comodel, record_id in _references(model, field, value):
                asked[comodel].setdefault(record_id, field)
    _refuse_hidden(model, asked, records)


def check_document(model, vals, records):
    """Refuse a protected document, given as a pair of columns, that is hidden.

    Rows that stay are checked with it by core and in base.py; what is only shown, and
    what a dialog makes of it, is not.
    """
    if model._hardening_applies():
        return  # their own are readonly
    asked = defaultdict(dict)
    for field, comodel, record_id in _documents(model, vals, records):
        asked[comodel].setdefault(record_id, field)
    _refuse_hidden(model, asked)


def _refuse_hidden(model, asked, records=None):
    whole = model._hardening_applies() and model._hardening_domain().is_true()
    for comodel, fields in asked.items():
        hidden = _hidden(model.env[comodel], fields)
        if not hidden:
            continue
        guarded = model.env[comodel]._hardening_protected_ids(comodel, hidden)
        for record_id in hidden:
            field = fields[record_id]
            # Other apps may point to unprotected records as they always did; a dialog
            # or a field of ours shows the name of none that its user may not read.
            if record_id not in guarded and not (whole or model._hardening_owns(field)):
                continue
            if records and _points_already(records, field, record_id):
                continue
            raise AccessError(
                model.env._(
                    "%(field)s: select a record you have access to.",
                    field=field._description_string(model.env),
                )
            )


def _references(model, field, value):
    """Yield ``(model, id)`` of the protected records that *value* of *field* names."""
    if field.type == "many2one":
        if record_id := as_id(value):
            yield field.comodel_name, record_id
    elif field.type == "reference":
        comodel, _comma, record_id = str(value).partition(",")
        if is_hardened(model.env, comodel) and record_id.isdecimal():
            yield comodel, int(record_id)
    else:
        for record_id in _ids_of_commands(value):
            yield field.comodel_name, record_id


def _lines(model, field, value):
    """Yield ``(model, line, values)`` for the lines of *field* in *value*."""
    comodel = model.env[field.comodel_name]
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, (list, tuple)):
        return
    for command in value:
        line_id, vals = None, command
        if isinstance(command, (list, tuple)) and len(command) > 2:
            line_id, vals = command[1:3]
        if isinstance(vals, Mapping):
            yield comodel, comodel.browse(as_id(line_id) or as_id(vals)), vals


def document_pairs(model):
    """Return the pairs of columns of *model* that name a document: model and id."""
    found = [
        (field.model_field, name)
        for name, field in model._fields.items()
        if field.type == "many2one_reference"
    ]
    found += (pair for pair in PAIRS if all(name in model._fields for name in pair))
    return list(dict.fromkeys(found))


def _documents(model, vals, records):
    """Yield ``(field, model, id)`` of the protected documents that *vals* name.

    Half of a pair may be given: the other half is what is there, or the default.
    """
    for model_field, id_field in document_pairs(model):
        related = (model._fields[model_field].related or model_field).split(".")[0]
        columns = {model_field, related, id_field}
        if records and columns.isdisjoint(vals):
            continue
        known = dict(vals)
        if not records:
            known = model.default_get(list(columns - vals.keys())) | known
        names, ids = [known.get(model_field)], [known.get(id_field)]
        if related != model_field and (kind := known.get(related)):
            # sudo: the name of a model
            names += model.env["ir.model"].sudo().browse(as_id(kind)).mapped("model")
            names += [kind.get("model")] if isinstance(kind, Mapping) else []
        # sudo: to see what is there already
        there = [(row[model_field], row[id_field]) for row in records.sudo() or ()]
        if columns.isdisjoint(vals.keys() - {id_field}):
            names += [name for name, _number in there]
        if id_field not in vals:
            ids += [number for _name, number in there]
        numbers = {n for given in ids for n in DIGITS.findall(str(given or ""))}
        for name in {name for name in names if isinstance(name, str)}:
            if not is_hardened(model.env, name):
                continue
            for number in (min(int(digits[:12]), MAX_ID) for digits in numbers):
                if not there or any(row != (name, number) for row in there):
                    yield model._fields[id_field], name, number


def as_id(value):
    """Return the id that *value* of a many2one is, in any shape given, or None."""
    value = getattr(value, "id", value)
    value = getattr(value, "origin", value)  # of a record that is not there yet
    if isinstance(value, (list, tuple)) and value:
        value = value[0]  # as the web client reads it: [id, name]
    elif isinstance(value, Mapping):
        value = value.get("id")
    return value if type(value) is int and value > 0 else None


def _ids_of_commands(commands):
    if hasattr(commands, "_ids"):
        yield from filter(None, map(as_id, commands._ids))
        return
    if not isinstance(commands, (list, tuple)):
        return
    for command in commands:
        if not isinstance(command, (list, tuple)):
            if as_id(command):
                yield as_id(command)
        elif command and command[0] == Command.SET:
            ids = command[2] if len(command) > 2 else ()
            if isinstance(ids, (list, tuple)):
                yield from filter(None, map(as_id, ids))
        elif len(command) > 1 and command[0] in (
            Command.LINK,
            Command.UPDATE,
            Command.UNLINK,
            Command.DELETE,
        ):
            if as_id(command[1]):
                yield as_id(command[1])


def _hidden(comodel, ids):
    """Return those of *ids* that the caller may not read, missing ones included."""
    records = comodel.with_context(active_test=False).browse(ids)
    try:
        readable = records if records.has_access("read") else None
    except MissingError:
        readable = None
    if readable is None:
        readable = records.exists()._filtered_access("read")
    return set((records - readable)._ids)


def _points_already(records, field, record_id):
    """Return whether each of *records* points to *record_id* already."""
    # sudo: whether nothing changes; the result reveals nothing the records do not.
    values = [record[field.name] for record in records.sudo()]
    return all(value and record_id in value._ids for value in values)


def check_author(env, vals):
    """Refuse an author or sender in *vals* who is not the caller."""
    own = env.user.partner_id
    if (
        (vals.get("author_id") or own.id) != own.id
        or vals.get("author_guest_id")
        or (vals.get("email_from") or own.email_formatted)
        not in (own.email_formatted, own.email)
    ):
        raise AccessError(env._("You can only post under your own name."))


# -- the guards --
def guard(model):
    """Put the checks before the public methods of *model*'s registry class."""
    if model._abstract:
        return
    guards = {}
    if (
        model._hardening_applies()
        or (model._transient and document_pairs(model))
        or any(
            is_protected(model, field)
            or (field.store and field.relational and points_to_protected(model, field))
            for field in model._fields.values()
        )
    ):
        guards = {"create": _guard_create, "write": _guard_write}
    if document_pairs(model) or any(f.relational for f in model._fields.values()):
        # Any form can show lines, and lines of lines, that name protected records.
        guards["onchange"] = _guard_onchange
    cls = type(model)
    for name, wrap in guards.items():
        method = getattr(cls, name)
        if getattr(method, "hardening_guards", None) != model._name:
            guarded = functools.wraps(method)(wrap(_unguarded(cls, name)))
            guarded.hardening_guards = model._name
            setattr(cls, name, guarded)


def _unguarded(cls, name):
    """Return the method that the guard of *name* wraps in a registry class.

    Looked up at each call, as ``super()`` would: tests of other addons patch classes.
    """
    if name in vars(cls):  # another wrapper, e.g. of base_automation
        return vars(cls)[name]

    def call_super(self, *args, **kwargs):
        return getattr(super(cls, self), name)(*args, **kwargs)

    return call_super


def _without_defaults(model):
    """Return *model* without those defaults of the context that no caller may give."""
    kept, dropped = {}, set()
    for key, value in model.env.context.items():
        field = key.startswith("default_") and model._fields.get(key[8:])
        # Whether the record will be protected is not known from the context alone.
        if field and is_bound(model, field, protected=True, new=True):
            dropped.add(key)
        elif field:
            kept[field.name] = value
    check_references(model, kept)
    if not dropped:
        return model
    return model.with_context(
        {key: value for key, value in model.env.context.items() if key not in dropped}
    )


def _guard_create(method):
    def create(self, vals_list):
        if not self.env.su:
            self = _without_defaults(self)
            rows = [vals_list] if isinstance(vals_list, Mapping) else vals_list
            for vals in rows:
                check_fields(self, vals)
                check_references(self, vals)
                if self._transient:
                    check_document(self, vals, self.browse())
        return method(self, vals_list)

    return create


def _guard_write(method):
    def write(self, vals):
        if not self.env.su:
            check_fields(self, vals, self)
            check_references(self, vals, self)
            if self._transient:
                check_document(self, vals, self)
        return method(self, vals)

    return write


def _guard_onchange(method):
    def onchange(self, values, field_names, fields_spec):
        if not self.env.su:
            check_references(self, values, self, lines=True)
            check_document(self, values, self)
        return method(self, values, field_names, fields_spec)

    return onchange
