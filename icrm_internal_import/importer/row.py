# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One row to values: the mapped cells, each judged on its own."""

import html
import re
from dataclasses import dataclass, field

from odoo.addons.icrm_internal.importer.fault import _lt

from .columns import COUNTS, DATES, MANY, key_of

MAX_TEXT = 100_000
MAX_NAME = 200
MAX_SUBJECT = 300
MAX_NUMBER = 64
#: Control characters, and those that turn the direction of a text or take no room.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)


#: Cells that hold several names, one a line
_PEOPLE = ("agent", "caller", "group")
_LINE = re.compile(r"\s*(?:<br\s*/?>|[\r\n]+)\s*", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,10}\d?);")
#: How a CSV file keeps a spreadsheet from reading a number: ``="000123"``
_QUOTED = re.compile(r'="([^"]*)"')
#: Thousands apart by spaces or apostrophes; Excel's whole numbers with a zero
_COUNT = re.compile(r"(\d{1,9}|\d{1,3}(?:[ '’]\d{3}){1,2})(?:[.,]0+)?")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+")
#: A date that MySQL writes for none
_NO_DATE = re.compile(r"0{2,4}[-/.]0{2}[-/.]0{2,4}(?:[T ]00:00(?::00)?)?")
_TOTALS = frozenset(
    map(
        key_of,
        (
            "total|totals|grand total|sum|subtotal|sub total|total general|somme|suma"
            "|summe|gesamt|gesamtsumme|insgesamt|zwischensumme|sous total|totales"
            "|合计|总计|小计|汇总|共计|合計|總計|小計|總和|共計"
        ).split("|"),
    )
)


def word_of(cell, target=None):
    """Return the text of *cell* as it is compared, listed and kept.

    One line without invisible characters, entities written out; what stands in
    several lines of a cell of names is set apart by semicolons.
    """
    text = cell if isinstance(cell, str) else cell.isoformat(" ")
    if match := _QUOTED.fullmatch(text.strip()):
        text = match[1]
    text = unescape(text)
    if target in _PEOPLE:
        text = _LINE.sub("; ", text.strip())
    elif target != "description" and "<" in text:
        text = _LINE.sub(" ", text)
    if not text.isprintable():
        text = _FORBIDDEN.sub("", text)
    return " ".join(text.split())


def unescape(text):
    """Return *text* with its HTML entities written out."""
    return html.unescape(text) if _ENTITY.search(text) else text


@dataclass(slots=True)
class Plan:
    """How a file is to be read.

    ``columns`` holds one target or None per column of ``header``; ``states`` and
    ``priorities`` map the file's words to keys of MEANINGS and to ``"0"``..``"3"``.
    """

    header: list
    columns: list
    read_date: object
    is_log: bool = False
    states: dict = field(default_factory=dict)
    priorities: dict = field(default_factory=dict)
    #: what a ticket without a state is; None: not known
    default_state: str = None
    #: whether closing counts as resolution where no other date tells
    closing_resolves: bool = False
    default_priority: str = "1"
    missing: frozenset = frozenset({"", "?"})


