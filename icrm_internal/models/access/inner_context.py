# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keys of the context that our own code sets, and no caller can.

Over JSON-RPC, JSON-2 or XML-RPC a caller sets any key of the context, to what JSON can
say. So what our methods pass to each other in it is wrapped into an object, which JSON
cannot: :func:`give` it, :func:`get` it. Keys that a screen sets are read directly from
the context, as values of a caller; ``tests/promise/test_context_keys.py`` lists them.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Inner:
    """A value of our own."""

    value: Any


def give(records, **values):
    """Return *records* with *values* in their context."""
    return records.with_context(
        **{name: Inner(value) for name, value in values.items()}
    )


def get(env, name, default=None):
    """Return what :func:`give` gave; *default* for anything else."""
    given = env.context.get(name)
    return given.value if isinstance(given, Inner) else default
