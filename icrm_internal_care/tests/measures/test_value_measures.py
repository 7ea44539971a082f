# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from itertools import pairwise
from math import inf, nan
from random import Random
from statistics import mean, median

from odoo.tests import BaseCase, tagged

from odoo.addons.icrm_internal.measures.scoring import weighted_score

from ...measures import health, lifecycle, rfm

# Published with its scores: "RFM scoring scheme", example 1, as of July 2008; slides of
# a course, studylib.net/doc/5618814. Customer E is left out: its frequency of 6 is
# scored 2 there, against the scheme of the same slide.
SCHEME = {
    # months since, "<1 month = 5, 1-3 = 4, 3-6 = 3, 6-9 = 2, >9 = 1"
    "recency": (0, 3, 6, 9),
    # ">40 = 5, 30-40 = 4, 20-29 = 3, 10-19 = 2, <10 = 1", 40 being scored 5
    "frequency": (10, 20, 30, 40),
    # in thousands: ">50 = 5, 20-50 = 4, 10-20 = 3, 5-10 = 2, <5 = 1"
    "money": (5, 10, 20, 50),
}
PUBLISHED = {
    "A": (date(2008, 5, 1), 12, 6, "422"),
    "B": (date(2008, 1, 1), 18, 9, "322"),
    "C": (date(2007, 11, 1), 35, 40, "244"),
    "D": (date(2008, 7, 1), 1, 1, "511"),
    "F": (date(2008, 3, 1), 40, 90, "355"),
    "G": (date(2007, 5, 1), 5, 2, "111"),
    "H": (date(2008, 7, 1), 20, 9, "532"),
}