class RowReader:
    """Reads the mapped cells of rows; what is wrong goes to *report*."""

    def __init__(self, plan, report):
        self._plan = plan
        self._report = report
        self._columns = [
            (index, target, plan.header[index])
            for index, target in enumerate(plan.columns)
            if target
        ]
        #: target -> name of its (first) column
        self.names = {}
        for _index, target, name in self._columns:
            self.names.setdefault(target, name)
        self._texts = {}

    def cell(self, cells, target):
        return next((cells[i] for i, t, _n in self._columns if t == target), "")

    def word(self, cells, target):
        """Return the cell of *target*, empty where its text counts as missing."""
        cell = self.cell(cells, target)
        return "" if isinstance(cell, str) and self._is_missing(cell) else cell

    def require_date(self, line, cells, target):
        """A required date that is empty; one that is wrong was reported already."""
        cell = self.cell(cells, target)
        if isinstance(cell, str) and (
            self._is_missing(cell) or _NO_DATE.fullmatch(cell.strip())
        ):
            self._report.error(
                line, self.names.get(target), cell, _lt("The date is missing.")
            )

    def _is_missing(self, cell):
        return cell.strip().casefold() in self._plan.missing

    def is_no_ticket(self, line, cells):
        """Return whether a row is a line of totals or a footer, and report it."""
        filled = [cell for cell in cells if not isinstance(cell, str) or cell.strip()]
        first = filled[0] if filled else ""
        if not isinstance(first, str) or self._has_date(cells):
            return False
        if key_of(re.sub(r"\d+", " ", first[:60])) in _TOTALS:
            message = _lt("Line of totals, not a ticket.")
        elif len(filled) == 1 and len(self._columns) > 2 and " " in first.strip():
            message = _lt("Line with one cell, not a ticket.")
        else:
            return False
        self._report.warning(line, "", first, message)
        return True

    def _has_date(self, cells):
        return any(
            cells[index]
            for index, target, _name in self._columns
            if target in ("opened_at", "changed_at")
        )

    def values(self, line, cells):
        """Return target -> value of one row; None where the cell is empty."""
        plan, values = self._plan, {"priority": self._plan.default_priority}
        before = self._report.counts["error"]
        for index, target, name in self._columns:
            cell = cells[index]
            if isinstance(cell, str) and self._is_missing(cell):
                if target not in MANY and target != "priority":
                    values[target] = None
                continue
            if target in DATES:
                if isinstance(cell, str) and _NO_DATE.fullmatch(cell.strip()):
                    values[target] = None
                else:
                    values[target] = self._date(line, name, cell)
                continue
            text = self._text(line, target, name, cell)
            if text is None:
                continue
            if target == "state":
                values[target] = self._meaning(line, name, text, plan.states)
            elif target == "priority":
                values[target] = self._meaning(line, name, text, plan.priorities)
            elif target in COUNTS:
                values[target] = self._count(line, name, text)
            elif target == "subject":
                values.setdefault(target, []).append(text)
            elif target in ("description", "comment"):
                values.setdefault(target, []).append((name, text))
            else:
                # The same few names again and again: keep one of each.
                values[target] = self._texts.setdefault(text, text)
        if not values.get("number") and self._report.counts["error"] == before:
            self._report.error(
                line, self.names.get("number"), "", _lt("The number is missing.")
            )
        return values

    def _date(self, line, name, cell):
        instant, remark = self._plan.read_date(cell)
        if remark:
            severity, message, values = remark
            getattr(self._report, severity)(line, name, cell, message, **values)
        return instant

    def _text(self, line, target, name, cell):
        text = cell if isinstance(cell, str) else cell.isoformat(" ")
        text = text.strip()
        if target not in ("description", "comment"):
            text = _LINE.sub("; " if target in _PEOPLE else " ", text)
            if match := _QUOTED.fullmatch(text):
                text = match[1]
        if "</" not in text and "<br" not in text:
            # Of a description in HTML, its reader writes them out.
            text = unescape(text)
        if not text.isprintable():
            clean = _FORBIDDEN.sub("", text)
            if clean != text:
                self._report.warning(
                    line,
                    name,
                    text,
                    _lt("%(count)s invisible or forbidden characters were removed."),
                    count=len(text) - len(clean),
                )
                text = clean.strip()
        if target not in ("description", "comment"):
            text = " ".join(text.split())
        if target == "number" and _GROUPED.fullmatch(text):
            # GLPI in French writes ticket 1204 as "1 204".
            text = text.replace(" ", "")
        limit = {
            "number": MAX_NUMBER,
            "subject": MAX_SUBJECT,
            "description": MAX_TEXT,
            "comment": MAX_TEXT,
        }.get(target, MAX_NAME)
        if len(text) > limit:
            if target == "subject" and len(text) <= MAX_TEXT:
                self._report.warning(
                    line,
                    name,
                    text,
                    _lt(
                        "The subject has %(count)s characters and is cut to %(limit)s."
                    ),
                    count=f"{len(text):,}",
                    limit=limit,
                )
                return text[: limit - 1] + "…"
            self._report.error(
                line,
                name,
                text,
                _lt("The cell has %(count)s characters, maximum %(limit)s."),
                count=f"{len(text):,}",
                limit=f"{limit:,}",
            )
            return None
        return text or None

    def _meaning(self, line, name, text, table):
        meaning = table.get(text)
        if meaning is None:
            self._report.error(
                line,
                name,
                text,
                _lt("Choose the meaning in the value list."),
            )
        return meaning

    def _count(self, line, name, text):
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        if match := _COUNT.fullmatch(" ".join(text.split())):
            return int(re.sub(r"\D", "", match[1]))
        self._report.error(
            line, name, text, _lt("Enter a whole number, e.g. 0, 1 or 2.")
        )
        return None
