# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from functools import cache, partial
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ...measures.clock import Clock, get_responsible
from ..access.jobs import run_batches, run_each
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import RUNNING_HOLDERS
from ..request.notices import tell_customers

CLOCK_KINDS = [
    ("response", "First Response"),
    ("resolution", "Resolution"),
    ("handover", "Hand-over"),
    ("complaint_acknowledge", "Acknowledge the Complaint"),
    ("complaint_resolve", "Resolve the Complaint"),
    ("complaint_followup", "Follow up"),
]

CLOCK_STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]

SWEEP_BATCH = 500

COMPUTE_BATCH = 20_000

# Width of what does not count, in per cent of the bar
WAIT_SHARE = 4


def _array_text(values):
    """Return an array as the database reads it fastest: one literal, where psycopg2
    writes an expression per element. For numbers, instants and None."""
    texts = (
        "NULL"
        if value is None
        else value.isoformat()
        if isinstance(value, datetime)
        else str(value)
        for value in values
    )
    return f"{{{','.join(texts)}}}"


class IcrmClock(models.Model):
    """One promise and its ledger of segments.

    A clock runs while the provider's side holds its subject and is paused while the
    customer or a third party does. A missed clock runs until it is stopped, so that
    the delay is measured.
    """

    _name = "icrm.clock"
    _description = "Promise Clock"
    _order = "started_at desc, id desc"
    _log_access = False

    kind = fields.Selection(CLOCK_KINDS, required=True, readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )
    handover_id = fields.Many2one(
        "icrm.handover", ondelete="cascade", index="btree_not_null", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    calendar_id = fields.Many2one(
        "resource.calendar", required=True, ondelete="restrict", readonly=True
    )
    budget_seconds = fields.Integer(
        string="Promised Seconds",
        required=True,
        readonly=True,
    )
    started_at = fields.Datetime(required=True, readonly=True)
    stopped_at = fields.Datetime(readonly=True)
    state = fields.Selection(CLOCK_STATES, required=True, readonly=True)
    elapsed_seconds = fields.Integer(
        readonly=True,
    )
    due_at = fields.Datetime(readonly=True, help="Empty while the clock is paused.")
    missed_at = fields.Datetime(
        readonly=True,
    )
    next_alert_at = fields.Datetime(readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Attributed to",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="Department that used most of the time when the promise was missed.",
    )
    segment_ids = fields.One2many("icrm.clock.segment", "clock_id", readonly=True)
    alert_ids = fields.One2many("icrm.clock.alert", "clock_id", readonly=True)

    _budget_range = models.Constraint(
        "CHECK (budget_seconds BETWEEN 1 AND 36000000)",
        "The promise must be between one second and 10,000 working hours.",
    )
    _ticket_kind_uniq = models.UniqueIndex(
        "(ticket_id, kind) WHERE handover_id IS NULL AND ticket_id IS NOT NULL",
        "A request can have one clock of each kind.",
    )
    # Clocks to compute again when working hours change
    _calendar_idx = models.Index("(calendar_id, id) WHERE state = 'running'")
    _due_idx = models.Index("(due_at, id) WHERE state = 'running'")
    _alert_idx = models.Index("(next_alert_at, id) WHERE next_alert_at IS NOT NULL")

    # ------------------------------------------------------------------
    # Subject
    # ------------------------------------------------------------------

    def _get_subject(self):
        """Return the record whose promise this is."""
        self.ensure_one()
        return self.ticket_id

    def _get_team(self):
        """Return the team that answers for the promise now."""
        self.ensure_one()
        return self.handover_id.to_team_id or self.ticket_id.team_id

    # ------------------------------------------------------------------
    # Events
    # ------------------------------------------------------------------
    # Events come in batches. A batch costs a constant number of statements: one to read
    # the open segments, two per calendar for its working time, one each to write
    # segments and clocks, and one for the escalation levels that were reached.

    @api.model
    def _open(self, specs, hours=None):
        """Create clocks and their first segments.

        :param specs: as for :meth:`_prepare_open`
        :param hours: {(calendar id, company id): CalendarWorkTime}; read if missing
        :return: the clocks, in that order
        """
        return self._create_prepared(self._prepare_open(specs, hours))

    @api.model
    def _prepare_open(self, specs, hours=None):
        """Compute new clocks with their dates; nothing is written.

        :param specs: list of dicts: ``kind``, one subject (``ticket_id``, ...),
            ``company_id``, ``calendar_id``, ``budget_seconds``, ``started_at``,
            ``holder``, ``department_id``, and ``team_id`` where it is not yet the
            subject's
        :param hours: as for :meth:`_open`
        :return: list of (values, :class:`ClockUpdate`), for :meth:`_create_prepared`
        """
        values = [
            {
                name: value
                for name, value in spec.items()
                if name not in ("holder", "department_id", "team_id")
            }
            for spec in specs
        ]
        # sudo: users have no right to write clocks; the ticket's own code starts them.
        drafts = self.sudo().concat(*map(self.sudo().new, values))
        events = {
            draft: ClockEvent(
                spec["started_at"],
                spec["holder"],
                spec["department_id"],
                team_id=spec.get("team_id"),
            )
            for draft, spec in zip(drafts, specs, strict=True)
        }
        return list(zip(values, drafts._compute_updates(events, hours), strict=True))

    @api.model
    def _create_prepared(self, prepared):
        """Create clocks and their first segments.

        :param prepared: as :meth:`_prepare_open` returned it
        :return: the clocks, in that order
        """
        if not prepared:
            return self.browse()
        # sudo: users have no right to write clocks; the ticket's own code starts them.
        clocks = self.sudo().create(
            [{**vals, **update.get_values()} for vals, update in prepared]
        )
        self._write_updates(
            [
                update._replace(clock=clock)
                for clock, (_vals, update) in zip(clocks, prepared, strict=True)
            ]
        )
        return clocks

    @api.model
    def _apply_events(self, events):
        """Apply events to clocks; clocks change in no other way.

        :param events: {clock: :class:`ClockEvent`}. A stopped clock starts again; the
            time between is not counted.
        """
        self._write_updates(self._compute_updates(events))

    @api.model
    def _compute_updates(self, events, hours=None):
        """Compute what events change in clocks; nothing is written.

        :param hours: as for :meth:`_open`
        :return: list of :class:`ClockUpdate`, for :meth:`_write_updates`
        """
        if not events:
            return []
        # sudo: clocks are the system's; users read them through their request only.
        clocks = self.browse().concat(*events).sudo()
        segments = clocks._get_open_segments()
        if hours is None:
            hours = clocks._get_hours(events, segments)
        teams = {clock: event.team_id for clock, event in events.items()}
        levels = self.env["icrm.escalation"]._get_levels(clocks, teams)
        updates = []
        for clock in clocks:
            event, segment = events[clock], segments.get(clock)
            state = clock._load(segment, levels[clock])
            before = hours[clock.calendar_id.id, clock.company_id.id]
            at, ended, reached, started = event.at, None, (), []
            if segment:
                at, worked, reached = state.close(before, at)
                ended = {"end_at": at, "working_seconds": worked}
            elif clock.stopped_at:
                at = max(at, clock.stopped_at)
                started.append(
                    {
                        "start_at": clock.stopped_at,
                        "end_at": at,
                        "working_seconds": before.elapsed(clock.stopped_at, at),
                    }
                )
            if (
                event.budget_seconds is not None
                and event.budget_seconds != state.budget
            ):
                state.retarget(event.budget_seconds, at)
            calendar_id = event.calendar_id or clock.calendar_id.id
            alert_at = None
            if event.end == "drop":
                state.drop(at)
            elif event.end == "cancel":
                state.stop(at, cancelled=True)
            elif event.end:
                state.stop(at, before)
            else:
                after = hours[calendar_id, clock.company_id.id]
                state.open(after, at, event.holder in RUNNING_HOLDERS)
                alert_at = state.next_level_at(after)
                started.append(
                    {
                        "start_at": at,
                        "holder": event.holder,
                        "department_id": event.department_id,
                        "is_counted": state.is_counted,
                    }
                )
            updates.append(
                ClockUpdate(
                    clock,
                    state,
                    calendar_id,
                    alert_at,
                    ended and (segment, ended),
                    started,
                    reached,
                )
            )
        return updates

    @api.model
    def _write_updates(self, updates):
        """Write updates, and send the alerts of the levels that were reached.

        :param updates: as :meth:`_compute_updates` returned them; the clocks must not
            have changed since
        """
        if not updates:
            return
        # sudo: clocks and segments are written by the system only.
        clocks = self.browse().concat(*(update.clock for update in updates)).sudo()
        segments_sudo = self.env["icrm.clock.segment"].sudo()
        for update in updates:
            if update.ended:
                segment, values = update.ended
                segment.write(values)
            update.clock._store(update.get_values())
        # The database allows one open segment: end the old ones first.
        segments_sudo.flush_model(["end_at"])
        segments_sudo.create(
            [
                {"clock_id": update.clock.id, **values}
                for update in updates
                for values in update.started
            ]
        )
        clocks._set_responsible_department()
        clocks._tell_late()
        self.env["icrm.clock.alert"]._record(
            [
                (update.clock, level, instant)
                for update in updates
                for level, instant in update.reached
            ]
        )

    def _get_open_segments(self):
        """Return {clock: its open segment}, one query; none for new clocks."""
        if not any(self._ids):
            return {}
        segments = self.env["icrm.clock.segment"].search_fetch(
            [("clock_id", "in", self.ids), ("end_at", "=", False)],
            ["clock_id", "start_at", "is_counted"],
        )
        return {segment.clock_id: segment for segment in segments}

    def _get_hours(self, events, segments):
        """Return {(calendar id, company id): CalendarWorkTime} for events."""
        periods = {}
        for clock in self:
            event = events[clock]
            segment = segments.get(clock)
            begin = segment.start_at if segment else clock.stopped_at or event.at
            for calendar_id in {clock.calendar_id.id, event.calendar_id} - {None}:
                key = calendar_id, clock.company_id.id
                first, last = periods.get(key, (begin, event.at))
                periods[key] = (
                    min(first, begin, event.at),
                    max(last, begin, event.at),
                )
        return {
            (calendar_id, company_id): self.env["resource.calendar"]
            .browse(calendar_id)
            ._icrm_hours(self.env["res.company"].browse(company_id), first, last)
            for (calendar_id, company_id), (first, last) in periods.items()
        }

    def _load(self, segment, levels):
        """Return the pure clock of one record; *segment* is its open one."""
        return Clock(
            budget=self.budget_seconds,
            since=segment.start_at if segment else None,
            is_counted=bool(segment and segment.is_counted),
            elapsed=self.elapsed_seconds,
            due_at=self.due_at or None,
            missed_at=self.missed_at or None,
            stopped_at=self.stopped_at or None,
            cancelled=self.state == "cancelled",
            levels=levels,
        )

    def _store(self, values):
        """Write the values that differ."""
        changed = {
            name: value
            for name, value in values.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write(changed)

    def _set_responsible_department(self):
        """Attribute missed clocks to a department; at most one query."""
        forgiven = self.filtered(
            lambda clock: clock.department_id and not clock.missed_at
        )
        forgiven.department_id = False
        missed = self.filtered(
            lambda clock: clock.missed_at and not clock.department_id
        )
        if not missed:
            return
        segments = self.env["icrm.clock.segment"].search(
            [("clock_id", "in", missed.ids)]
        )
        by_clock = segments.grouped("clock_id")
        for clock in missed:
            # The open segment has no working time yet: it gets what is left.
            rest = clock.budget_seconds - clock.elapsed_seconds
            clock.department_id = get_responsible(
                [
                    (
                        segment.start_at,
                        segment.end_at,
                        segment.is_counted,
                        segment.department_id,
                        segment.working_seconds if segment.end_at else max(rest, 1),
                    )
                    for segment in by_clock.get(clock, ())
                ],
                clock.missed_at,
            )

    # ------------------------------------------------------------------
    # Time passes
    # ------------------------------------------------------------------

    @api.model
    def _cron_sweep(self):
        """Record missed promises and escalation levels that were reached.

        The cost depends on what fell due since the last run: both searches use partial
        indexes. A miss is recorded with the instant the budget ran out, however late
        the job is; running again changes nothing.
        """
        now = fields.Datetime.now()
        for domain, method in (
            ([("state", "=", "running"), ("due_at", "<", now)], "_record_misses"),
            ([("next_alert_at", "<=", now)], "_record_alerts"),
        ):
            if not run_batches(
                self,
                domain,
                lambda clocks, method=method: getattr(clocks, method)(now),
                SWEEP_BATCH,
            ):
                return

    def _record_misses(self, now):
        for clock in self.filtered(lambda clock: clock.due_at < now):
            clock.write({"state": "missed", "missed_at": clock.due_at})
        self._set_responsible_department()
        self._tell_late()

    def _tell_late(self):
        """Notify customers of requests that are late, once each miss."""
        for clock in self:
            if clock.kind == "resolution" and clock.missed_at and not clock.stopped_at:
                at = f"{clock.missed_at:%Y%m%d%H%M%S}"
                # By the system, whoever's step found it
                ticket = clock.ticket_id.with_user(SUPERUSER_ID)
                tell_customers(ticket, "request_late", f"{clock.id} {at}")

    def _record_alerts(self, now):
        segments = self._get_open_segments()
        levels = self.env["icrm.escalation"]._get_levels(self)
        events = {clock: ClockEvent(now) for clock in self}
        hours = self._get_hours(events, segments)
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

    # ------------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------------

    def _get_timeline(self):
        """Return the timeline of each clock, in the user's language.

        One query for the segments and two per calendar on which a clock still runs.
        No access check: callers must check access.

        :return: list of dicts: ``kind``, ``state``, ``state_label``, ``promise``,
            ``sentence``, ``rest``, ``promised`` (see :meth:`_get_bar`) and
            ``segments``, each with ``holder``, ``name``, ``title``, ``share`` (per cent
            of the bar) and ``is_counted``
        """
        now = fields.Datetime.now()
        segments = (
            self.env["icrm.clock.segment"]
            .search([("clock_id", "in", self.ids)])
            .grouped("clock_id")
        )
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        timeline, hours = [], {}
        for clock in self.sorted(
            lambda clock: (clock.started_at, clock.budget_seconds)
        ):
            clock_segments = segments.get(clock, self.env["icrm.clock.segment"])
            worked = clock._get_working_seconds(clock_segments, now, hours)
            timeline.append(
                {
                    "id": clock.id,
                    "kind": kinds[clock.kind],
                    "state": clock.state,
                    "state_label": states[clock.state],
                    "promise": clock._format_promise(),
                    "sentence": clock._format_holding(clock_segments, worked, now),
                    **clock._get_bar(clock_segments, worked, now),
                }
            )
        return timeline

    def _get_working_seconds(self, clock_segments, now, hours):
        """Return {segment: working seconds}, of the open one until *now*.

        :param hours: {(calendar, company): CalendarWorkTime}; filled as a cache
        """
        worked = {segment: segment.working_seconds for segment in clock_segments}
        open_segment = clock_segments.filtered(lambda segment: not segment.end_at)
        if open_segment:
            key = self.calendar_id, self.company_id
            if key not in hours:
                hours[key] = self.calendar_id._icrm_hours(
                    self.company_id, open_segment.start_at, now
                )
            worked[open_segment] = hours[key].elapsed(open_segment.start_at, now)
        return worked

    def _get_bar(self, clock_segments, worked, now):
        """Return the bar of a clock: ``segments``, ``rest`` and ``promised``.

        The whole width is the promise, or what was used if that is more: then
        ``promised`` says where in the bar the promise ran out, in per cent. ``rest`` is
        what is left of it. Time that does not count is a narrow piece: it uses up
        nothing of the promise.
        """
        pieces = []
        for segment in clock_segments.sorted("start_at"):
            end = segment.end_at or now
            name = self._format_holder(segment)
            if pieces and pieces[-1]["name"] == name:
                pieces[-1]["end"] = end
                pieces[-1]["worked"] += worked[segment]
            else:
                pieces.append(
                    {
                        "id": segment.id,
                        "holder": segment.holder or "nobody",
                        "is_counted": segment.is_counted,
                        "name": name,
                        "start": segment.start_at,
                        "end": end,
                        "worked": worked[segment],
                    }
                )
        used = sum(piece["worked"] for piece in pieces if piece["is_counted"])
        waits = sum(not piece["is_counted"] for piece in pieces)
        scale = max(used, self.budget_seconds)
        room = max(100 - WAIT_SHARE * waits, 50)
        left, position, promised = self.budget_seconds, 0, False
        for piece in pieces:
            start, end = piece.pop("start"), piece.pop("end")
            seconds = piece.pop("worked")
            share = WAIT_SHARE
            if piece["is_counted"]:
                if 0 <= left < seconds:
                    promised = round(position + left * room / scale, 1)
                left -= seconds
                # The smallest visible width
                share = max(round(seconds * room / scale, 1), 1)
            position += share
            piece["share"] = share
            length = max((end - start).total_seconds(), 0)
            piece["title"] = self.env._(
                "%(name)s: %(length)s, from %(start)s to %(end)s",
                name=piece["name"],
                length=self._format_hours(seconds)
                if piece["is_counted"]
                else self._format_span(length),
                start=format_deadline(self.env, start),
                end=self.env._("now") if end == now else format_deadline(self.env, end),
            )
        return {
            "segments": pieces,
            "rest": max(round(100 - position, 1), 0) if left > 0 else 0,
            "promised": promised,
        }

    def _format_holder(self, segment):
        _ = self.env._
        if segment.holder == "third_party":
            return _("Third party")
        if not segment.holder:
            return _("Not counted (was resolved)")
        if segment.holder == "approver":
            return _("approval by %(name)s", name=segment.department_id.name or "")
        if segment.holder == "customer":
            if self.ticket_id.icrm_is_mine:
                return _("You")
            return segment.department_id.name or _("The customer")
        return segment.department_id.name or _("The provider")

    def _format_promise(self):
        """Return the promise as text: "4 h promised, due Mon, Nov 24, 9:00 AM"."""
        _ = self.env._
        promised = self._format_hours(self.budget_seconds)
        if self.missed_at:
            return _(
                "%(promised)s promised, missed %(when)s",
                promised=promised,
                when=format_deadline(self.env, self.missed_at),
            )
        if self.stopped_at:
            return _(
                "%(promised)s promised, %(used)s used",
                promised=promised,
                used=self._format_hours(self.elapsed_seconds),
            )
        if self.due_at:
            return _(
                "%(promised)s promised, due %(when)s",
                promised=promised,
                when=format_deadline(self.env, self.due_at),
            )
        return _(
            "%(promised)s promised, %(left)s left",
            promised=promised,
            left=self._format_hours(max(0, self.budget_seconds - self.elapsed_seconds)),
        )

    def _format_holding(self, clock_segments, worked, now):
        """Return the time used by each party: "IT: 3 h 20 min used of 4 h promised;
        waiting for you: 2 days. Delay attributed to IT." """
        _ = self.env._
        held, waited, you = {}, {}, _("You")
        for segment in clock_segments:
            name = self._format_holder(segment)
            if segment.is_counted:
                held[name] = held.get(name, 0) + worked[segment]
            elif segment.holder:
                span = ((segment.end_at or now) - segment.start_at).total_seconds()
                waited[name] = waited.get(name, 0) + span
        parts = [
            _(
                "%(name)s: %(length)s used of %(promised)s promised",
                name=name,
                length=self._format_hours(seconds),
                promised=self._format_hours(self.budget_seconds),
            )
            for name, seconds in held.items()
        ] + [
            _("waiting for you: %(length)s", length=self._format_span(seconds))
            if name == you
            else _(
                "waiting for %(name)s: %(length)s",
                name=name,
                length=self._format_span(seconds),
            )
            for name, seconds in waited.items()
        ]
        sentence = _("; ").join(parts)
        if self.missed_at and self.department_id:
            sentence += _(
                ". Delay attributed to %(name)s.", name=self.department_id.name
            )
        return sentence

    def _format_hours(self, seconds):
        """Return working seconds as "3 h 20 min"."""
        hours, minutes = divmod(round(seconds / 60), 60)
        if not hours:
            return self.env._("%(minutes)s min", minutes=minutes)
        if not minutes:
            return self.env._("%(hours)s h", hours=hours)
        return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)

    def _format_span(self, seconds):
        """Return wall clock seconds as "2 days", or hours below one day and a half."""
        if seconds < 36 * 3600:
            return self._format_hours(seconds)
        return self.env._("%(days)s days", days=round(seconds / 86400))

    def _get_used_time(self):
        """Return {clock: {department: working seconds}}: who used the time until now.

        One query for the segments and two per calendar on which a clock still runs.
        """
        now = fields.Datetime.now()
        segments = (
            self.env["icrm.clock.segment"]
            .search([("clock_id", "in", self.ids), ("is_counted", "=", True)])
            .grouped("clock_id")
        )
        used, hours = {}, {}
        for clock in self:
            held = used[clock] = {}
            counted = segments.get(clock, self.env["icrm.clock.segment"])
            worked = clock._get_working_seconds(counted, now, hours)
            for segment, seconds in worked.items():
                if department := segment.department_id:
                    held[department] = held.get(department, 0) + seconds
        return used

    def _get_holding_department(self, used):
        """Return the department that held this clock for most of its time.

        Of a missed promise the one it is attributed to. Who got a hand-over a moment
        ago is not to blame for what went before.

        :param used: as :meth:`_get_used_time` returned it
        """
        self.ensure_one()
        held = used.get(self) or {}
        if self.department_id:
            return self.department_id
        return max(held, key=held.get) if held else self.env["hr.department"]

    # ------------------------------------------------------------------
    # Changed working hours
    # ------------------------------------------------------------------

    @api.model
    def _cron_compute_values(self):
        """Compute due dates again for changed calendars, one calendar at a time.

        What is elapsed in ended segments stays as it was updates then. Killed in the
        middle, the calendar is still marked and is updates again.
        """
        changed = [("icrm_changed", "=", True), ("active", "in", (True, False))]

        def compute(calendar):
            self._compute_calendar(calendar)
            calendar.icrm_changed = False

        run_each(self.env["resource.calendar"].search(changed), compute, domain=changed)

    @api.model
    def _compute_calendar(self, calendar):
        """Compute the running clocks of one calendar again.

        Per 20,000 clocks one SELECT, one UPDATE of those whose dates move, and no ORM
        records: 200,000 take seconds (bench/bench_clock.py).
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        # sudo: levels of all companies, as their clocks; nobody reads them here.
        levels_of = cache(self.env["icrm.escalation"].sudo().search([])._select)
        companies = self._read_group(
            [("calendar_id", "=", calendar.id), ("state", "=", "running")],
            ["company_id"],
        )
        for [company] in companies:
            hours, last_id = None, 0
            while rows := self._get_running_rows(calendar, company, last_id):
                first = min(row.start_at for row in rows)
                hours = hours or calendar._icrm_hours(company, first, now)
                compute = partial(self._compute_rows, rows, levels_of, now)
                # All at once; one by one where the calendar never holds some budget.
                values = hours.compute(compute, first, now)
                self._store_dates(compute(hours) if values is None else values)
                last_id = rows[-1].id
        self.env.invalidate_all()

    def _compute_rows(self, rows, levels_of, now, worktime):
        """Return ``(clock id, due_at, next_alert_at)`` of the *rows* that move.

        :param levels_of: returns the escalation levels of (kind, team, company)
        """
        moved = []
        for row in rows:
            clock = Clock(row.budget, row.start_at, True, row.elapsed)
            clock.levels = levels_of(row.kind, row.team_id, row.company_id)
            clock.forecast(worktime)
            alert_at = None
            if row.alert_at:
                # Do not skip a level that the sweep has not processed yet.
                after = min(now, row.alert_at - timedelta(seconds=1))
                alert_at = clock.next_level_at(worktime, after) or now
            if (clock.due_at, alert_at) != (row.due_at, row.alert_at):
                moved.append((row.id, clock.due_at, alert_at))
        return moved

    def _get_running_rows(self, calendar, company, last_id):
        # SQL: 20,000 clocks without records; bench_clock
        rows = self.env.execute_query(
            SQL(
                """
                SELECT clock.id, clock.kind, clock.company_id,
                       COALESCE(handover.to_team_id, ticket.team_id),
                       segment.start_at, clock.budget_seconds,
                       COALESCE(clock.elapsed_seconds, 0),
                       clock.due_at, clock.next_alert_at
                  FROM icrm_clock clock
                  JOIN icrm_clock_segment segment
                    ON segment.clock_id = clock.id AND segment.end_at IS NULL
             LEFT JOIN helpdesk_ticket ticket ON ticket.id = clock.ticket_id
             LEFT JOIN icrm_handover handover ON handover.id = clock.handover_id
                 WHERE clock.state = 'running'
                   AND clock.calendar_id = %s
                   AND clock.company_id = %s
                   AND clock.id > %s
              ORDER BY clock.id
                 LIMIT %s
                """,
                calendar.id,
                company.id,
                last_id,
                COMPUTE_BATCH,
            )
        )
        return [RunningClock(*row) for row in rows]

    def _store_dates(self, values):
        """Write due dates of clocks and copy them to their requests.

        :param values: as :meth:`_compute_rows` returns them
        """
        if not values:
            return
        # SQL: different dates for each, in one statement; bench_clock
        self.env.cr.execute(
            SQL(
                """
                WITH dates AS (
                    UPDATE icrm_clock clock
                       SET due_at = new.due_at, next_alert_at = new.alert_at
                      FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[])
                           AS new (id, due_at, alert_at)
                     WHERE clock.id = new.id
                 RETURNING clock.ticket_id, clock.kind, clock.handover_id, clock.due_at
                ), dates_of AS (
                    SELECT ticket_id,
                           MAX(due_at) FILTER (WHERE kind = 'response') AS response,
                           MAX(due_at) FILTER (WHERE kind = 'resolution') AS resolution
                      FROM dates
                     WHERE ticket_id IS NOT NULL AND handover_id IS NULL
                  GROUP BY ticket_id
                )
                UPDATE helpdesk_ticket ticket
                   SET icrm_response_due_at =
                           COALESCE(dates_of.response, ticket.icrm_response_due_at),
                       icrm_due_at = COALESCE(dates_of.resolution, ticket.icrm_due_at),
                       icrm_next_due_at = LEAST(
                           CASE WHEN ticket.icrm_first_response_at IS NULL
                           THEN COALESCE(dates_of.response, ticket.icrm_response_due_at)
                           END,
                           COALESCE(dates_of.resolution, ticket.icrm_due_at)
                       )
                  FROM dates_of
                 WHERE ticket.id = dates_of.ticket_id
                """,
                *map(_array_text, zip(*values, strict=True)),
            )
        )


class ClockEvent(NamedTuple):
    """A change of a clock at an instant."""

    at: object
    holder: str | bool = False
    department_id: int | bool = False
    #: None: as before
    budget_seconds: int | None = None
    #: an id; None: as before
    calendar_id: int | None = None
    #: None: the clock goes on; "stop": it ends met or missed; "cancel"; "drop": it is
    #: cancelled without dates, for nothing is promised
    end: str | None = None
    #: id of the responsible team from now on; None: as before
    team_id: int | None = None


class ClockUpdate(NamedTuple):
    """The result of an event for a clock."""

    clock: object
    #: the pure clock after the event
    state: Clock
    calendar_id: int
    alert_at: datetime | None
    #: the segment that ends, and its values
    ended: tuple | None
    #: values of the new segments
    started: list
    #: levels of escalation reached before, as pairs (id, instant)
    reached: list

    def get_values(self):
        """Return the values of the clock's row after the event."""
        return {
            "state": self.state.state,
            "budget_seconds": self.state.budget,
            "calendar_id": self.calendar_id,
            "elapsed_seconds": self.state.elapsed,
            "due_at": self.state.due_at or False,
            "missed_at": self.state.missed_at or False,
            "stopped_at": self.state.stopped_at or False,
            "next_alert_at": self.alert_at or False,
        }


class RunningClock(NamedTuple):
    """The values needed to compute a clock again."""

    id: int
    kind: str
    company_id: int
    team_id: int | None
    start_at: datetime
    budget: int
    elapsed: int
    due_at: datetime | None
    alert_at: datetime | None