@tagged("post_install", "-at_install")
class TestRfm(BaseCase):
    def test_published_bands(self):
        months = [
            (2008 - day.year) * 12 + 7 - day.month for day, *_ in PUBLISHED.values()
        ]
        found = zip(
            rfm.banded(months, SCHEME["recency"], less_is_better=True),
            rfm.banded([own[1] for own in PUBLISHED.values()], SCHEME["frequency"]),
            rfm.banded([own[2] for own in PUBLISHED.values()], SCHEME["money"]),
            strict=True,
        )
        self.assertEqual(
            ["".join(map(str, scores)) for scores in found],
            [own[3] for own in PUBLISHED.values()],
        )

    def test_published_recency_quintiles(self):
        """Ascent360, "What is an RFM score": fifths up to 60, 120, 240, 300 days."""
        days = [7, 60, 61, 120, 121, 240, 241, 300, 301, 900]
        bands = (60, 120, 240, 300)
        self.assertEqual(
            rfm.banded(days, bands, less_is_better=True),
            [5, 5, 4, 4, 3, 3, 2, 2, 1, 1],
        )
        # ten customers, two in each fifth: the bands are the fifths
        self.assertEqual(
            rfm.quintiles(days, less_is_better=True), rfm.banded(days, bands, True)
        )

    def test_fifths_without_equals(self):
        for number in (5, 10, 100, 1000):
            values = list(range(number))
            Random(number).shuffle(values)
            found = rfm.quintiles(values)
            for score in range(1, 6):
                self.assertEqual(found.count(score), number // 5)
            # the largest fifth is the best, the smallest one backwards
            self.assertEqual(found[values.index(number - 1)], 5)
            back = rfm.quintiles(values, less_is_better=True)
            self.assertEqual([6 - score for score in found], back)

    def test_equals_share_a_score(self):
        values = [1, 1, 1, 2, 2, 3, 3, 3, 5, 5, 6, 8, 10, 11, 15]
        found = dict(zip(values, rfm.quintiles(values), strict=True))
        self.assertEqual(
            found, {1: 1, 2: 2, 3: 3, 5: 4, 6: 4, 8: 4, 10: 5, 11: 5, 15: 5}
        )
        for _turn in range(5):
            shuffled = Random(_turn).sample(values, len(values))
            self.assertEqual(
                rfm.quintiles(shuffled), [found[value] for value in shuffled]
            )

    def test_few(self):
        self.assertEqual(rfm.quintiles([]), [])
        self.assertEqual(rfm.quintiles([9]), [3])
        self.assertEqual(rfm.quintiles([0] * 50), [3] * 50)
        self.assertEqual(rfm.quintiles([None, None]), [None, None])
        self.assertEqual(rfm.quintiles([1, 2]), [2, 4])

    def test_what_is_no_number(self):
        for bad in (nan, inf, -inf):
            for measure in (rfm.quintiles, rfm.abc_classes):
                with self.assertRaises(ValueError):
                    measure([1, bad])
        for limits in (
            (1, 2, 3),
            (1, 2, 2, 3),
            (4, 3, 2, 1),
            (-1, 1, 2, 3),
            (1, 2, 3, nan),
        ):
            with self.assertRaises(ValueError):
                rfm.banded([1], limits)

    def test_labels(self):
        self.assertEqual(rfm.label(4, 4, 4), "high")
        self.assertEqual(rfm.label(4, 4, 3), "potential")
        self.assertEqual(rfm.label(3, 2, 3), "potential")
        self.assertEqual(rfm.label(3, 2, 2), "ordinary")
        self.assertEqual(rfm.label(3, 2, 2, high_from=7), "high")
        self.assertIsNone(rfm.label(None, 5, 5))

    def test_classes(self):
        # Pareto's textbook case: a fifth of the customers make up four fifths
        self.assertEqual(
            rfm.abc_classes([400, 400, 60, 50, 40, 10, 10, 10, 10, 10]),
            ["a", "a", "b", "b", "b", "c", "c", "c", "c", "c"],
        )
        self.assertEqual(rfm.abc_classes([90, 10]), ["a", "b"])
        self.assertEqual(rfm.abc_classes([1]), ["a"])
        self.assertEqual(rfm.abc_classes([]), [])
        self.assertEqual(rfm.abc_classes([0, 0, None]), ["c", "c", None])
        # equals are of one class, wherever the limit falls among them
        self.assertEqual(rfm.abc_classes([1] * 7), ["a"] * 7)
        with self.assertRaises(ValueError):
            rfm.abc_classes([3, -1])

    def test_customer_value(self):
        self.assertEqual(rfm.customer_value(5400), 1.5)
        self.assertEqual(rfm.customer_value(5400, 0.0), 0.0)


@tagged("post_install", "-at_install")
class TestLifecycle(BaseCase):
    def _stage(self, **facts):
        return lifecycle.judge(lifecycle.Facts(**facts))

    def _codes(self, **facts):
        return [code for code, _values in self._stage(**facts).reasons]

    def test_own_rhythm(self):
        """Forty days of silence: much for some, little for others."""
        often = self._stage(first=500, silent=40, rhythm=1.0)
        rarely = self._stage(first=500, silent=40, rhythm=60.0)
        self.assertEqual((often.stage, rarely.stage), ("at_risk", "active"))
        self.assertEqual(often.reasons, (("rhythm", {"days": 40, "usual": 1.0}),))

    def test_at_the_limits(self):
        for days, stage in (
            (30, "active"),
            (31, "at_risk"),
            (180, "at_risk"),
            (181, "dormant"),
        ):
            found = self._stage(first=500, silent=days, rhythm=2.0)
            self.assertEqual(found.stage, stage, days)

    def test_who_never_asked(self):
        self.assertEqual(self._stage(joined=91).stage, "dormant")
        self.assertEqual(self._codes(joined=91), ["never"])
        self.assertEqual(self._stage(joined=90).stage, "new")

    def test_new(self):
        # a department that was created in the application today has asked for years
        self.assertEqual(self._stage(joined=0, first=800, silent=1).stage, "active")
        self.assertEqual(self._stage(joined=30, first=29, silent=29).stage, "new")

    def test_left(self):
        self.assertEqual(self._stage(is_active=False, joined=3).stage, "left")

    def test_without_rhythm_only_long_silence_counts(self):
        self.assertEqual(self._stage(first=170, silent=170).stage, "active")
        self.assertEqual(self._stage(first=181, silent=181).stage, "dormant")

    def test_warnings(self):
        asked = {"first": 500, "silent": 1, "rhythm": 1.0}
        self.assertEqual(self._codes(**asked, before=4.4, now=3.9), ["falling"])
        self.assertEqual(self._codes(**asked, before=4.4, now=4.0), ["active"])
        self.assertEqual(self._codes(**asked, before=None, now=1.0), ["active"])
        self.assertEqual(self._codes(**asked, missed=0.3, measured=5), ["missed"])
        self.assertEqual(self._codes(**asked, missed=1.0, measured=4), ["active"])
        self.assertEqual(self._codes(**asked, overdue=3, opened=12), ["overdue"])
        self.assertEqual(self._codes(**asked, overdue=3, opened=13), ["active"])
        self.assertEqual(
            self._codes(first=500, silent=31, rhythm=1.0, overdue=9),
            ["rhythm", "overdue"],
        )

    def test_rules_are_the_officers(self):
        rules = lifecycle.Rules(floor_days=10, factor=2, dormant_days=20, overdue=0)
        facts = lifecycle.Facts(first=100, silent=11, rhythm=1.0, overdue=50)
        self.assertEqual(lifecycle.judge(facts, rules).stage, "at_risk")
        facts = facts._replace(silent=5)
        self.assertEqual(lifecycle.judge(facts, rules).stage, "active")

    def test_what_is_no_number(self):
        for bad in (nan, inf):
            with self.assertRaises(ValueError):
                self._stage(first=9, silent=1, rhythm=bad)
        with self.assertRaises(ValueError):
            lifecycle.allowed_silence(-1)


@tagged("post_install", "-at_install")
class TestWarnings(BaseCase):
    """Precision and recall of the warnings: docs/numbers.md says the same."""

    def _draw(self, seed):
        """Return the numbers of customers who stopped, who were warned of, and both.

        Eighty customers, thirty of whom stopped. The healthy ones ask at random with
        their own mean gap of 1 to 20 days; the others did until two months ago, or six
        gaps.
        """
        dice = Random(seed)
        stopped = set(dice.sample(range(80), 30))
        warned = set()
        for customer in range(80):
            gap = dice.choice((1, 2, 3, 5, 8, 13, 20))
            day = max(60, 6 * gap) if customer in stopped else 0
            days = set()
            while day < 400:
                day += max(1, int(dice.expovariate(1 / gap)))
                days.add(day)
            days = sorted(days)
            gaps = [after - before for before, after in pairwise(days)]
            verdict = lifecycle.judge(
                lifecycle.Facts(
                    joined=800,
                    first=days[-1],
                    silent=days[0],
                    rhythm=median(gaps) if len(gaps) >= 2 else None,
                )
            )
            if verdict.stage in ("at_risk", "dormant"):
                warned.add(customer)
        return len(stopped), len(warned), len(stopped & warned)

    def test_planted_silence_two_hundred_times(self):
        draws = [self._draw(seed) for seed in range(200)]
        recalls = [both / stopped for stopped, _warned, both in draws]
        precisions = [both / warned for _stopped, warned, both in draws]
        self.assertAlmostEqual(100 * mean(recalls), 99.95, 2)
        self.assertGreaterEqual(min(recalls), 29 / 30)
        self.assertAlmostEqual(100 * mean(precisions), 94.70, 2)
        self.assertGreater(min(precisions), 0.83)


@tagged("post_install", "-at_install")
class TestHealth(BaseCase):
    def _health(self, met=None, stars=None, opened=0, **facts):
        facts = lifecycle.Facts(opened=opened, **facts)
        parts = health.get_parts(facts, met, stars, lifecycle.Rules())
        return weighted_score(health.weigh(parts))

    def test_parts(self):
        self.assertEqual(self._health(1.0, 5.0, 4, silent=1, rhythm=1.0), 100)
        self.assertEqual(
            self._health(0.0, 1.0, 2, silent=400, rhythm=1.0, overdue=2), 0
        )
        # (25 * 1 + 30 * 0.8 + 30 * 0.5 + 15 * 0.5) / 100
        self.assertEqual(self._health(0.8, 3.0, 2, silent=1, rhythm=1.0, overdue=1), 72)

    def test_unknown_parts_drop_their_weight(self):
        self.assertEqual(self._health(0.5), 50)
        self.assertEqual(self._health(0.5, silent=1), 73)
        self.assertIsNone(self._health())

    def test_weights_add_up(self):
        self.assertEqual(sum(health.WEIGHTS.values()), 100)
