# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can be wrong with a file, a row or a cell, in sentences."""

from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"
INFO = "info"

#: A value in a report is shortened to this many characters.
SHOWN = 80


def _lt(text):
    """Mark *text* for translation; it is translated when shown."""
    return text


class Fault(Exception):
    """The file as a whole cannot be read.

    ``message`` is an English sentence with ``%(name)s`` places, ``values`` fills
    them: apart, so that the screen can translate the sentence first.
    """

    def __init__(self, message, **values):
        super().__init__(message, values)
        self.message = message
        self.values = values

    def __str__(self):
        return self.message % self.values


@dataclass(slots=True)
class Issue:
    """One finding: where, what the cell holds, what is wrong with it.

    ``line`` is the line of the file, counted as a text editor or a spreadsheet
    counts it, 0 for the file as a whole. Only errors keep a row from being imported.
    """

    severity: str
    line: int
    column: str
    value: str
    message: str
    values: dict

    @property
    def sentence(self):
        return self.message % self.values


class Report:
    """Collects issues; each goes to *sink* at once and is not stored here."""

    def __init__(self, sink):
        self._sink = sink
        self.counts = {ERROR: 0, WARNING: 0, INFO: 0}

    def _add(self, severity, line, column, value, message, values):
        self.counts[severity] += 1
        self._sink(Issue(severity, line, column or "", shorten(value), message, values))

    def error(self, line, column, value, message, /, **values):
        self._add(ERROR, line, column, value, message, values)

    def warning(self, line, column, value, message, /, **values):
        self._add(WARNING, line, column, value, message, values)

    def info(self, line, column, value, message, /, **values):
        self._add(INFO, line, column, value, message, values)


def shorten(value, length=SHOWN):
    """Return *value* as one short line that is safe to show."""
    text = "" if value is None else str(value)
    text = "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for c in text[: length + 1]
    )
    return text if len(text) <= length else text[: length - 1] + "…"
