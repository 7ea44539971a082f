# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What another system's word for a state or a priority means here."""

from odoo.addons.icrm_internal.importer.fault import _lt

from .columns import key_of
from .words import read_words

#: key: (state of the request, holder, label)
MEANINGS = {
    "new": ("new", "provider", _lt("Submitted")),
    "in_progress": ("in_progress", "provider", _lt("In progress")),
    "waiting_customer": ("waiting", "customer", _lt("Waiting for the customer")),
    "waiting_third_party": ("waiting", "third_party", _lt("Waiting for a third party")),
    "waiting_department": (
        "waiting",
        "department",
        _lt("Waiting for another department"),
    ),
    "waiting_provider": (
        "waiting",
        "provider",
        _lt("Waiting, still with the provider"),
    ),
    "resolved": ("resolved", None, _lt("Resolved")),
    "closed": ("resolved", None, _lt("Resolved and confirmed (closed)")),
    "withdrawn": ("withdrawn", None, _lt("Withdrawn")),
    "rejected": ("rejected", None, _lt("Rejected")),
    # For rows of an event log: a comment, a mail
    "none": (None, None, _lt("Says nothing about the state")),
}
#: States of closed requests
OVER = ("resolved", "withdrawn", "rejected")

_STATE_OF, _PRIORITY_OF = {}, {}
for _kind, _meaning, _place, _name in read_words("values.csv", "kind", "meaning"):
    (_STATE_OF if _kind == "state" else _PRIORITY_OF).setdefault(
        key_of(_name), _meaning
    )


def _strip_number(value):
    """Return the key of *value* without a number before it: ``"3 - Moderate"``."""
    words = key_of(value).split()
    if len(words) > 1 and words[0].isdigit():
        words = words[1:]
    return " ".join(words)


def propose_state(value):
    """Return the key in MEANINGS for *value*, or None."""
    return _STATE_OF.get(_strip_number(value))


def propose_priority(value):
    """Return ``"0"`` (low) to ``"3"`` (very high) for *value*, or None.

    A bare number is ambiguous: 1 is the highest for one system, the lowest for another.
    """
    return _PRIORITY_OF.get(_strip_number(value))
