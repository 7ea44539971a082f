# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows to the histories of requests: their events in order of time.

Two kinds of files. One row per ticket: the history is built from its dates. An event
log has one row per change: rows of one number are sorted by time, by the column that
counts changes and by line; rows that change no relevant value are skipped.
"""

from dataclasses import dataclass, field
from operator import itemgetter

from odoo.addons.icrm_internal.importer.fault import _lt

from .meanings import MEANINGS, OVER
from .row import RowReader

EMPTY_STATE = _lt("The state is missing.")
NOT_RESOLVED = _lt("%(number)s is closed without a resolution date; it stays empty.")


@dataclass(slots=True)
class Event:
    """The state of a request from ``at`` on."""

    at: object
    meaning: str
    group: object
    agent: object
    priority: str
    line: int

    @property
    def snapshot(self):
        state, holder, _label = MEANINGS[self.meaning]
        return state, holder, self.group, self.agent, self.priority


@dataclass(slots=True)
class TicketHistory:
    """One imported request; instants are naive UTC, names are the file's."""

    number: str
    line: int
    subject: str = ""
    description: list = field(default_factory=list)  # (column, text)
    comments: list = field(default_factory=list)  # (instant or None, author, text)
    caller: object = None
    caller_email: object = None
    customer_department: object = None
    service: object = None
    opened_at: object = None
    first_response_at: object = None
    resolved_at: object = None
    closed_at: object = None
    reopen_count: int = 0
    events: list = field(default_factory=list)

    @property
    def last(self):
        return self.events[-1]


def needs(columns, is_log):
    """Return messages about columns missing to build histories."""
    lacking = []
    if "number" not in columns:
        lacking.append(_lt("No column contains the ticket number."))
    if is_log and "changed_at" not in columns:
        lacking.append(_lt("An event log needs a column with the change time."))
    if not is_log and "opened_at" not in columns:
        lacking.append(_lt("No column contains the opening date."))
    if is_log and "state" not in columns:
        lacking.append(
            _lt("An event log needs a column with the state or the activity.")
        )
    return lacking


