# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..request.when import in_words


class IcrmClock(models.Model):
    """A clock told to people: a bar of who held it when, and a sentence."""

    _inherit = "icrm.clock"

    def _get_timeline(self):
        """Return what the timeline shows of each clock, in the reader's language.

        One query for the segments and two per calendar on which a clock still runs.
        No access check: for callers that have decided it.

        :return: list of dicts: ``kind``, ``state``, ``state_label``, ``promise``,
            ``sentence`` and ``segments``, each with ``holder``, ``name``, ``title``,
            ``share`` (per cent of the bar) and ``counts``
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
        for clock in self.sorted(lambda one: (one.started_at, one.budget_seconds)):
            course = segments.get(clock, self.env["icrm.clock.segment"])
            worked = clock._get_working_seconds(course, now, hours)
            timeline.append(
                {
                    "id": clock.id,
                    "kind": kinds[clock.kind],
                    "state": clock.state,
                    "state_label": states[clock.state],
                    "promise": clock._get_promise_words(),
                    "sentence": clock._get_holding_words(course, worked, now),
                    "segments": clock._get_bar(course, worked, now),
                }
            )
        return timeline

    def _get_working_seconds(self, course, now, hours):
        """Return {segment: working seconds}, the lasting one reckoned until *now*.

        :param hours: {(calendar, company): its Hours} of the clocks before, added to
        """
        worked = {segment: segment.working_seconds for segment in course}
        lasting = course.filtered(lambda segment: not segment.end_at)
        if lasting:
            key = self.calendar_id, self.company_id
            if key not in hours:
                hours[key] = self.calendar_id._icrm_hours(
                    self.company_id, lasting.start_at, now
                )
            worked[lasting] = hours[key].elapsed(lasting.start_at, now)
        return worked

    def _get_bar(self, course, worked, now):
        """Return the pieces of the bar, one per holder in turn; their width is time on
        the wall clock."""
        pieces = []
        for segment in course.sorted("start_at"):
            end = segment.end_at or now
            name = self._get_holder_words(segment)
            if pieces and pieces[-1]["name"] == name:
                pieces[-1]["end"] = end
                pieces[-1]["worked"] += worked[segment]
            else:
                pieces.append(
                    {
                        "id": segment.id,
                        "holder": segment.holder or "nobody",
                        "counts": segment.counts,
                        "name": name,
                        "start": segment.start_at,
                        "end": end,
                        "worked": worked[segment],
                    }
                )
        lengths = [
            max((piece["end"] - piece["start"]).total_seconds(), 0) for piece in pieces
        ]
        total = sum(lengths) or 1
        for piece, length in zip(pieces, lengths, strict=True):
            start, end = piece.pop("start"), piece.pop("end")
            seconds = piece.pop("worked")
            # A piece too thin to see is no piece.
            piece["share"] = max(round(100 * length / total, 1), 1)
            piece["title"] = self.env._(
                "%(name)s: %(length)s, from %(start)s to %(end)s",
                name=piece["name"],
                length=self._get_hours_words(seconds)
                if piece["counts"]
                else self._get_span_words(length),
                start=in_words(self.env, start),
                end=self.env._("now") if end == now else in_words(self.env, end),
            )
        return pieces

    def _get_holder_words(self, segment):
        _ = self.env._
        if segment.holder == "third_party":
            return _("A third party")
        if not segment.holder:
            return _("Nobody: it was done")
        if segment.holder == "approver":
            return _("approval by %(name)s", name=segment.department_id.name or "")
        if segment.holder == "customer":
            if self.ticket_id.icrm_is_mine:
                return _("You")
            return segment.department_id.name or _("The customer")
        return segment.department_id.name or _("The provider")

    def _get_promise_words(self):
        """Return how the promise stands: "4 h promised, due Mon, Nov 24, 9:00 AM"."""
        _ = self.env._
        promised = self._get_hours_words(self.budget_seconds)
        if self.missed_at:
            return _(
                "%(promised)s promised, missed %(when)s",
                promised=promised,
                when=in_words(self.env, self.missed_at),
            )
        if self.stopped_at:
            return _(
                "%(promised)s promised, %(used)s used",
                promised=promised,
                used=self._get_hours_words(self.elapsed_seconds),
            )
        if self.due_at:
            return _(
                "%(promised)s promised, due %(when)s",
                promised=promised,
                when=in_words(self.env, self.due_at),
            )
        return _(
            "%(promised)s promised, %(left)s left",
            promised=promised,
            left=self._get_hours_words(
                max(0, self.budget_seconds - self.elapsed_seconds)
            ),
        )

    def _get_holding_words(self, course, worked, now):
        """Return who held it how long: "IT held it 3 h 20 min of 4 h; waiting for you
        2 days. Put down to IT." """
        _ = self.env._
        held, waited, you = {}, {}, _("You")
        for segment in course:
            name = self._get_holder_words(segment)
            if segment.counts:
                held[name] = held.get(name, 0) + worked[segment]
            elif segment.holder:
                span = ((segment.end_at or now) - segment.start_at).total_seconds()
                waited[name] = waited.get(name, 0) + span
        parts = [
            _(
                "%(name)s held it %(length)s of %(promised)s",
                name=name,
                length=self._get_hours_words(seconds),
                promised=self._get_hours_words(self.budget_seconds),
            )
            for name, seconds in held.items()
        ] + [
            _("waiting for you: %(length)s", length=self._get_span_words(seconds))
            if name == you
            else _(
                "waiting for %(name)s: %(length)s",
                name=name,
                length=self._get_span_words(seconds),
            )
            for name, seconds in waited.items()
        ]
        sentence = _("; ").join(parts)
        if self.missed_at and self.department_id:
            sentence += _(". Put down to %(name)s.", name=self.department_id.name)
        return sentence

    def _get_hours_words(self, seconds):
        """Return working seconds as "3 h 20 min"."""
        hours, minutes = divmod(round(seconds / 60), 60)
        if not hours:
            return self.env._("%(minutes)s min", minutes=minutes)
        if not minutes:
            return self.env._("%(hours)s h", hours=hours)
        return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)

    def _get_span_words(self, seconds):
        """Return wall clock seconds as "2 days", or hours below one day and a half."""
        if seconds < 36 * 3600:
            return self._get_hours_words(seconds)
        return self.env._("%(days)s days", days=round(seconds / 86400))
