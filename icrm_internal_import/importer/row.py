# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One row to values: the mapped cells, each judged on its own."""

import re
from dataclasses import dataclass, field

from odoo.addons.icrm_internal.importer.fault import _lt

from .columns import COUNTS, DATES, MANY

MAX_TEXT = 100_000
MAX_NAME = 200
MAX_SUBJECT = 300
MAX_NUMBER = 64
#: Control characters, and those that turn the direction of a text or take no room.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)


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
    default_state: str = "closed"
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

    def require_date(self, line, cells, target):
        """A required date that is empty; one that is wrong was reported already."""
        cell = self.cell(cells, target)
        if not cell or (isinstance(cell, str) and self._is_missing(cell)):
            self._report.error(
                line, self.names.get(target), cell, _lt("The date is missing.")
            )

    def _is_missing(self, cell):
        return cell.strip().casefold() in self._plan.missing

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
            elif target == "description":
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
            if target != "description":
                text = " ".join(text.split())
        limit = {
            "number": MAX_NUMBER,
            "subject": MAX_SUBJECT,
            "description": MAX_TEXT,
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
        self._report.error(
            line, name, text, _lt("Enter a whole number, e.g. 0, 1 or 2.")
        )
        return None
