# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math
import random
import statistics

from odoo.tests import BaseCase, tagged

from ...measures.did import (
    BETTER,
    MEAN,
    NARROW,
    NONE,
    RATE,
    SHARE,
    UNKNOWN,
    WORSE,
    Cell,
    Group,
    change_of,
    measure,
)

DRAWS = 300


def draw_shares(random_, effect, touched=1, others=9, n=150, between=0.03):
    """Return groups: each has a level and a trend of its own, all share a trend."""
    groups = []
    for place in range(touched + others):
        level = random_.uniform(0.5, 0.8)
        change = 0.05 + random_.gauss(0, between) + effect * (place < touched)
        cells = [
            Cell(n, sum(random_.random() < share for _case in range(n)))
            for share in (level, min(1, max(0, level + change)))
        ]
        groups.append(Group(place < touched, *cells))
    return groups


def draw_count(random_, often):
    """Return a number of events (Poisson) by the time between them."""
    at, count = random_.expovariate(often), 0
    while at < 1:
        at += random_.expovariate(often)
        count += 1
    return count


def draw_rates(random_, ratio, others=9):
    groups = []
    for place in range(1 + others):
        often = random_.uniform(40, 90)
        then = often * 1.2 * math.exp(random_.gauss(0, 0.1))
        if not place:
            then *= ratio
        cells = [Cell(90, draw_count(random_, mean)) for mean in (often, then)]
        groups.append(Group(not place, *cells))
    return groups


