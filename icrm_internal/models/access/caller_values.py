# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Checks of callers' values: over JSON-2 an argument may be anything.

Every argument of a public method is checked by one of these functions before it is
used; a wrong one raises an error with a readable message.
"""

import math

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import clean_context

from ...importer import strict

MAX_ID = 2**31 - 1

# The largest that JavaScript keeps
MAX_ROW_ID = 2**53 - 1

REASON_LIMIT = 2000


def context_of(env):
    """Return the context of *env* without keys a caller could use to preset values.

    Removes defaults and the ``icrm_`` keys of our own code; for actions in sudo.
    """
    context = clean_context(env.context)
    return {key: value for key, value in context.items() if key[:5] != "icrm_"}


def id_of(value, limit=MAX_ID):
    """Return *value* if it can be the id of a record, else 0.

    A bool is an int, and an id beyond int4 is a database error.

    :param limit: rows of a query may have larger ones
    """
    return value if type(value) is int and 0 < value <= limit else 0


def record_of(model, value):
    """Return the record of *model* with the id *value*, if the caller may read it."""
    return model.search([("id", "=", id_of(value))])


def ids_of(env, label, value, limit=MAX_ID):
    """Return a list of ids; an empty list for no value."""
    value = value or []
    if not isinstance(value, list | tuple) or not all(
        id_of(number, limit) for number in value
    ):
        raise UserError(env._("%(field)s: enter a list of IDs.", field=label))
    return list(dict.fromkeys(value))


def text_of(env, label, value, limit, required=False):
    """Return *value* as stripped text; "" for no value."""
    if value is None or value is False:
        value = ""
    if not isinstance(value, str):
        raise UserError(env._("%(field)s: enter text.", field=label))
    if strict.UNSTORABLE.search(value):
        raise UserError(
            env._("%(field)s: contains a forbidden character.", field=label)
        )
    if len(value) > limit:
        raise UserError(
            env._(
                "%(field)s: %(count)s characters, maximum %(limit)s.",
                field=label,
                limit=limit,
                count=len(value),
            )
        )
    value = value.strip()
    if required and not value:
        raise UserError(env._("%(field)s is required.", field=label))
    return value


def reason_of(env, value, limit=REASON_LIMIT):
    """Return *value*, the reason without which something is not done."""
    return text_of(env, env._("Reason"), value, limit, required=True)


def number_of(env, label, value, low, high):
    """Return *value*, a number from *low* to *high*; a whole one if both are ints."""
    kinds = int if type(low) is type(high) is int else (int, float)
    if (
        isinstance(value, bool)
        or not isinstance(value, kinds)
        or not math.isfinite(value)
        or not low <= value <= high
    ):
        raise UserError(
            env._(
                "%(field)s: enter a number from %(low)s to %(high)s.",
                field=label,
                low=f"{low:,}",
                high=f"{high:,}",
            )
        )
    return value


def flag_of(env, label, value):
    """Return *value* as a bool; no value is False."""
    if value is None or value == "":
        return False
    if not isinstance(value, int) or value not in (0, 1):
        raise UserError(env._("%(field)s: enter yes or no.", field=label))
    return bool(value)


def day_of(env, label, value):
    """Return the date that *value* is, or spells as 2026-03-31."""
    try:
        return strict.to_day(value)
    except ValueError:
        raise UserError(
            env._(
                "%(field)s: enter a date from %(first)s to %(last)s, e.g. 2026-03-31.",
                field=label,
                first=strict.FIRST_YEAR,
                last=strict.LAST_YEAR,
            )
        ) from None


def domain_of(model, label, value):
    """Return *value* as a ``Domain`` over *model*; all records for nothing."""
    try:
        domain = Domain(value or [])
        domain.validate(model)
        for condition in domain.iter_conditions():
            if isinstance(condition.value, str):
                if strict.UNSTORABLE.search(condition.value):
                    raise ValueError("not storable")
    except (AssertionError, LookupError, RecursionError, TypeError, ValueError):
        raise UserError(
            model.env._("%(field)s: enter a search domain.", field=label)
        ) from None
    return domain
