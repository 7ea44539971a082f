# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mapping of columns: proposed by name, corrected by users.

The names are data: ``words/columns.csv``, per target and language, the usual first.
"""

import re
import unicodedata
from functools import lru_cache

from odoo.addons.icrm_internal.importer.fault import _lt

from .words import read_words

#: key, label. The order is the one of the screen's list.
TARGETS = [
    ("number", _lt("Number (required)")),
    ("subject", _lt("Subject")),
    ("description", _lt("Description")),
    ("comment", _lt("Comment (stored as an internal note)")),
    ("state", _lt("State")),
    ("priority", _lt("Priority")),
    ("opened_at", _lt("Opened on")),
    ("first_response_at", _lt("First response on")),
    ("resolved_at", _lt("Resolved on")),
    ("closed_at", _lt("Closed on")),
    ("changed_at", _lt("Changed on (event log: time of the change)")),
    ("change_order", _lt("Order of changes within the same minute")),
    ("caller", _lt("Customer: name, login or e-mail")),
    ("caller_email", _lt("Customer: e-mail")),
    ("customer_department", _lt("Customer's department")),
    ("group", _lt("Team")),
    ("agent", _lt("Assigned to")),
    ("service", _lt("Service")),
    ("reopen_count", _lt("How often reopened")),
    ("reassignment_count", _lt("How often reassigned (to compare)")),
]
DATES = ("opened_at", "first_response_at", "resolved_at", "closed_at", "changed_at")
COUNTS = ("reopen_count", "reassignment_count", "change_order")
#: Several columns may go there: their texts are put together.
MANY = ("subject", "description", "comment")

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
#: A column of hours is no date, whatever it is called.
_DURATION = re.compile(
    r"\b(hrs?|hours?|min|mins|minutes?|secs?|seconds?|days?|duration|elapsed|breached?"
    r"|due|sla|ola|target|stunden|minuten|dauer|frist|heures|duree|echeance|horas"
    r"|minutos?|duracion|vencimiento|age|left|remaining|violated|violation|tto|ttr"
    r"|time to|time in|time spent|delai|fallig)\b"
    r"|时长|耗时|小时|分钟|超时|时限|截止|到期|期限|時長|耗時|小時|分鐘|逾時|時限|預計|预计|计划|計畫|要求|期望"
)
_PREFIXES = (
    "service request",
    "ticket",
    "incident",
    "issue",
    "case",
    "request",
    "custom field",
    "u",
    "cf",
)
#: Names of tables before a dot
_TABLES = ("incident", "task", "ticket", "issue", "case", "request", "sc req item")
_SUFFIXES = ("name", "display value", "value", "utc", "gmt", "local time")
_CHINESE_PREFIXES = ("工单", "工單", "事件", "服务请求", "服務請求", "请求", "請求")


@lru_cache(100_000)
def key_of(name):
    """Return *name* as it is compared: ``"Opened_At "`` and ``"opened at"`` are one.

    Accents do not count, nor full width, nor how words are put together
    (``createdAt``).
    """
    text = unicodedata.normalize("NFKD", name)
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = unicodedata.normalize("NFC", _CAMEL.sub(" ", text)).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


_BY_NAME = {}
for _target, _place, _name in read_words("columns.csv", "target"):
    _BY_NAME.setdefault(_name, (_target, _place))


def spellings(name):
    """Return the keys under which a column may be known, the nearest first.

    ``Custom field ([CHART] Date of First Response)``, ``Subject (Ticket)``,
    ``incident.caller_id.department.name``, ``Ticket Closed Time``.
    """
    keys = [key_of(name)]
    keys.append(key_of(_BRACKETS.sub(" ", name)))
    if keys[0].startswith("custom field"):
        keys.append(key_of(re.sub(r"\[[^\]]*\]|(?i:custom field)", " ", name)))
    table, dot, field = name.partition(".")
    if dot and key_of(table) in _TABLES:
        keys.append(key_of(field))
    # GLPI: "Requester - Requester"
    first, dash, second = name.partition(" - ")
    if dash and key_of(first) == key_of(second):
        keys.append(key_of(first))
    for key in list(keys):
        for suffix in _SUFFIXES:
            if key.endswith(f" {suffix}"):
                keys.append(key.removesuffix(suffix).strip())
        for prefix in _PREFIXES:
            if key.startswith(f"{prefix} "):
                keys.append(key.removeprefix(prefix).strip())
        for prefix in _CHINESE_PREFIXES:
            if key.startswith(prefix):
                keys.append(key.removeprefix(prefix).strip())
    # A number alone is what tells columns of one name apart.
    return [key for key in dict.fromkeys(keys) if key and not key.isdigit()]


@lru_cache(10_000)
def find_target(name):
    """Return ``(target, how far-fetched it is)`` for a column's name, or None."""
    for distance, key in enumerate(spellings(name)):
        if found := _BY_NAME.get(key):
            target, place = found
            if distance and target in DATES and _DURATION.search(key_of(name)):
                return None
            return target, (place, distance)
    return None


def recognise(header):
    """Return how many names of *header* are known."""
    return sum(1 for name in header if find_target(name))


def propose(header, known=None, fits=None):
    """Return one target (or None) per name in *header*.

    *known* maps names to targets, as a saved profile does; it goes first, and what it
    maps to None stays unmapped. Nothing but texts gets two columns: the more usual
    name gets it. *fits* tells whether the cells of a column (its place, the target)
    may be that.
    """
    known = {key_of(name): target for name, target in (known or {}).items()}
    targets = [None] * len(header)
    claims = []
    for place, name in enumerate(header):
        key = next((key for key in spellings(name) if key in known), None)
        if key is not None:
            if known[key]:
                rank = list(known).index(key)
                claims.append((0, (rank, 0), place, known[key]))
        elif (found := find_target(name)) and (not fits or fits(place, found[0])):
            claims.append((1, found[1], place, found[0]))
    taken = set()
    for _source, _rank, place, target in sorted(claims):
        if target in MANY or target not in taken:
            taken.add(target)
            targets[place] = target
    return targets
