# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Text to numbers and days, strictly: what Python forgives is a slip elsewhere.

``float`` takes ``1_000``, ``nan`` and digits of any script, ``fromisoformat`` a year
1111 made of ones. A text that does not match in full raises ``ValueError``.
"""

import datetime
import math
import re

#: Years that a date may have: others are typing errors.
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: What PostgreSQL stores neither as text nor as JSON
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,40}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})(?:[eE][+-]?[0-9]{1,3})?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
)


def to_number(text):
    """Return the finite float that *text* spells, with a decimal point or comma."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError("no number")
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise ValueError("not finite")
    return number


def to_day(value):
    """Return the date that *value* spells (``2026-03-31``) or is."""
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        value = datetime.date.fromisoformat(value.strip())
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        raise ValueError("no date")
    return _in_years(value)


def to_instant(value):
    """Return the naive datetime that *value* spells (``2026-03-31 14:30``) or is."""
    if isinstance(value, str) and _INSTANT.fullmatch(value.strip()):
        value = datetime.datetime.fromisoformat(value.strip())
    if not isinstance(value, datetime.datetime) or value.tzinfo:
        raise ValueError("no date and time")
    return _in_years(value)


def _in_years(value):
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError("no year of ours")
    return value


_AMBIGUOUS = re.compile(r"([+-]?[1-9][0-9]{0,2})[.,]([0-9]{3})")


def is_ambiguous(text):
    """Return whether *text* is a number to one reader and another to the next.

    ``1,234`` and ``1.234`` are a thousand and more, or one and some, by country.
    """
    return bool(_AMBIGUOUS.fullmatch(text.strip()))


def readings(text):
    """Return what an ambiguous number can mean, each written so that it is clear."""
    whole, rest = _AMBIGUOUS.fullmatch(text.strip()).groups()
    return {"one": f"{whole}{rest}", "other": f"{whole}.{rest}0"}
