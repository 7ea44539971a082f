# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Text to instants (naive UTC), or what is wrong with it.

A date is taken apart: the time of day, the zone, then day, month and year. What is left
over makes it unreadable; nothing is skipped but names of weekdays and small words.
"""

import calendar
import datetime
import re
import unicodedata
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from odoo.addons.icrm_internal.importer.fault import Fault, _lt

ORDERS = [
    ("auto", _lt("Found automatically")),
    ("ymd", _lt("Year, month, day (2024-03-31)")),
    ("dmy", _lt("Day, month, year (31.03.2024)")),
    ("mdy", _lt("Month, day, year (03/31/2024)")),
]
_MONTH_NAMES = """
    jan january januar janner jaenner janvier janv enero ene
    feb february februar feber fevrier fevr fev febrero
    mar march marz maerz mrz mars marzo
    apr april avril avr abril abr
    may mai mayo
    jun june juni juin junio
    jul july juli juillet juil julio
    aug august aout agosto ago
    sep sept september septembre septiembre setiembre set
    oct october oktober okt octobre octubre
    nov november novembre noviembre
    dec december dezember dez decembre diciembre dic
"""
_MONTHS = {
    name: number
    for number, line in enumerate(_MONTH_NAMES.strip().splitlines(), 1)
    for name in line.split()
}
_SMALL_WORDS = frozenset(
    """
    mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat
    saturday sun sunday mo montag di dienstag mi mittwoch do donnerstag fr freitag sa
    samstag sonnabend so sonntag lun lundi lunes mardi martes mer mercredi mie miercoles
    jeu jeudi jue jueves ven vendredi vie viernes sam samedi sab sabado dim dimanche dom
    domingo at um uhr a le la el las de del den der am on the of st nd rd th er
    """.split()
)
_FORENOON = ("am", "a.m.", "a.m", "上午", "凌晨", "早上", "清晨", "早晨")
_AFTERNOON = ("pm", "p.m.", "p.m", "下午", "晚上", "傍晚", "午後", "午后")
_HALVES = "|".join(
    re.escape(word) for word in sorted((*_FORENOON, *_AFTERNOON), key=len, reverse=True)
)
_TIME = re.compile(
    rf"(?:(?<=[\s\dt日号,])|^)(?P<before>{_HALVES}|中午)?\s*"
    r"(?<![\d.:])(?P<h>\d{1,2})\s?(?::|时|時|点|點|h)\s?(?P<m>\d{1,2})(?![\d.]*\d:)分?"
    r"(?:\s?:?\s?(?P<s>\d{1,2})秒?(?:[.,]\d{1,9})?)?"
    rf"\s*(?P<after>{_HALVES})?(?=z\b|[^a-z]|$)"
)
_HOUR = re.compile(
    rf"(?<=[\s,])(?P<h>\d{{1,2}})\s?(?P<after>am|pm)\b"
    rf"|(?P<before>{_HALVES}|中午)\s*(?P<h2>\d{{1,2}})\s?[时時点點]整?"
)
_OFFSET = re.compile(
    r"\s*\(?(?:utc|gmt)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\)?\s*$"
)
_ZONE = re.compile(r"\s*\(?(?P<zone>[a-z]+/[a-z_]+(?:/[a-z_]+)?|[a-z]{1,5})\)?\s*$")
#: Abbreviations of one meaning, in minutes. CST, IST, BST and the like have several.
_ZONES = {
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "wet": 0,
    "west": 60,
    "cet": 60,
    "mez": 60,
    "cest": 120,
    "mesz": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "hkt": 480,
    "sgt": 480,
    "jst": 540,
    "kst": 540,
    "est": -300,
    "edt": -240,
    "cdt": -300,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "akst": -540,
    "akdt": -480,
    "hst": -600,
    "nzst": 720,
    "nzdt": 780,
    "aest": 600,
    "aedt": 660,
}
_AMBIGUOUS_ZONES = frozenset(
    ("cst", "ist", "bst", "ast", "mst", "sst", "adt", "pht", "wst", "gst", "amt", "ect")
)
_COMPACT = re.compile(
    r"(?P<date>(?:19|20|21)\d{6})"
    r"(?:[t ]?(?P<h>\d{2}):?(?P<m>\d{2}):?(?P<s>\d{2})?(?:\.\d{1,9})?)?"
)
_NUMBER = re.compile(r"\d{1,13}(?:[.,]\d{1,12})?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_SEPARATORS = re.compile(r"[\s\-/.,'’º]*")
_CHINESE_WEEKDAY = re.compile(r"\(?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\)?")
#: Years of the Republic, as Taiwan writes them
_REPUBLIC = re.compile(r"民[国國]\s?(\d{1,3})\s?年")
_UTC = datetime.timezone.utc
_EXCEL_EPOCH = datetime.datetime(1899, 12, 30)


class DateReader:
    """Reads dates of one file: one order of day, month and year, one time zone.

    Calling it gives ``(instant, None)``, the instant naive in UTC, or
    ``(instant or None, (severity, message, values))``. The same text again costs a
    look into a dictionary: in an export most dates come several times.
    """

    EARLIEST = datetime.datetime(1970, 1, 1)

    def __init__(self, order, zone, now=None):
        """*order* is ymd, dmy, mdy or auto (then a date of numbers only is refused
        if its order can be seen in several ways); *zone* a name such as
        ``Europe/Berlin``."""
        if order not in ("ymd", "dmy", "mdy", "auto"):
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
        #: instant -> the other one that the same hour of a clock change may mean
        self.folds = {}

    def __call__(self, cell):
        try:
            return self._known[cell]
        except KeyError:
            result = self._read(cell)
            if len(self._known) < 500_000:
                self._known[cell] = result
            return result

    def _read(self, cell):
        remark = None
        try:
            if isinstance(cell, datetime.datetime):
                instant, remark = self._in_zone(cell.replace(microsecond=0))
            else:
                local, zone, remark = _take_apart(cell, self._order)
                if zone is None:
                    instant, clash = self._in_zone(local)
                    remark = clash or remark
                else:
                    instant = self._with_zone(local, zone)
        except _Impossible as error:
            return None, ("error", *error.args)
        except OverflowError:
            return None, ("error", _lt("This date cannot be read."), {})
        if not self.EARLIEST <= instant <= self._latest:
            return None, (
                "error",
                _lt("The date is before 1970 or in the future."),
                {},
            )
        return instant, remark

    def _with_zone(self, local, zone):
        """Return the instant of *local* in *zone*: minutes, or a name."""
        if isinstance(zone, int):
            return local - datetime.timedelta(minutes=zone)
        if "/" in zone:
            name = _zone_names().get(zone)
            if not name:
                raise _Impossible(
                    _lt("Time zone %(zone)s does not exist."), {"zone": zone}
                )
            place = ZoneInfo(name)
            return local.replace(tzinfo=place).astimezone(_UTC).replace(tzinfo=None)
        for fold in (0, 1):
            aware = local.replace(tzinfo=self._zone, fold=fold)
            if (aware.tzname() or "").casefold() == zone:
                return aware.astimezone(_UTC).replace(tzinfo=None)
        raise _Impossible(
            _lt("%(zone)s stands for several time zones."), {"zone": zone.upper()}
        )

    def _in_zone(self, local):
        aware = local.replace(tzinfo=self._zone)
        instant = aware.astimezone(_UTC)
        other = aware.replace(fold=1).astimezone(_UTC)
        if other == instant:
            return instant.replace(tzinfo=None), None
        self.folds[instant.replace(tzinfo=None)] = other.replace(tzinfo=None)
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


@cache
def _zone_names():
    return {name.casefold(): name for name in available_timezones()}


class _Impossible(Exception):
    """A date that no calendar has; arguments are message and values."""


class _Unreadable(_Impossible):
    """A text that is no date at all."""


def _normalise(cell):
    """Return *cell* in one spelling: small letters, plain spaces, no accents."""
    text = unicodedata.normalize("NFKD", cell)
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if not text.isascii():
        text = _REPUBLIC.sub(lambda match: f"{int(match[1]) + 1911}年", text)
        text = _CHINESE_WEEKDAY.sub(" ", text)
        text = re.sub("[年月](?=\\s?\\d)", "-", text)
        text = re.sub("(?<=\\d)[日号號]", " ", text)
        text = " ".join(text.split())
    return text


def _take_apart(cell, order):
    """Return ``(local datetime, zone or None, remark or None)`` of a text.

    The zone is minutes, a name with a slash, or an abbreviation of several meanings.
    """
    text = _normalise(cell)
    if _NUMBER.fullmatch(text) and (found := _from_number(text)):
        return found
    if match := _COMPACT.match(text):
        zone = _zone_of(text[match.end() :])
        if zone is not False:
            local = _build(
                "ymd", match["date"][:4], match["date"][4:6], match["date"][6:]
            )
            hour, minute, second = (int(match[key] or 0) for key in "hms")
            return _at_time(local, hour, minute, second), zone, None
    text, time = _cut_time(text)
    text, zone = _cut_zone(text, time is not None)
    tokens = [token for token in _TOKEN.findall(text) if token not in _SMALL_WORDS]
    rest = _TOKEN.sub(" ", text)
    if not _SEPARATORS.fullmatch(rest):
        raise _Unreadable(_lt("This date cannot be read."), {})
    if len(tokens) in (5, 6) and time is None and all(map(str.isdigit, tokens[3:])):
        time = tuple(int(part) for part in (*tokens[3:], "0")[:3])
        tokens = tokens[:3]
    if len(tokens) != 3 or any(len(token) > 12 for token in tokens):
        raise _Unreadable(_lt("This date cannot be read."), {})
    local = _build(_order_of(tokens, order), *tokens)
    return _at_time(local, *(time or (0, 0, 0))), zone, None


def _from_number(text):
    """Read a bare number: seconds or milliseconds since 1970, or an Excel date."""
    number = float(text.replace(",", "."))
    if 3e11 <= number < 1e13 or 3e8 <= number < 1e10:
        seconds = number / 1000 if number >= 3e11 else number
        instant = datetime.datetime.fromtimestamp(int(seconds), _UTC)
        return instant.replace(tzinfo=None), 0, None
    if 25569 <= number < 80000:
        instant = _EXCEL_EPOCH + datetime.timedelta(seconds=round(number * 86400))
        return (
            instant,
            None,
            ("info", _lt("Numbers in this column are read as Excel dates."), {}),
        )
    return None


def _cut_time(text):
    """Return *text* without its time of day, and ``(hour, minute, second)`` or None."""
    if match := _TIME.search(text):
        hour, minute, second = (int(match[key] or 0) for key in "hms")
    elif match := _HOUR.search(text):
        hour, minute, second = int(match["h"] or match["h2"]), 0, 0
    else:
        return text, None
    half = match["after"] or match["before"]
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    if half:
        if half == "中午":
            hour = hour + 12 if 1 <= hour <= 2 else hour
        elif hour > 12 and half[0] not in "ap" and half in _AFTERNOON:
            pass  # 下午16:05
        else:
            if not (1 <= hour <= 12 or (hour == 0 and half[0] not in "ap")):
                raise _Impossible(_lt("Hour %(hour)s does not exist."), {"hour": hour})
            hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    if len(rest) > 1 and rest.endswith("t "):
        rest = rest[:-2]
    return re.sub(r"(?<=\d)t(?=\s|$)", " ", rest), (hour, minute, second)


def _zone_of(text):
    """Return the zone that *text* names, None if it is empty, False if it is none."""
    if not text.strip():
        return None
    if match := _OFFSET.fullmatch(text):
        minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        if minutes > 14 * 60 or int(match["minutes"] or 0) > 59:
            raise _Impossible(
                _lt("Time zone %(zone)s does not exist."), {"zone": text.strip()}
            )
        return minutes if match["sign"] == "+" else -minutes
    if match := _ZONE.fullmatch(text):
        zone = match["zone"]
        if zone in _ZONES:
            return _ZONES[zone]
        if "/" in zone or zone in _AMBIGUOUS_ZONES:
            return zone
    return False


def _cut_zone(text, has_time):
    """Return *text* without its zone, and the zone."""
    if not has_time:
        # 2024-03-31Z is a day in UTC; -31 is no zone.
        match = re.search(r"\s?(z|utc|gmt)$", text)
        return (text[: match.start()], 0) if match else (text, None)
    # 16:05 CET 2025: the year may stand behind the zone, the zone be given twice
    zone, parts = None, []
    text = re.sub(r"\((?=[+-]\d|[a-z])", " (", text)
    for part in text.split(" "):
        found = _zone_of(part) if part and part not in _SMALL_WORDS else None
        if found is None or found is False or part[:1].isdigit():
            parts.append(part)
        elif zone is None or isinstance(zone, str):
            zone = found
    return " ".join(parts), zone


def _order_of(tokens, order):
    """Return the order of three tokens; *order* decides where they do not tell."""
    first, second, third = tokens
    if len(first) == 4 and first.isdigit():
        return "ymd"
    if not first.isdigit():
        return "mdy"
    if not second.isdigit():
        return "ymd" if order == "ymd" and int(first) > 31 else "dmy"
    if not third.isdigit():
        raise _Unreadable(_lt("This date cannot be read."), {})
    if order == "auto":
        orders = _possible_orders(tokens)
        if len(orders) != 1:
            raise _Impossible(_lt("The order of day and month is unclear."), {})
        return orders.pop()
    if order == "ymd" and len(third) == 4:
        raise _Impossible(_lt("The year is last, but the format expects it first."), {})
    return order


def _at_time(local, hour, minute, second):
    days = 0
    if (hour, minute, second) == (24, 0, 0):
        # Midnight at the end of the day
        hour, days = 0, 1
    if hour > 23 or minute > 59 or second > 59:
        raise _Impossible(
            _lt("Time %(time)s does not exist."),
            {"time": f"{hour}:{minute:02}:{second:02}"},
        )
    return local.replace(hour=hour, minute=minute, second=second) + datetime.timedelta(
        days=days
    )


def _build(order, *tokens):
    """Return the midnight of the day that three tokens in *order* spell."""
    parts = dict(zip(order, tokens, strict=True))
    year, month, day = _year(parts["y"]), _month(parts["m"]), _number(parts["d"])
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
    return datetime.datetime(year, month, day)


def _number(text):
    if not text.isdigit():
        raise _Unreadable(_lt("%(text)s is not a day number."), {"text": text})
    return int(text)


def _month(text):
    if text.isdigit():
        return int(text)
    month = _MONTHS.get(text)
    if not month:
        raise _Unreadable(_lt("%(text)s is not the name of a month."), {"text": text})
    return month


def _year(text):
    if not text.isdigit():
        raise _Unreadable(_lt("%(text)s is not a year."), {"text": text})
    year = int(text)
    if len(text) <= 2:
        year += 2000 if year < 70 else 1900
    return year


def _possible_orders(tokens, latest=None):
    """Return the orders in which three numbers are a day, not after *latest*."""
    orders = set()
    for order in ("dmy", "mdy", "ymd"):
        if order == "ymd" and len(tokens[2]) == 4:
            continue
        if order != "ymd" and len(tokens[0]) == 4:
            continue
        try:
            day = _build(order, *tokens)
        except _Impossible:
            continue
        if latest is None or day <= latest:
            orders.add(order)
    return orders


def detect_order(samples, now=None):
    """Return ``(order, sure)`` for some cells of date columns, empty ones left out.

    What each date may be, no day after tomorrow, is what all may be. Sure if one order
    remains; of two-digit years, the number that changes least is the year.
    """
    now = now or datetime.datetime.now(_UTC).replace(tzinfo=None)
    latest = now + datetime.timedelta(days=1)
    orders, seen, dotted = {"dmy", "mdy", "ymd"}, [], True
    told_by_itself = False
    for cell in samples:
        if isinstance(cell, datetime.datetime):
            told_by_itself = True
            continue
        tokens = _numbers_of(cell)
        if not tokens:
            told_by_itself = told_by_itself or tokens == ()
            continue
        seen.append(tokens)
        dotted = dotted and "." in cell
        orders &= _possible_orders(tokens, latest) or orders
    if not seen:
        return "ymd" if told_by_itself else "dmy", told_by_itself
    if not orders:
        return "dmy", False
    if len(orders) > 1 and "ymd" in orders:
        first, third = (len({tokens[n] for tokens in seen}) for n in (0, 2))
        if dotted or third < first:
            orders.discard("ymd")
        elif first < third:
            orders = {"ymd"}
    if len(orders) == 1:
        return orders.pop(), True
    return ("dmy" if "dmy" in orders else "mdy"), False


def _numbers_of(cell):
    """Return the three numbers of a date whose order must be known, () if it tells
    itself, None if it is no date."""
    try:
        _take_apart(cell, "auto")
        told = ()
    except _Impossible:
        told = None
    try:
        text, time = _cut_time(_normalise(cell))
        text, _zone = _cut_zone(text, time is not None)
    except _Impossible:
        return told
    tokens = [token for token in _TOKEN.findall(text) if token not in _SMALL_WORDS]
    if len(tokens) in (5, 6) and time is None:
        tokens = tokens[:3]
    if len(tokens) != 3 or not all(map(str.isdigit, tokens)) or len(tokens[0]) == 4:
        return told
    if not _SEPARATORS.fullmatch(_TOKEN.sub(" ", text)):
        return None
    return tuple(tokens)


def need_zone(cells):
    """Return whether one of *cells* is a date without an offset or a zone."""
    for cell in cells:
        if isinstance(cell, datetime.datetime):
            return True
        try:
            if _take_apart(cell, "dmy")[1] is None:
                return True
        except (_Impossible, OverflowError):
            continue
    return False


def looks_like_date(cell):
    """Return whether *cell* may be a date, in some order."""
    if isinstance(cell, datetime.datetime):
        return True
    for order in ("ymd", "dmy", "mdy"):
        try:
            _take_apart(cell, order)
        except (_Unreadable, OverflowError):
            continue
        except _Impossible:
            # The 30th of February is a mistake in a column of dates.
            return True
        return True
    return False
