# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models

from ...measures.clock import Clock, blame
from ..request.helpdesk_ticket_stage import RUNNING_HOLDERS

SWEEP_BATCH = 500


class Turn(NamedTuple):
    """What happens to a clock at an instant."""

    at: object
    holder: str | bool = False
    department_id: int | bool = False
    #: None: as before
    budget_seconds: int | None = None
    #: an id; None: as before
    calendar_id: int | None = None
    #: None: it goes on; "stop": kept or missed, as it turns out; "cancel"
    end: str | None = None


class IcrmClock(models.Model):
    """The engine: every change of a clock is a turn, and turns come in batches.

    A batch costs a constant number of statements: one to read the segments that last,
    two per calendar for its working time, one each to write segments and clocks, and
    one for the levels of escalation that were reached.
    """

    _inherit = "icrm.clock"

    @api.model
    def _open(self, specs):
        """Create clocks and their first segments.

        :param specs: list of dicts: ``kind``, one subject (``ticket_id``, ...),
            ``company_id``, ``calendar_id``, ``budget_seconds``, ``started_at``,
            ``holder``, ``department_id``
        :return: the clocks, in that order
        """
        clocks = self.sudo().create(
            [
                {
                    **{
                        name: value
                        for name, value in spec.items()
                        if name not in ("holder", "department_id")
                    },
                    "state": "paused",
                }
                for spec in specs
            ]
        )
        clocks._turn(
            {
                clock: Turn(spec["started_at"], spec["holder"], spec["department_id"])
                for clock, spec in zip(clocks, specs, strict=True)
            }
        )
        return clocks

    @api.model
    def _turn(self, turns):
        """Let something happen to clocks; the one way in which a clock ever changes.

        :param turns: {clock: :class:`Turn`}. A stopped clock is taken up again; the
            time between belongs to nobody.
        """
        if not turns:
            return
        clocks = self.browse().concat(*turns).sudo()
        segments = clocks._get_lasting_segments()
        hours = clocks._get_hours(turns, segments)
        levels = self.env["icrm.escalation"]._get_levels(clocks)
        reached, begun = [], []
        for clock in clocks:
            turn, segment = turns[clock], segments.get(clock)
            state = clock._load(segment, levels[clock])
            before = hours[clock.calendar_id.id, clock.company_id.id]
            at = turn.at
            if segment:
                at, worked, passed = state.close(before, at)
                segment.write({"end_at": at, "working_seconds": worked})
                reached += [(clock, level, instant) for level, instant in passed]
            elif clock.stopped_at:
                at = max(at, clock.stopped_at)
                begun.append(
                    {
                        "clock_id": clock.id,
                        "start_at": clock.stopped_at,
                        "end_at": at,
                        "working_seconds": before.elapsed(clock.stopped_at, at),
                    }
                )
            if turn.budget_seconds is not None and turn.budget_seconds != state.budget:
                state.retarget(turn.budget_seconds, at)
            calendar_id = turn.calendar_id or clock.calendar_id.id
            alert_at = None
            if turn.end:
                state.stop(at, cancelled=turn.end == "cancel")
            else:
                after = hours[calendar_id, clock.company_id.id]
                state.open(after, at, turn.holder in RUNNING_HOLDERS)
                alert_at = state.next_level_at(after)
                begun.append(
                    {
                        "clock_id": clock.id,
                        "start_at": at,
                        "holder": turn.holder,
                        "department_id": turn.department_id,
                        "counts": state.counts,
                    }
                )
            clock._store(state, alert_at, calendar_id)
        segments_sudo = self.env["icrm.clock.segment"].sudo()
        # The database allows one segment that lasts: end the old ones first.
        segments_sudo.flush_model(["end_at"])
        segments_sudo.create(begun)
        clocks._put_down()
        self.env["icrm.clock.alert"]._record(reached)

    def _get_lasting_segments(self):
        """Return {clock: the segment that lasts}, one query."""
        segments = self.env["icrm.clock.segment"].search(
            [("clock_id", "in", self.ids), ("end_at", "=", False)]
        )
        return {segment.clock_id: segment for segment in segments}

    def _get_hours(self, turns, segments):
        """Return {(calendar id, company id): its Hours} for a batch of turns."""
        periods = {}
        for clock in self:
            turn = turns[clock]
            segment = segments.get(clock)
            begin = segment.start_at if segment else clock.stopped_at or turn.at
            for calendar_id in {clock.calendar_id.id, turn.calendar_id} - {None}:
                key = calendar_id, clock.company_id.id
                first, last = periods.get(key, (begin, turn.at))
                periods[key] = (
                    min(first, begin, turn.at),
                    max(last, begin, turn.at),
                )
        return {
            (calendar_id, company_id): self.env["resource.calendar"]
            .browse(calendar_id)
            ._icrm_hours(self.env["res.company"].browse(company_id), first, last)
            for (calendar_id, company_id), (first, last) in periods.items()
        }

    def _load(self, segment, levels):
        """Return the pure clock of one record; *segment* is the one that lasts."""
        return Clock(
            budget=self.budget_seconds,
            since=segment.start_at if segment else None,
            counts=bool(segment and segment.counts),
            elapsed=self.elapsed_seconds,
            due_at=self.due_at or None,
            missed_at=self.missed_at or None,
            stopped_at=self.stopped_at or None,
            cancelled=self.state == "cancelled",
            levels=levels,
        )

    def _store(self, state, alert_at, calendar_id):
        values = {
            "state": state.state,
            "budget_seconds": state.budget,
            "calendar_id": calendar_id,
            "elapsed_seconds": state.elapsed,
            "due_at": state.due_at or False,
            "missed_at": state.missed_at or False,
            "stopped_at": state.stopped_at or False,
            "next_alert_at": alert_at or False,
        }
        self.write(
            {
                name: value
                for name, value in values.items()
                if self._fields[name].convert_to_write(self[name], self) != value
            }
        )

    def _put_down(self):
        """Name the department each missed clock is put down to; one query if any."""
        forgiven = self.filtered(lambda one: one.department_id and not one.missed_at)
        forgiven.department_id = False
        missed = self.filtered(lambda one: one.missed_at and not one.department_id)
        if not missed:
            return
        segments = self.env["icrm.clock.segment"].search(
            [("clock_id", "in", missed.ids)]
        )
        by_clock = segments.grouped("clock_id")
        for clock in missed:
            # The lasting segment has no working time yet: it holds what is left.
            rest = clock.budget_seconds - clock.elapsed_seconds
            clock.department_id = blame(
                [
                    (
                        segment.start_at,
                        segment.end_at,
                        segment.counts,
                        segment.department_id,
                        segment.working_seconds if segment.end_at else max(rest, 1),
                    )
                    for segment in by_clock.get(clock, ())
                ],
                clock.missed_at,
            )

    # -- time passes -------------------------------------------------------------------
    @api.model
    def _cron_sweep(self):
        """Note the promises that ran out and the levels of escalation reached.

        Costs what fell due since the last run, not what is open: both searches walk
        partial indexes. A clock is noted with the instant its budget ran out, however
        late the job is; running again changes nothing.
        """
        cron = self.env["ir.cron"]
        now = fields.Datetime.now()
        for domain, notice in (
            ([("state", "=", "running"), ("due_at", "<", now)], "_notice_misses"),
            ([("next_alert_at", "<=", now)], "_notice_levels"),
        ):
            while clocks := self.search(domain, limit=SWEEP_BATCH, order="id"):
                locked = clocks.try_lock_for_update().filtered_domain(domain)
                if not locked:
                    break
                getattr(locked, notice)(now)
                left = self.search_count(domain, limit=SWEEP_BATCH)
                if not cron._commit_progress(len(locked), remaining=left):
                    return

    def _notice_misses(self, now):
        for clock in self.filtered(lambda one: one.due_at < now):
            clock.write({"state": "missed", "missed_at": clock.due_at})
        self._put_down()

    def _notice_levels(self, now):
        segments = self._get_lasting_segments()
        levels = self.env["icrm.escalation"]._get_levels(self)
        turns = {clock: Turn(now) for clock in self}
        hours = self._get_hours(turns, segments)
        reached = []
        for clock in self:
            state = clock._load(segments.get(clock), levels[clock])
            worktime = hours[clock.calendar_id.id, clock.company_id.id]
            reached += [
                (clock, level, instant)
                for level, instant in state.reached(worktime, now)
            ]
            clock.next_alert_at = state.next_level_at(worktime, now) or False
        self.env["icrm.clock.alert"]._record(reached)
