# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timezone
from heapq import heappop, heappush

from odoo.tests import BaseCase, tagged

from ...measures.replay import (
    Axis,
    Case,
    Stretch,
    forecast_share,
    infer_work,
    replay,
    used_seconds,
)
from ...measures.worktime import WorkTime

HOUR = 3600
DAY = 24 * HOUR
# Working days from 9 to 12 and 13 to 18 of 120 weeks
WEEKS = [
    (start * HOUR + DAY * day, stop * HOUR + DAY * day)
    for day in range(7 * 120)
    if day % 7 < 5
    for start, stop in ((9, 12), (13, 18))
]
ALWAYS = Axis([(0, 3000 * DAY)])


def queued(*stretches, budget=HOUR, priority=0, key=None):
    """A case of pairs (start, end), all in the queue."""
    return Case(
        key,
        budget,
        priority,
        tuple(Stretch(start, end, True, True) for start, end in stretches),
    )


def first_come(arrivals, works, servers):
    """The end of each job of a first come, first served queue; written apart."""
    free, ends = [0] * servers, []
    for at, work in zip(arrivals, works, strict=True):
        begun = max(at, heappop(free))
        heappush(free, begun + work)
        ends.append(begun + work)
    return ends


@tagged("post_install", "-at_install")
class TestReplay(BaseCase):
    def _random_cases(self, dice, count=300):
        cases = []
        for key in range(count):
            at, stretches = dice.randrange(100 * DAY), []
            for _part in range(dice.randrange(1, 6)):
                length = dice.choice((0, dice.randrange(3 * DAY)))
                counted = dice.random() < 0.7
                stretches.append(
                    Stretch(at, at + length, counted, counted and dice.random() < 0.6)
                )
                at += length + dice.choice((0, 0, dice.randrange(DAY)))
            cases.append(Case(key, 8 * HOUR, dice.randrange(4), tuple(stretches)))
        return cases

    def test_axis_is_the_working_time(self):
        dice = random.Random(1)
        axis = Axis(WEEKS)

        def at(second):
            return datetime.fromtimestamp(second, timezone.utc).replace(tzinfo=None)

        worktime = WorkTime([(at(start), at(stop)) for start, stop in WEEKS])
        for _try in range(500):
            start, end = sorted(dice.randrange(800 * DAY) for _two in range(2))
            self.assertEqual(
                axis.worked(start, end), worktime.elapsed(at(start), at(end))
            )
            seconds = dice.randrange(1, 100 * HOUR)
            due = axis.instant(axis.position(start) + seconds)
            self.assertEqual(at(due), worktime.add(at(start), seconds))
        with self.assertRaises(ValueError):
            Axis([(5, 5)])

    def test_nothing_changed_is_what_happened(self):
        """For any ledger and any number of people."""
        axis = Axis(WEEKS)
        for seed in range(4):
            dice = random.Random(seed)
            cases = self._random_cases(dice)
            real = [used_seconds(case, axis) for case in cases]
            for people in (1, 2, 7, 400):
                visits = infer_work(cases, axis, people)
                self.assertTrue(all(visit.work >= 0 for visit in visits))
                self.assertEqual(
                    replay(cases, visits, axis, axis, people), real, (seed, people)
                )

    def test_more_people_make_nobody_later(self):
        axis = Axis(WEEKS)
        for seed in range(4):
            dice = random.Random(seed)
            # Held once: then the earlier end is the shorter time.
            starts = [dice.randrange(100 * DAY) for _case in range(300)]
            cases = [queued((at, at + dice.randrange(3 * DAY))) for at in starts]
            visits = infer_work(cases, axis, 3)
            before = None
            for people in (1, 2, 3, 4, 6, 12, 300):
                used = replay(cases, visits, axis, axis, people)
                if before:
                    self.assertTrue(
                        all(
                            now <= then for now, then in zip(used, before, strict=True)
                        ),
                        (seed, people),
                    )
                before = used

    def test_one_more_person_against_the_truth(self):
        """Work is known here: the replay never promises more than would be true, and
        comes near it where people are busy."""
        for seed in range(2):
            dice = random.Random(seed)
            at, arrivals, works = 0, [], []
            for _job in range(2000):
                at += round(dice.expovariate(1 / HOUR))
                arrivals.append(at)
                works.append(round(dice.expovariate(1 / (1.85 * HOUR))))
            ends = first_come(arrivals, works, 2)
            cases = [
                queued(pair, budget=4 * HOUR)
                for pair in zip(arrivals, ends, strict=True)
            ]
            truth = first_come(arrivals, works, 3)
            visits = infer_work(cases, ALWAYS, 2)
            used = replay(cases, visits, ALWAYS, ALWAYS, 3)

            def share(lengths):
                return sum(length <= 4 * HOUR for length in lengths) / 2000

            def lengths(ends, arrivals=arrivals):
                return [end - at for end, at in zip(ends, arrivals, strict=True)]

            before, wanted, told = (
                share(lengths(ends)),
                share(lengths(truth)),
                share(used),
            )
            self.assertLess(before, 0.75)
            self.assertLessEqual(told, wanted + 0.01)
            self.assertGreater(told - before, 0.75 * (wanted - before))

    def test_order_of_work(self):
        """Three requests wait for one person, each an hour of work."""
        cases = [
            queued((0, HOUR), key="first", budget=9 * HOUR),
            queued((0, 2 * HOUR), key="second", budget=9 * HOUR, priority=0),
            queued((60, 3 * HOUR), key="third", budget=2 * HOUR, priority=3),
        ]
        visits = infer_work(cases, ALWAYS, 1)
        self.assertEqual([visit.work for visit in visits], [HOUR] * 3)
        for order, used in (
            (None, [1, 2, 3]),
            ("arrival", [1, 2, 3]),
            ("due", [1, 3, 2]),
            ("priority", [1, 3, 2]),
        ):
            found = replay(cases, visits, ALWAYS, ALWAYS, 1, order)
            self.assertEqual([round(seconds / HOUR) for seconds in found], used, order)
        for wrong in ("", "newest"):
            with self.assertRaises(ValueError):
                replay(cases, visits, ALWAYS, ALWAYS, 1, wrong)
        with self.assertRaises(ValueError):
            infer_work(cases, ALWAYS, 0)

    def test_what_others_hold_lasts_as_long(self):
        """The customer keeps it for a day: not counted, and not shorter with more
        people; another department's hours count as they were."""
        case = Case(
            "x",
            HOUR,
            0,
            (
                Stretch(0, HOUR, True, True),
                Stretch(HOUR, HOUR + DAY, False, False),
                Stretch(HOUR + DAY, 3 * HOUR + DAY, True, False),
                Stretch(3 * HOUR + DAY, 4 * HOUR + DAY, True, True),
            ),
        )
        blocker = queued((0, HOUR // 2))
        cases = [blocker, case]
        visits = infer_work(cases, ALWAYS, 1)
        self.assertEqual(used_seconds(case, ALWAYS), 4 * HOUR)
        _one, used = replay(cases, visits, ALWAYS, ALWAYS, 2)
        self.assertEqual(used, 3.5 * HOUR)

    def test_the_forecast_keeps_its_word(self):
        """95 % of coming shares lie within, weeks alike or drifting; all met is no
        certainty."""
        for drift in (0.0, 0.4):
            dice = random.Random(7)
            inside = tries = 0
            for _world in range(250):
                level, blocks = dice.uniform(-0.5, 2.5), []
                for _week in range(39):
                    level += dice.gauss(0, drift / 3)
                    share = 1 / (1 + 2.718281828 ** -(level + dice.gauss(0, drift)))
                    n = dice.randrange(0, 25)
                    blocks.append((sum(dice.random() < share for _one in range(n)), n))
                past, coming = blocks[:26], blocks[26:]
                n = sum(count for _hits, count in coming)
                real = sum(hits for hits, _count in coming) / n
                forecast = forecast_share(past, n)
                inside += forecast.low <= real <= forecast.high
                tries += 1
            self.assertGreater(inside / tries, 0.9, drift)
        certain = forecast_share([(5, 5)] * 10, 50)
        self.assertEqual(certain.share, 1)
        self.assertLess(certain.low, 0.96)
        self.assertEqual(forecast_share([], 9), (0, None, None, None))
        self.assertIsNone(forecast_share([(1, 2)], 0).low)

    def test_a_year_is_quick(self):
        """No time is measured here; that each request is looked at once is."""
        looks = 0

        class Counting(Axis):
            def position(self, at):
                nonlocal looks
                looks += 1
                return super().position(at)

        axis = Counting(WEEKS)
        cases = self._random_cases(random.Random(3), 500)
        visits = infer_work(cases, axis, 3)
        replay(cases, visits, axis, axis, 4)
        stretches = sum(len(case.stretches) for case in cases)
        self.assertLessEqual(looks, 6 * stretches)

    def test_time_after_the_known_hours_is_late(self):
        axis = Axis([(0, HOUR)])
        self.assertEqual(axis.instant(2 * HOUR), 2 * HOUR)
        self.assertEqual(axis.position(5 * HOUR), HOUR)
        self.assertEqual(Axis([(HOUR, DAY)]).instant(0), HOUR)
