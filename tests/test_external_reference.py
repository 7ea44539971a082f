# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What goes with external satisfaction and whose lateness it was, counted otherwise:
against scipy and statsmodels, on planted effects, and minute by minute with pandas."""

from datetime import datetime, timedelta
from random import Random

import pandas
import pytest

from odoo.addons.icrm_internal.measures import association, lateness
from odoo.addons.icrm_internal.measures.association import Sums

scipy_stats = pytest.importorskip("scipy.stats")
multitest = pytest.importorskip("statsmodels.stats.multitest")

PROMISES, PLANTED = 20, 6
ROUNDS = 100


def scores(noise, count, mean):
    """Return scores from 1 to 5."""
    return [min(5, max(1, round(noise.gauss(mean, 1.1)))) for _n in range(count)]


@pytest.mark.parametrize("seed", range(20))
def test_welch_equals_scipy(seed):
    noise = Random(seed)
    held = scores(noise, noise.randint(2, 300), noise.uniform(2, 4.5))
    missed = scores(noise, noise.randint(2, 40), noise.uniform(2, 4.5))
    if len({*held}) == len({*missed}) == 1:
        held.append(6 - held[0] or 1)
    result = association.compare(Sums.of(held), Sums.of(missed))
    expected = scipy_stats.ttest_ind(held, missed, equal_var=False)
    low, high = expected.confidence_interval(0.95)
    assert result.df == pytest.approx(expected.df, rel=1e-9)
    assert result.p == pytest.approx(expected.pvalue, rel=1e-7)
    assert (result.low, result.high) == pytest.approx((low, high), rel=1e-7)


def test_tail_far_out_equals_scipy():
    """No digits are lost where the difference is beyond doubt."""
    for t, df in ((12, 40), (40, 300), (9, 3.5)):
        result = association.t_tail(t, df)
        assert result == pytest.approx(scipy_stats.t.sf(t, df), rel=1e-7)


@pytest.mark.parametrize("seed", range(20))
def test_adjusted_equals_statsmodels(seed):
    noise = Random(seed)
    p_values = [noise.random() ** 3 for _n in range(noise.randint(1, 60))]
    _told, expected, *_rest = multitest.multipletests(p_values, method="fdr_bh")
    assert association.adjust(p_values) == pytest.approx(list(expected), rel=1e-12)


def test_planted_effects():
    """Of 20 promises six cost one point of satisfaction when missed, 14 nothing.

    In 100 such companies (60 deliveries kept a promise, 40 missed it): at least 90 % of
    the six are found, 5 % of what is found is chance, give or take 2 % in so few, and
    the intervals hold the truth in 93 to 97 %.
    """
    noise = Random(16)
    found = chance = covered = 0
    for _round in range(ROUNDS):
        comparisons = {
            number: (
                Sums.of([noise.gauss(4, 1) for _n in range(60)]),
                Sums.of([noise.gauss(4 - (number < PLANTED), 1.2) for _n in range(40)]),
                9,
            )
            for number in range(PROMISES)
        }
        for number, finding in association.find(comparisons).items():
            told = finding.verdict == association.HIGHER
            found += told and number < PLANTED
            chance += finding.verdict != association.NONE and number >= PLANTED
            low, high = finding.difference.low, finding.difference.high
            covered += low <= (number < PLANTED) <= high
    power = found / (ROUNDS * PLANTED)
    rate = chance / (found + chance)
    coverage = covered / (ROUNDS * PROMISES)
    print(f"found {power:.3f}, by chance {rate:.3f}, intervals {coverage:.3f}")
    assert power >= 0.9
    assert rate <= association.RATE + 0.02
    assert 0.93 <= coverage <= 0.97


def test_nothing_planted():
    """No promise matters: at most 8 % of 200 companies have any finding (5 % +- 3)."""
    noise = Random(17)
    companies = 0
    for _round in range(200):
        comparisons = {
            number: (
                Sums.of(scores(noise, 40, 4)),
                Sums.of(scores(noise, 15, 4)),
                9,
            )
            for number in range(PROMISES)
        }
        verdicts = {
            finding.verdict for finding in association.find(comparisons).values()
        }
        companies += bool(verdicts - {association.NONE, association.UNKNOWN})
    print(f"companies with a finding {companies / 200:.3f}")
    assert companies / 200 <= 0.08


@pytest.mark.parametrize("seed", range(30))
def test_lateness_equals_count_of_minutes(seed):
    """Chains of requests, one after the other: each minute past its request's promise
    that no customer held, counted one by one."""
    noise = Random(seed)
    zero, works, rows, clock = datetime(2026, 3, 2), [], [], 0
    for key in range(noise.randint(1, 5)):
        clock += noise.choice([0, 0, noise.randint(1, 300)])
        start, end = clock, clock + noise.randint(60, 3000)
        missed = noise.choice([None, noise.randint(start, end)])
        wait = sorted((noise.randint(start, end), noise.randint(start, end)))
        department = noise.choice("abc")
        works.append(
            lateness.Work(
                key,
                zero + timedelta(minutes=start),
                zero + timedelta(minutes=end),
                None,
                None if missed is None else zero + timedelta(minutes=missed),
                (tuple(zero + timedelta(minutes=minute) for minute in wait),),
                {department: noise.randint(1, 99)},
            )
        )
        rows += [
            (key, department)
            for minute in range(start, end)
            if missed is not None
            and minute >= missed
            and not wait[0] <= minute < wait[1]
        ]
        clock = end
    delivered = clock
    due = delivered - noise.randint(1, 2000)
    late = delivered - due
    counted = pandas.DataFrame(rows, columns=["key", "department"]).value_counts()
    result = lateness.attribute(
        works,
        zero,
        zero + timedelta(minutes=due),
        zero + timedelta(minutes=delivered),
    )
    total = counted.sum()
    for key, minutes in counted.items():
        expected = minutes * min(1, late / total)
        assert result.get(key, 0) / 60 == pytest.approx(expected, abs=0.02)
    assert result[None, None] / 60 == pytest.approx(max(0, late - total), abs=0.02)
    assert sum(result.values()) == late * 60
