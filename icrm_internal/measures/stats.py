# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Means with their intervals, and the reliability of a scale.

Everything is computed from *sums* (n, sum, sum of squares), so that a database can add
a hundred thousand answers up in one statement and only the sums travel.
"""

from functools import lru_cache
from math import atanh, exp, inf, lgamma, log, sqrt, tanh
from typing import NamedTuple


class Mean(NamedTuple):
    """A mean with its statistics; the fields are None where undefined.

    ``sd`` and the 95 % interval ``low``..``high`` need two values at least.
    """

    n: int
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None


def mean_of(n, total, squares, level=0.95):
    """Return the :class:`Mean` of *n* values from their sum and sum of squares.

    The standard deviation is that of a sample (n - 1); the interval is Student's t:
    mean -+ t(level, n - 1) * sd / sqrt(n).
    """
    if not n:
        return Mean(0, None, None, None, None)
    mean = total / n
    if n < 2:
        return Mean(n, mean, None, None, None)
    # Rounding may leave a tiny negative where all values are equal.
    sd = sqrt(max(0.0, squares - total * mean) / (n - 1))
    half = t_quantile((1 + level) / 2, n - 1) * sd / sqrt(n)
    return Mean(n, mean, sd, mean - half, mean + half)


def mean(values, level=0.95):
    """Return the :class:`Mean` of an iterable of numbers; ``None`` entries drop out."""
    values = [value for value in values if value is not None]
    return mean_of(len(values), sum(values), sum(v * v for v in values), level)


def share_interval(hits, n):
    """Return the 95 % interval (low, high) of a share, 0..1 (Wilson 1927, JASA 22).

    It stays within 0..1 and is right for few answers, too.
    """
    z2 = 1.959964**2
    share = hits / n
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def correlation_interval(r, n):
    """Return the 95 % interval (low, high) of a correlation, by Fisher's z (1921).

    (None, None) for fewer than four pairs. It has no width where all pairs lie on a
    line.
    """
    if n < 4:
        return None, None
    if abs(r) >= 1:
        return r, r
    half = 1.959964 / sqrt(n - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)


def cronbach_alpha(item_variances, total_variance):
    """Return Cronbach's alpha, or None where it is undefined.

    :param item_variances: the sample variance of each item
    :param total_variance: the sample variance of the respondents' item sums

    alpha = k / (k - 1) * (1 - sum of item variances / variance of the sums)
    (Cronbach 1951, Psychometrika 16, 297). Undefined for fewer than two items and
    where the sums do not vary.
    """
    items = list(item_variances)
    if len(items) < 2 or total_variance <= 0:
        return None
    return len(items) / (len(items) - 1) * (1 - sum(items) / total_variance)


def alpha_of(rows):
    """Return Cronbach's alpha of a table: one row per respondent, one number per item.

    Respondents who left an item out drop out of it as a whole.
    """
    rows = [row for row in rows if None not in row]
    if len(rows) < 2:
        return None
    columns = zip(*rows, strict=True)
    return cronbach_alpha(
        [mean(column).sd ** 2 for column in columns],
        mean([sum(row) for row in rows]).sd ** 2,
    )


@lru_cache(maxsize=4096)
def t_quantile(p, df):
    """Return the quantile of Student's t distribution, to about nine digits.

    :param float p: a probability, 0.5 <= p < 1
    :param df: degrees of freedom, positive
    """
    if not 0.5 <= p < 1 or df <= 0:
        raise ValueError(f"t_quantile wants 0.5 <= p < 1 and df > 0, not {p}, {df}")
    low, high = 0.0, 1.0
    while _t_cdf(high, df) < p:
        high *= 2
    for _step in range(80):
        middle = (low + high) / 2
        if _t_cdf(middle, df) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_tail(t, df):
    """Return P(T > t) of Student's t distribution with *df* degrees of freedom.

    For t >= 0, by the incomplete beta function: no digits are lost far out.
    """
    return _beta(df / 2, 0.5, df / (df + t * t)) / 2


def _t_cdf(t, df):
    """P(T <= t) for t >= 0."""
    return 1 - t_tail(t, df)


def _beta(a, b, x):
    """The regularised incomplete beta function, by Lentz's continued fraction."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    tiny = 1e-300
    fraction, c, d = 1.0, 1.0, 0.0
    for step in range(500):
        m = step // 2
        if not step:
            term = 1.0
        elif step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or tiny)
        c = 1 + term / c or tiny
        fraction *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    else:
        return inf
    return front * (fraction - 1) / a