@tagged("post_install", "-at_install")
class TestDid(BaseCase):
    """Planted effects are found, and none where there is none."""

    def _rates(self, draw, *args, **values):
        """Return {verdict: share}, and how often the interval held the truth."""
        random_ = random.Random(20_26)
        found = [measure(draw(random_, *args), **values) for _draw in range(DRAWS)]
        truth = args[0] if args else 0
        held = sum(effect.low <= truth <= effect.high for effect in found) / DRAWS
        verdicts = [effect.verdict for effect in found]
        return {word: verdicts.count(word) / DRAWS for word in set(verdicts)}, held

    def test_null_is_called_an_effect_one_time_in_twenty(self):
        # The 95 % range of a rate of 5 % in 300 draws is 2.5 .. 7.5 %.
        for kwargs in ({"n": 150}, {"n": 40}, {"n": 400, "touched": 3}):

            def draw(random_, effect, kwargs=kwargs):
                return draw_shares(random_, effect, **kwargs)

            rates, held = self._rates(draw, 0.0)
            wrong = rates.get(BETTER, 0) + rates.get(WORSE, 0)
            self.assertLessEqual(wrong, 0.075, kwargs)
            self.assertGreaterEqual(held, 0.925, kwargs)

    def test_cases_taken_for_independent_would_find_effects_that_are_none(self):
        """What the method is there for: the plain test of two shares errs often."""
        random_ = random.Random(3)
        wrong = 0
        for _draw in range(DRAWS):
            groups = draw_shares(random_, 0.0, n=400, between=0.06)
            touched = [group for group in groups if group.touched]
            others = [group for group in groups if not group.touched]
            sums = [
                [sum(values) for values in zip(*cells, strict=True)]
                for side in (touched, others)
                for cells in (
                    [group.before[:2] for group in side],
                    [group.after[:2] for group in side],
                )
            ]
            shares = [total / n for n, total in sums]
            error = math.sqrt(
                sum(
                    p * (1 - p) / n for p, (n, _total) in zip(shares, sums, strict=True)
                )
            )
            estimate = shares[1] - shares[0] - (shares[3] - shares[2])
            wrong += abs(estimate) > 1.96 * error
        self.assertGreater(wrong / DRAWS, 0.3)
        rates, _held = self._rates(
            lambda random_, effect: draw_shares(random_, effect, n=400, between=0.06),
            0.0,
        )
        self.assertLessEqual(rates.get(BETTER, 0) + rates.get(WORSE, 0), 0.075)

    def test_planted_effect_is_found(self):
        rates, held = self._rates(draw_shares, 0.25)
        self.assertGreaterEqual(rates[BETTER], 0.8)
        self.assertGreaterEqual(held, 0.92)
        rates, _held = self._rates(draw_shares, -0.25)
        self.assertGreaterEqual(rates[WORSE], 0.8)
        self.assertNotIn(BETTER, rates)

    def test_planted_ratio_is_found(self):
        rates, held = self._rates(draw_rates, 1.0, kind=RATE, up_is_good=False)
        self.assertLessEqual(rates.get(BETTER, 0) + rates.get(WORSE, 0), 0.075)
        rates, held = self._rates(draw_rates, 0.4, kind=RATE, up_is_good=False)
        self.assertGreaterEqual(rates[BETTER], 0.8)
        self.assertGreaterEqual(held, 0.92)

    def test_few_cases_of_the_touched_are_not_taken_for_certain(self):
        """12 cases beside departments of 2,000."""

        def draw(random_, effect):
            small = draw_shares(random_, effect, touched=1, others=0, n=12)
            return small + draw_shares(random_, 0.0, touched=0, others=8, n=600)

        rates, held = self._rates(draw, 0.0)
        self.assertLessEqual(rates.get(BETTER, 0) + rates.get(WORSE, 0), 0.075)
        # What so few cases cannot tell is not called "no effect".
        self.assertGreater(rates[UNKNOWN], 0.9)

    def test_means_use_their_squares(self):
        def cell(values):
            return Cell(len(values), sum(values), sum(value**2 for value in values))

        random_ = random.Random(7)
        values = [random_.gauss(3, 1) for _case in range(30)]
        change, variance = change_of(
            Group(True, cell(values), cell([value + 1 for value in values])), MEAN
        )
        self.assertAlmostEqual(change, 1)
        self.assertAlmostEqual(variance, 2 * statistics.variance(values) / 30)

    # -- what cannot be told --
    def test_too_few_cases_or_others_tell_nothing(self):
        groups = draw_shares(random.Random(8), 0.5, n=150)
        few = [Group(True, Cell(9, 5), Cell(200, 190)), *groups[1:]]
        effect = measure(few)
        self.assertEqual((effect.verdict, effect.reason), (UNKNOWN, "cases"))
        self.assertEqual((effect.n_before, effect.n_after), (9, 200))
        self.assertIsNone(effect.estimate)
        effect = measure(groups[:3])
        self.assertEqual((effect.verdict, effect.reason), (UNKNOWN, "others"))
        effect = measure([])
        self.assertEqual((effect.verdict, effect.reason), (UNKNOWN, "cases"))

    def test_no_effect_needs_a_narrow_interval(self):
        same = [Group(not p, Cell(300, 200 + p), Cell(300, 201 + p)) for p in range(8)]
        effect = measure(same)
        self.assertEqual(effect.verdict, NONE)
        self.assertLess(effect.high - effect.low, 2 * NARROW[SHARE])
        wide = [Group(not p, Cell(15, 8), Cell(15, 7 + p % 3)) for p in range(5)]
        effect = measure(wide)
        self.assertEqual((effect.verdict, effect.reason), (UNKNOWN, "wide"))
        self.assertIsNotNone(effect.low)

    def test_others_that_all_move_alike_are_no_certainty(self):
        """Others that kept every promise, beside two points more of 300."""
        others = [Group(False, Cell(20, 20), Cell(20, 20)) for _other in range(5)]
        effect = measure([Group(True, Cell(300, 288), Cell(300, 294)), *others])
        self.assertAlmostEqual(effect.estimate, 0.02)
        self.assertLess(effect.low, 0)
        self.assertNotEqual(effect.verdict, BETTER)

    def test_none_left_is_a_rate(self):
        groups = [Group(True, Cell(90, 40), Cell(90, 0))]
        groups += [Group(False, Cell(90, 50 + p), Cell(90, 52 - p)) for p in range(5)]
        effect = measure(groups, RATE, up_is_good=False)
        self.assertEqual(effect.verdict, BETTER)
        self.assertLess(effect.high, 0.7)
