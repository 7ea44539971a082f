# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import io

from odoo.addons.icrm_internal.importer.fault import ERROR, INFO, WARNING

from .icrm_import_value import KINDS

#: Stored findings per severity, for the screen
SHOWN = 1000
RANK = {ERROR: 1, WARNING: 2, INFO: 3}
#: Maximum size of the full report in bytes; further findings are only counted.
MAX_REPORT = 32 * 1024 * 1024


class Findings:
    """Collects issues of a dry run: one finding per problem and word for the screen,
    every row for a file."""

    def __init__(self, job, columns=None):
        """*columns* maps targets to the names of columns."""
        self._job = job
        self._kinds = {
            name: kind for kind, name in (columns or {}).items() if kind in KINDS
        }
        self._found = {}
        self._left = {ERROR: SHOWN, WARNING: SHOWN, INFO: SHOWN}
        self.counts = {ERROR: 0, WARNING: 0, INFO: 0}
        #: (kind, word) -> rows
        self.words = {}
        #: message -> rows
        self.messages = {}
        self._text = io.StringIO()
        self._csv = csv.writer(self._text)
        env = job.env
        self._labels = {
            ERROR: env._("Error"),
            WARNING: env._("Warning"),
            INFO: env._("Note"),
        }
        self._csv.writerow(
            [
                env._("Line"),
                env._("Severity"),
                env._("Column"),
                env._("Value"),
                env._("Problem"),
            ]
        )

    def add(self, issue):
        sentence = self._job._get_finding_text(issue)
        kind = self._kinds.get(issue.column)
        word = issue.value if kind else ""
        if word and not word.endswith("…"):
            self.words[kind, word] = self.words.get((kind, word), 0) + 1
        self.messages[issue.message] = self.messages.get(issue.message, 0) + 1
        key = (
            issue.severity,
            issue.column,
            issue.message,
            word,
            issue.values.get("changes"),
        )
        if key in self._found:
            self._found[key]["count"] += 1
        else:
            self.counts[issue.severity] += 1
            if self._left[issue.severity]:
                self._left[issue.severity] -= 1
                self._found[key] = {
                    "job_id": self._job.id,
                    "severity": issue.severity,
                    "rank": RANK[issue.severity],
                    "line": issue.line,
                    "count": 1,
                    "column": issue.column,
                    "value": issue.value,
                    "name": sentence,
                }
        if self._text.tell() < MAX_REPORT:
            self._csv.writerow(
                [
                    issue.line,
                    self._labels[issue.severity],
                    _escape_formula(issue.column),
                    _escape_formula(issue.value),
                    sentence,
                ]
            )

    def save(self):
        """Replace the findings of the job. Returns the bytes of the full report."""
        # sudo: only the dry run writes findings; administrators start it.
        issues_sudo = self._job.sudo().issue_ids
        issues_sudo.unlink()
        issues_sudo.create(list(self._found.values()))
        # With a byte order mark: Excel needs it to detect UTF-8.
        return self._text.getvalue().encode("utf-8-sig")


def _escape_formula(text):
    """Return *text* escaped so that spreadsheets do not read a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
