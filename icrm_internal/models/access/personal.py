# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Personal data: declared by each model, in its own domain, once for all uses.

A model names its fields in ``_icrm_personal``, beside ``_icrm_duties``::

    _icrm_personal = (
        Personal("comment", "customer_id"),
        Personal("score", "customer_id", KEEP),
    )

Erasing a person, the copy of their own data, retention rules and the data dictionary
all read this, and nothing else. Texts of our models that are not declared may name
anybody: names, addresses and telephone numbers of who is erased are replaced in them.

``_icrm_retention`` says of what age and how old records may be put away.
``_icrm_secret`` is the condition for records that nobody may be told the number of: of
a person erased they are put away in silence, those that are open cases once they close.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

#: What is left of a field once its person is erased
KEEP = "keep"  # all: a figure, a date, a link; never a text
SWEEP = "sweep"  # the text, without names, addresses and telephone numbers
TEXT = "text"  # a sign that something was there
NAME = "name"  # "Former colleague"
ADDRESS = "address"  # an address that leads nowhere
LOGIN = "login"  # the same, but unique
EMPTY = "empty"  # nothing
DELETE = "delete"  # not even the row

#: The path of what is theirs by the declaration's domain alone
WHERE = "*"

ARCHIVE, ANONYMISE, REMOVE = "archive", "anonymise", "delete"

TEXTS = ("char", "text", "html", "json", "properties")
PEOPLE = ("res.users", "res.partner", "hr.employee", "icrm.customer")


class Personal(NamedTuple):
    """A field with personal data, and whose they are.

    :param field: of any kind; what is not stored is only copied for its person
    :param of: paths to the person (customer, employee, user or contact); "id" on these
        models themselves; without one, only the names in it are replaced
    :param erased: what is left of it, see above
    :param own: whether its person gets a copy; or the paths to who gets one
    :param domain: function of the environment and the :class:`Person` that returns the
        records in which; all by default
    """

    field: str
    of: str | tuple[str, ...] = ()
    erased: str = TEXT
    own: bool | str | tuple[str, ...] = True
    domain: Callable | None = None

    def get_paths(self, own=False):
        """Return the paths to whose it is; to who gets a copy of it, if *own*."""
        if own and self.own is not True:
            return _tuple(self.own) if self.own else ()
        return _tuple(self.of)


class Retention(NamedTuple):
    """How records of a model may be put away once they are old.

    :param since: the date or time from which their age counts
    :param closed: those that may be; others are open cases
    :param actions: what may be done: ARCHIVE, ANONYMISE, REMOVE; nothing that changes a
        figure
    :param parts: (model, field to the record) of what is anonymised with them
    :param is_case: whether an open one keeps its person from being erased
    :param company: the path to the company of a record
    """

    since: str
    closed: list | tuple = ()
    actions: tuple[str, ...] = (ANONYMISE,)
    parts: tuple[tuple[str, str], ...] = ()
    is_case: bool = True
    company: str = "company_id"


def _tuple(value):
    return (value,) if isinstance(value, str) else tuple(value)


def get_personal(env, name):
    """Return the declarations of a model, one a field: the last one counts."""
    found = {}
    for base in env.registry[name].__mro__:
        for personal in vars(base).get("_icrm_personal", ()):
            found.setdefault(personal.field, personal)
    return tuple(found.values())


def get_retention(env, name):
    """Return the :class:`Retention` of a model, or None."""
    return getattr(env.registry[name], "_icrm_retention", None)


def get_secret(env, name):
    """Return the condition for a secret model's records to be put away, or None."""
    return getattr(env.registry[name], "_icrm_secret", None)


def get_tables(env):
    """Yield the names of the models with a table of their own, in a stable order."""
    for name, cls in sorted(env.registry.items()):
        if cls._auto and not cls._abstract:
            yield name


def get_personal_models(env):
    """Return ``{model: its declarations}`` of the models that have some."""
    found = {name: get_personal(env, name) for name in get_tables(env)}
    return {name: declared for name, declared in found.items() if declared}


def get_texts(env, name):
    """Return the fields of a model with a column in which anybody may be named."""
    declared = {personal.field: personal for personal in get_personal(env, name)}
    ours = is_hardened(env, name)
    return [
        field
        for field in env[name]._fields.values()
        if field.store
        and field.column_type
        and field.type in TEXTS
        and (
            declared[field.name].erased != KEEP
            if field.name in declared
            else ours
            and not issubclass(env.registry[name], env.registry["icrm.frozen"])
        )
    ]
