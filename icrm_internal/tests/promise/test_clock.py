# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ...measures.clock import Clock, get_responsible
from ...measures.worktime import WorkTime

MONDAY = datetime(2026, 6, 1)


def office_hours(weeks=60):
    """8-12 and 13-17 from Monday to Friday."""
    for day in range(7 * weeks):
        if day % 7 < 5:
            start = MONDAY + timedelta(days=day)
            yield start + timedelta(hours=8), start + timedelta(hours=12)
            yield start + timedelta(hours=13), start + timedelta(hours=17)


def at(day, hour, minute=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


@tagged("post_install", "-at_install")
class TestPureClock(BaseCase):
    def setUp(self):
        super().setUp()
        self.hours = WorkTime(office_hours())

    def _clock(self, start, budget_hours, is_counted=True, levels=()):
        clock = Clock(
            budget=budget_hours * 3600,
            since=None,
            is_counted=is_counted,
            levels=list(levels),
        )
        clock.open(self.hours, start, is_counted)
        return clock

    def test_pause_moves_the_due_date(self):
        clock = self._clock(at(0, 9), 4)
        self.assertEqual(clock.due_at, at(0, 14))
        clock.open(self.hours, clock.close(self.hours, at(0, 11))[0], False)
        self.assertEqual((clock.state, clock.due_at), ("paused", None))
        clock.open(self.hours, clock.close(self.hours, at(1, 10))[0], True)
        self.assertEqual((clock.state, clock.due_at), ("running", at(1, 12)))
        clock.stop(clock.close(self.hours, at(1, 12))[0])
        self.assertEqual((clock.state, clock.elapsed), ("met", 4 * 3600))

    def test_done_in_a_pause_was_due_when_the_rest_would_have_been_used(self):
        clock = self._clock(at(0, 9), 4)
        clock.open(self.hours, clock.close(self.hours, at(0, 11))[0], False)
        clock.stop(clock.close(self.hours, at(3, 9))[0], self.hours)
        self.assertEqual((clock.state, clock.due_at), ("met", at(3, 11)))
        withdrawn = self._clock(at(0, 9), 4, is_counted=False)
        withdrawn.stop(withdrawn.close(self.hours, at(0, 11))[0], cancelled=True)
        self.assertEqual((withdrawn.state, withdrawn.due_at), ("cancelled", None))

    def test_missed_at_is_when_the_budget_ran_out(self):
        clock = self._clock(at(0, 9), 4)
        clock.stop(clock.close(self.hours, at(3, 9))[0])
        self.assertEqual((clock.state, clock.missed_at), ("missed", at(0, 14)))
        self.assertEqual(clock.elapsed, (7 + 8 + 8 + 1) * 3600)

    def test_more_time_keeps_what_is_elapsed(self):
        clock = self._clock(at(0, 9), 4)
        end, _worked, _levels = clock.close(self.hours, at(0, 11))
        clock.retarget(8 * 3600, end)
        clock.open(self.hours, end, True)
        self.assertEqual(clock.due_at, at(1, 9))

    def test_less_time_than_was_used_is_a_miss_now_and_more_forgives(self):
        clock = self._clock(at(0, 9), 4)
        end, _worked, _levels = clock.close(self.hours, at(0, 12))
        clock.retarget(3600, end)
        self.assertEqual(clock.missed_at, at(0, 12))
        clock.retarget(5 * 3600, end)
        self.assertEqual(clock.missed_at, None)

    def test_levels_are_reached_when_used_up_not_when_noticed(self):
        clock = self._clock(at(0, 9), 4, levels=[(1, 75), (2, 100), (3, 150)])
        self.assertEqual(clock.next_level_at(self.hours), at(0, 12))
        reached = clock.reached(self.hours, at(5, 0))
        self.assertEqual(reached, [(1, at(0, 12)), (2, at(0, 14)), (3, at(0, 16))])
        self.assertEqual(clock.next_level_at(self.hours, at(0, 14)), at(0, 16))
        self.assertIsNone(clock.next_level_at(self.hours, at(5, 0)))

    def test_blame_goes_to_who_held_it_longest_before_the_miss(self):
        self.assertEqual(
            get_responsible(
                [
                    (at(0, 9), at(0, 10), True, "IT", 3600),
                    (at(0, 10), at(0, 16), True, "Finance", 5 * 3600),
                    (at(0, 16), at(2, 9), False, "Customer", 9 * 3600),
                    (at(2, 9), None, True, "IT", 90 * 3600),
                ],
                at(1, 9),
            ),
            "Finance",
        )

    def test_random_courses_agree_with_a_slow_reference(self):
        """Invariants over 400 random courses: segments touch and never overlap, what is
        elapsed is the working time of those that count, and a miss lies where a walk
        minute by minute finds the budget used up."""
        dice = random.Random(4)
        shifts = list(office_hours())

        def slow(start, end):
            return sum(
                max(timedelta(), min(end, stop) - max(start, begin)).total_seconds()
                for begin, stop in shifts
            )

        for _course in range(400):
            now = at(dice.randrange(20), dice.randrange(24), dice.randrange(60))
            clock = self._clock(now, dice.randrange(1, 60), dice.random() < 0.7)
            segments = []
            for _turn in range(dice.randrange(1, 9)):
                began, is_counted = clock.since, clock.is_counted
                now += timedelta(minutes=dice.randrange(4000))
                end, worked, _levels = clock.close(self.hours, now)
                segments.append((began, end, is_counted))
                self.assertEqual(worked, slow(began, end))
                if dice.random() < 0.3:
                    clock.retarget(dice.randrange(1, 60) * 3600, end)
                    # A changed budget moves the miss; the walk below wants one budget.
                    clock.missed_at = None if clock.elapsed <= clock.budget else end
                clock.open(self.hours, end, dice.random() < 0.7)
            for (_s1, stop, _c1), (start, _s2, _c2) in zip(
                segments, segments[1:], strict=False
            ):
                self.assertEqual(stop, start)
            counted = sum(slow(a, b) for a, b, is_counted in segments if is_counted)
            self.assertEqual(clock.elapsed, counted)
            if clock.due_at and clock.missed_at is None:
                left = clock.budget - clock.elapsed
                self.assertEqual(slow(clock.since, clock.due_at), left)