class TicketHistoryReader:
    """Turns rows into histories; problems go to *report* (a fault.Report).

    ``bad`` counts the tickets left out because of errors.
    """

    def __init__(self, plan, report):
        self._plan = plan
        self._report = report
        self._row = RowReader(plan, report)
        self._name = self._row.names
        self.bad = 0

    def histories(self, rows):
        """Yield a TicketHistory per ticket without errors in *rows* (line, cells)."""
        return self._from_log(rows) if self._plan.is_log else self._from_list(rows)

    # -- one row per ticket

    def _from_list(self, rows):
        seen = {}
        for line, cells in rows:
            if self._row.is_no_ticket(line, cells):
                continue
            before = self._report.counts["error"]
            values = self._row.values(line, cells)
            number = values.get("number")
            if number in seen:
                self._report.error(
                    line,
                    self._name["number"],
                    number,
                    _lt("Line %(line)s already has this number."),
                    line=seen[number],
                )
            elif number:
                seen[number] = line
            if number and not values.get("opened_at"):
                self._row.require_date(line, cells, "opened_at")
            history = None
            if self._report.counts["error"] == before:
                history = self._from_dates(line, values)
            if self._report.counts["error"] == before:
                yield history
            else:
                self.bad += 1

    def _from_dates(self, line, values):
        history = self._start_history(line, values)
        history.comments = self._comments(values)
        meaning = self._meaning_of(line, values)
        state = MEANINGS[meaning][0]
        group, agent = values.get("group"), values.get("agent")
        priority = values["priority"]
        history.first_response_at = values.get("first_response_at")
        history.events.append(
            Event(history.opened_at, "new", group, None, priority, line)
        )
        first = history.first_response_at
        end = history.resolved_at or history.closed_at
        if first and (not end or first <= end):
            history.events.append(
                Event(first, "in_progress", group, agent, priority, line)
            )
        last = Event(history.opened_at, meaning, group, agent, priority, line)
        if state in OVER:
            last.at = end or values.get("changed_at")
            if last.at and not end:
                self._report.warning(
                    line,
                    self._name["changed_at"],
                    last.at.isoformat(" "),
                    _lt(
                        "%(number)s is closed without an end date; its last change "
                        "counts."
                    ),
                    number=history.number,
                )
            if not last.at:
                self._report.error(
                    line,
                    self._name.get("resolved_at") or self._name.get("closed_at"),
                    "",
                    _lt("Closed without an end date."),
                )
                return history
        else:
            last.at = max(
                values.get("changed_at") or history.opened_at, history.events[-1].at
            )
        if last.snapshot != history.last.snapshot:
            history.events.append(last)
        self._finish(history, values)
        return history

    def _meaning_of(self, line, values):
        """Return what the state of a ticket means; without one, what was chosen."""
        meaning = values.get("state")
        if meaning in (None, "none"):
            meaning = self._plan.default_state
        if meaning in (None, "none"):
            if "state" in self._name and "state" in values and not values["state"]:
                self._report.error(line, self._name["state"], "", EMPTY_STATE)
            meaning = "new"
        return meaning

    def _comments(self, values, at=None):
        """Return ``(instant or None, author, text)`` of each comment of a row.

        Jira writes ``21/Nov/25 5:00 PM;author;text``.
        """
        comments = []
        for _name, text in values.get("comment") or ():
            parts = text.split(";", 2)
            said_at = (
                self._plan.read_date(parts[0].strip())[0] if len(parts) == 3 else None
            )
            if said_at:
                comments.append((said_at, parts[1].strip(), parts[2].strip()))
            else:
                comments.append((at, "", text))
        return comments

    # -- event log

    def _from_log(self, rows):
        logs, latest, broken, comments = {}, {}, set(), {}
        for line, cells in rows:
            if self._row.is_no_ticket(line, cells):
                continue
            before = self._report.counts["error"]
            values = self._row.values(line, cells)
            number = values.get("number")
            at = values.get("changed_at")
            if number and not at:
                self._row.require_date(line, cells, "changed_at")
            if (
                number
                and not values.get("state")
                and not self._row.word(cells, "state")
                and not self._plan.default_state
            ):
                self._report.error(line, self._name["state"], "", EMPTY_STATE)
            if not number:
                self.bad += 1
                continue
            if self._report.counts["error"] != before:
                broken.add(number)
                continue
            logs.setdefault(number, []).append(
                (
                    at,
                    values.get("change_order") or 0,
                    line,
                    values.get("state") or self._plan.default_state,
                    values.get("group"),
                    values.get("agent"),
                    values["priority"],
                )
            )
            for comment in self._comments(values, at):
                comments.setdefault(number, {})[comment] = None
            self._keep_latest(
                latest, number, (at, values.get("change_order") or 0, line), values
            )
        self.bad += len(broken)
        for number, changes in logs.items():
            if number in broken:
                continue
            changes.sort(key=itemgetter(0, 1, 2))
            before = self._report.counts["error"]
            history = self._from_changes(number, changes, latest.pop(number)[1])
            history.comments = list(comments.pop(number, ()))
            if self._report.counts["error"] == before:
                yield history
            else:
                self.bad += 1

    def _keep_latest(self, latest, number, order, values):
        """Keep values of the whole ticket: the last row that has them."""
        known = latest.get(number)
        if known is None:
            latest[number] = [order, values, values.get("opened_at")]
            return
        opened = values.get("opened_at")
        if opened and known[2] and opened != known[2]:
            self._report.warning(
                order[2],
                self._name["opened_at"],
                opened.isoformat(" "),
                _lt(
                    "%(number)s has another opening date: %(other)s (UTC); the latest "
                    "row is used."
                ),
                number=number,
                other=known[2].isoformat(" "),
            )
        older, newer = known[1], values
        if order < known[0]:
            older, newer = newer, older
        else:
            known[0] = order
        known[1] = {
            **older,
            **{key: value for key, value in newer.items() if value not in (None, [])},
        }

    def _from_changes(self, number, changes, values):
        line = min(change[2] for change in changes)
        values["opened_at"] = values.get("opened_at") or changes[0][0]
        history = self._start_history(line, values)
        opened = history.opened_at
        _at, _order, _line, _meaning, group, _agent, priority = changes[0]
        if changes[0][0] > opened:
            history.events.append(Event(opened, "new", group, None, priority, line))
        closed_at = resolved_at = None
        reopened = reassigned = 0
        previous_group = group
        was_over = False
        former = "new"
        for at, _order, at_line, meaning, group, agent, priority in changes:
            # A row may say nothing about the state: what was before goes on.
            meaning = former = former if meaning == "none" else meaning
            if at < opened:
                self._report.warning(
                    at_line,
                    self._name["changed_at"],
                    at.isoformat(" "),
                    _lt(
                        "%(number)s changed before it was opened; counted from the "
                        "opening."
                    ),
                    number=number,
                )
                at = opened
            event = Event(at, meaning, group, agent, priority, at_line)
            is_over = MEANINGS[meaning][0] in OVER
            if meaning == "closed":
                closed_at = closed_at or at
            elif not is_over:
                closed_at = None
            if not is_over:
                resolved_at = None
            elif MEANINGS[meaning][0] == "resolved":
                resolved_at = resolved_at or at
            reopened += was_over and not is_over
            was_over = is_over
            reassigned += group != previous_group
            previous_group = group
            if not history.events or event.snapshot != history.last.snapshot:
                history.events.append(event)
        if "resolved_at" not in self._name:
            history.resolved_at = resolved_at
        if "closed_at" not in self._name:
            history.closed_at = closed_at
        history.first_response_at = values.get("first_response_at") or next(
            (
                event.at
                for event in history.events
                if MEANINGS[event.meaning][0] not in ("new", "withdrawn")
            ),
            None,
        )
        history.reopen_count = reopened
        self._finish(history, values)
        self._compare(history, values, "reopen_count", reopened)
        self._compare(history, values, "reassignment_count", reassigned)
        return history

    def _compare(self, history, values, target, found):
        stated = values.get(target)
        if stated is not None and stated != found:
            self._report.info(
                history.last.line,
                self._name[target],
                stated,
                _lt("%(number)s: the rows show %(found)s instead of %(told)s."),
                number=history.number,
                found=found,
                told=stated,
            )

    # -- both

    def _settle_clock_change(self, values):
        """Read the hour of a clock change so that no ticket ends before it began."""
        folds = getattr(self._plan.read_date, "folds", None)
        for target in ("first_response_at", "resolved_at", "closed_at"):
            opened, date = values["opened_at"], values.get(target)
            if not folds or not date or date >= opened:
                continue
            if date in folds and folds[date] >= opened:
                values[target] = folds[date]
            elif opened in folds and folds[opened] <= date:
                values["opened_at"] = folds[opened]

    def _start_history(self, line, values):
        self._settle_clock_change(values)
        return TicketHistory(
            number=values["number"],
            line=line,
            subject=" - ".join(values.get("subject") or ()),
            description=values.get("description") or [],
            caller=values.get("caller"),
            caller_email=values.get("caller_email"),
            customer_department=values.get("customer_department"),
            service=values.get("service"),
            opened_at=values["opened_at"],
            resolved_at=values.get("resolved_at"),
            closed_at=values.get("closed_at"),
        )

    def _finish(self, history, values):
        """Check the dates against each other and against the state."""
        stated = values.get("reopen_count")
        history.reopen_count = history.reopen_count if stated is None else stated
        line, state = history.last.line, MEANINGS[history.last.meaning][0]
        for target in ("first_response_at", "resolved_at", "closed_at"):
            date = getattr(history, target)
            if date and date < history.opened_at:
                self._report.error(
                    line,
                    self._name.get(target),
                    date.isoformat(" "),
                    _lt("%(number)s: earlier than the opening on %(opened)s (UTC)."),
                    number=history.number,
                    opened=history.opened_at.isoformat(" "),
                )
        if (
            history.resolved_at
            and history.closed_at
            and history.closed_at < history.resolved_at
        ):
            self._report.error(
                line,
                self._name.get("closed_at"),
                history.closed_at.isoformat(" "),
                _lt("%(number)s: closed before it was resolved on %(resolved)s (UTC)."),
                number=history.number,
                resolved=history.resolved_at.isoformat(" "),
            )
        if state not in OVER and (history.resolved_at or history.closed_at):
            if not self._plan.is_log:
                self._report.warning(
                    line,
                    self._name.get("state"),
                    "",
                    _lt("%(number)s is open but has an end date; the date is ignored."),
                    number=history.number,
                )
            history.resolved_at = history.closed_at = None
        elif state == "resolved" and not history.resolved_at:
            if self._plan.closing_resolves or "resolved_at" not in self._name:
                history.resolved_at = history.closed_at or history.last.at
                message = _lt(
                    "%(number)s has no resolution date; it counts as resolved when it "
                    "was closed."
                )
            else:
                message = NOT_RESOLVED
            self._report.info(
                line,
                self._name.get("resolved_at") or self._name.get("closed_at"),
                "",
                message,
                number=history.number,
            )
        elif state != "resolved":
            # Withdrawn or rejected: it ended, but nothing was resolved.
            history.closed_at = (
                history.closed_at or history.resolved_at or history.last.at
            )
            history.resolved_at = None
