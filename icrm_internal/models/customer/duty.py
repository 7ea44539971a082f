# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What depends on somebody being there: declared by each model, in its own domain.

A model names the fields in ``_icrm_duties``::

    _icrm_duties = (Duty("owner_id", [("state", "=", "published")], required=True),)

That is all it takes to appear in the list *Orphaned Work* (``icrm.orphaned.work``) when
the people are gone, cannot open the record's company, or the department is dissolved.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.tools import SQL


class Duty(NamedTuple):
    """A field that says who answers for a record.

    :param field: a stored many2one or many2many to users, or to any model with
        ``active`` (employees, customers, departments)
    :param domain: records in which it matters; archived ones never do
    :param required: nobody at all is a finding, too
    :param release: function of the records, in sudo, and of those who are gone: moves
        by itself what can be moved
    :param reassign: function of the record, the new person and the reason, called as
        the user; by default the field is written; False: only the record's own screen
        can
    :param shown: the field to the record that is opened instead
    """

    field: str
    domain: list | tuple = ()
    required: bool = False
    release: Callable | None = None
    reassign: Callable | bool = True
    shown: str = ""


def get_duties(env):
    """Return ``[(model, Duty)]`` of all models, in a stable order.

    Where a model and its mixin name the same field, the model's duty applies.
    """
    found = []
    for name, cls in sorted(env.registry.items()):
        if cls._abstract or cls._transient:
            continue
        duties = {}
        for base in cls.__mro__:
            for duty in vars(base).get("_icrm_duties", ()):
                duties.setdefault(duty.field, duty)
        found += [(env[name], duty) for duty in duties.values()]
    return found


def is_gone(env, alias):
    """Return whether a user is gone, in SQL: ResUsers._icrm_filter_available.

    :param alias: of the table of users
    """
    fields = env["res.users"]._fields
    active, share, left = (
        SQL.identifier(alias, name, to_flush=fields[name])
        for name in ("active", "share", "icrm_has_left")
    )
    return SQL("(%s IS NOT TRUE OR %s IS TRUE OR %s IS TRUE)", active, share, left)
