# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Text to instants (naive UTC), or what is wrong with it."""

import calendar
import datetime
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo.addons.icrm_internal.importer.fault import Fault, _lt

ORDERS = [
    ("auto", _lt("Found automatically")),
    ("ymd", _lt("Year, month, day (2024-03-31)")),
    ("dmy", _lt("Day, month, year (31.03.2024)")),
    ("mdy", _lt("Month, day, year (03/31/2024)")),
]
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if n}
_PATTERN = re.compile(
    r"(?P<a>\d{1,4}|[A-Za-z]{3,9}\.?)\s?[-/. 年,]\s?"
    r"(?P<b>\d{1,2}|[A-Za-z]{3,9}\.?)\s?[-/. 月,]+\s?"
    r"(?P<c>\d{1,4})日?"
    r"(?:[T ,]+(?P<h>\d{1,2})(?::|时|時)(?P<m>\d{2})分?"
    r"(?::?(?P<s>\d{2})秒?(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_UTC = datetime.timezone.utc


class DateReader:
    """Reads dates of one file: one order of day, month and year, one time zone.

    Calling it gives ``(instant, None)``, the instant naive in UTC, or
    ``(instant or None, (severity, message, values))``. The same text again costs a
    look into a dictionary: in an export most dates come several times.
    """

    EARLIEST = datetime.datetime(1970, 1, 1)

    def __init__(self, order, zone, now=None):
        """*order* is ymd, dmy or mdy; *zone* a name such as ``Europe/Berlin``."""
        if order not in ("ymd", "dmy", "mdy"):
            raise ValueError(order)
        self._order = order
        try:
            self._zone = ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise Fault(_lt("Time zone %(zone)s does not exist."), zone=zone) from error
        self._zone_name = zone or "UTC"
        now = now or datetime.datetime.now(_UTC).replace(tzinfo=None)
        # An hour or a day ahead is a clock or a time zone; more is a mistake.
        self._latest = now + datetime.timedelta(days=1)
        self._known = {}

    def __call__(self, cell):
        try:
            return self._known[cell]
        except KeyError:
            result = self._read(cell)
            if len(self._known) < 500_000:
                self._known[cell] = result
            return result

    def _read(self, cell):
        if isinstance(cell, datetime.datetime):
            local, zone = cell.replace(microsecond=0), None
        else:
            match = _PATTERN.fullmatch(cell.strip())
            if not match:
                return None, ("error", _lt("This date cannot be read."), {})
            try:
                local = self._local(match)
            except _Impossible as error:
                return None, ("error", error.args[0], error.args[1])
            zone = match["zone"]
        if zone:
            instant, remark = self._with_offset(local, zone), None
        else:
            instant, remark = self._in_zone(local)
        if not self.EARLIEST <= instant <= self._latest:
            return None, (
                "error",
                _lt("The date is before 1970 or in the future."),
                {},
            )
        return instant, remark

    def _local(self, match):
        first, second, third = match["a"], match["b"], match["c"]
        order = self._order
        if len(first) == 4 and first.isdigit():
            order = "ymd"
        elif not first[0].isdigit():
            order = "mdy"
        elif not second[0].isdigit():
            order = "dmy" if order != "ymd" else order
        elif order == "ymd" and len(third) == 4:
            raise _Impossible(
                _lt("The year is last, but the format expects it first."), {}
            )
        parts = dict(zip(order, (first, second, third), strict=True))
        year, month, day = _year(parts["y"]), _month(parts["m"]), _number(parts["d"])
        hour, minute, second = (int(match[key] or 0) for key in "hms")
        if half := match["half"]:
            if not 1 <= hour <= 12:
                raise _Impossible(_lt("Hour %(hour)s does not exist."), {"hour": hour})
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
        if not 1 <= month <= 12:
            raise _Impossible(
                _lt("Month %(month)s does not exist; check the date order."),
                {"month": month},
            )
        if not 1 <= year <= 9998:
            raise _Impossible(_lt("Year %(year)s does not exist."), {"year": year})
        if not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise _Impossible(
                _lt("Month %(month)s of %(year)s has no day %(day)s."),
                {"day": day, "month": month, "year": str(year)},
            )
        if hour > 23 or minute > 59 or second > 59:
            raise _Impossible(
                _lt("Time %(time)s does not exist."),
                {"time": f"{hour}:{minute:02}:{second:02}"},
            )
        return datetime.datetime(year, month, day, hour, minute, second)

    @staticmethod
    def _with_offset(local, zone):
        if zone[0] not in "+-":
            return local
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        return local - datetime.timedelta(
            minutes=minutes if zone[0] == "+" else -minutes
        )

    def _in_zone(self, local):
        aware = local.replace(tzinfo=self._zone)
        instant = aware.astimezone(_UTC)
        other = aware.replace(fold=1).astimezone(_UTC)
        if other == instant:
            return instant.replace(tzinfo=None), None
        values = {"time": local.isoformat(" ", "minutes"), "zone": self._zone_name}
        if instant.astimezone(self._zone).replace(tzinfo=None) != local:
            message = _lt(
                "%(time)s does not exist in %(zone)s (clock change); the hour after "
                "is used."
            )
        else:
            message = _lt(
                "%(time)s exists twice in %(zone)s (clock change); the first is used."
            )
        return instant.replace(tzinfo=None), ("warning", message, values)


class _Impossible(Exception):
    """A date that no calendar has; arguments are message and values."""


def _number(text):
    if not text.isdigit():
        raise _Impossible(_lt("%(text)s is not a day number."), {"text": text})
    return int(text)


def _month(text):
    if text.isdigit():
        return int(text)
    month = _MONTHS.get(text[:3].lower())
    if not month:
        raise _Impossible(_lt("%(text)s is not an English month name."), {"text": text})
    return month


def _year(text):
    if not text.isdigit():
        raise _Impossible(_lt("%(text)s is not a year."), {"text": text})
    year = int(text)
    if len(text) <= 2:
        year += 2000 if year < 70 else 1900
    return year


def detect_order(samples):
    """Return ``(order, sure)`` for some cells of date columns, empty ones left out.

    Unsure if no day after the 12th separates day from month.
    """
    votes = {"ymd": 0, "dmy": 0, "mdy": 0}
    for cell in samples:
        if isinstance(cell, datetime.datetime):
            continue
        match = _PATTERN.fullmatch(cell.strip())
        if not match:
            continue
        first, second = match["a"], match["b"]
        if len(first) == 4:
            votes["ymd"] += 1
        elif not first[0].isdigit():
            votes["mdy"] += 1
        elif not second[0].isdigit() or int(first) > 12:
            votes["dmy"] += 1
        elif int(second) > 12:
            votes["mdy"] += 1
    best = max(votes, key=votes.get)
    if not votes[best]:
        return "dmy", False
    return best, sum(1 for count in votes.values() if count) == 1
