# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How likely a promise is missed, why, and whether that can be believed.

A logistic regression with a ridge penalty, fitted by Newton's method (iteratively
reweighted least squares; le Cessie and van Houwelingen 1992, Applied Statistics 41,
191). It learns from the older half of the history and is tried on the newer half: only
where what it says comes true as often as it says may it be shown.

A row is what was known at one moment: ``{"group:value": number}``. What is absent is 0.
The part before the colon is the group that reasons are given by.
"""

from collections import defaultdict
from math import exp, log, sqrt
from typing import NamedTuple

#: Weights of the penalty on squared coefficients; the intercept has none. The one that
#: tells the last part of the older half best from its first part is taken.
RIDGES = (1.0, 4.0, 16.0, 64.0)
LEARNED_SHARE = 0.7
#: Each half needs so many requests, and so many of each outcome.
LEAST = 150
LEAST_OUTCOMES = 20
#: The greatest expected calibration error that may be shown.
GREATEST_ERROR = 0.05
#: Bins of the reliability table: so many at most, of so many rows at least.
BINS, LEAST_BIN = 10, 100
#: So many reasons are given.
REASONS = 3

STEPS, TOLERANCE = 60, 1e-10

SHOWN, TOO_LITTLE, MISCALIBRATED, USELESS = (
    "shown",
    "too_little",
    "miscalibrated",
    "useless",
)


class Model(NamedTuple):
    """``weights`` and ``means`` are of the columns in the rows learned from."""

    intercept: float
    weights: dict
    means: dict


class Bin(NamedTuple):
    """Rows with like predictions: how often a miss was expected, how often it came."""

    low: float
    high: float
    count: int
    expected: float
    observed: float


class Verdict(NamedTuple):
    """Whether a model may be shown, and the figures that decide.

    ``error`` is the expected calibration error on the newer half, ``brier`` the mean
    squared error there, ``brier_base`` that of always saying the older half's share.
    """

    state: str
    error: float | None = None
    brier: float | None = None
    brier_base: float | None = None
    bins: tuple = ()


# ----------------------------------------------------------------------
# The model
# ----------------------------------------------------------------------
def probability(score):
    """Return the logistic function, without overflow.

    >>> probability(0), probability(-800) < 1e-9
    (0.5, True)
    """
    if score >= 0:
        return 1 / (1 + exp(-score))
    odds = exp(score)
    return odds / (1 + odds)


def fit(rows, outcomes, ridge=RIDGES[0]):
    """Return the :class:`Model` of *outcomes* (0 or 1) by *rows*."""
    names = sorted({name for row in rows for name in row})
    place = {name: number for number, name in enumerate(names, 1)}
    sparse = [
        ((0, 1.0), *sorted((place[name], value) for name, value in row.items()))
        for row in rows
    ]
    weights = [0.0] * (len(names) + 1)
    before = _loss(sparse, outcomes, weights, ridge)
    for _step in range(STEPS):
        gradient, hessian = _derivatives(sparse, outcomes, weights, ridge)
        move = solve(hessian, gradient)
        size = 1.0
        while True:
            moved = [w + size * m for w, m in zip(weights, move, strict=True)]
            after = _loss(sparse, outcomes, moved, ridge)
            if after <= before or size < 1e-6:
                break
            size /= 2
        is_done = abs(before - after) <= TOLERANCE * (1 + abs(after))
        weights, before = moved, after
        if is_done:
            break
    sums = defaultdict(float)
    for row in rows:
        for name, value in row.items():
            sums[name] += value
    return Model(
        weights[0],
        {name: weights[place[name]] for name in names},
        {name: sums[name] / len(rows) for name in names},
    )


def learn(rows, outcomes):
    """Return the :class:`Model` of rows in the order of time, its penalty chosen."""
    cut = int(len(rows) * LEARNED_SHARE)
    first, last = (rows[:cut], outcomes[:cut]), (rows[cut:], outcomes[cut:])
    losses = {}
    for ridge in RIDGES:
        model = fit(*first, ridge)
        losses[ridge] = log_loss([predict(model, row) for row in last[0]], last[1])
    return fit(rows, outcomes, min(losses, key=losses.get))


def log_loss(predictions, outcomes):
    """Return the mean of the negative log-likelihood of *outcomes*."""
    return -sum(
        log(max(expected if outcome else 1 - expected, 1e-12))
        for expected, outcome in zip(predictions, outcomes, strict=True)
    ) / len(outcomes)


def _loss(sparse, outcomes, weights, ridge):
    """Return the penalised negative log-likelihood."""
    loss = ridge / 2 * sum(weight * weight for weight in weights[1:])
    for row, outcome in zip(sparse, outcomes, strict=True):
        score = sum(weights[column] * value for column, value in row)
        # log(1 + exp(x)) without overflow
        loss += max(score, 0.0) + log(1 + exp(-abs(score))) - outcome * score
    return loss


def _derivatives(sparse, outcomes, weights, ridge):
    """Return the negative gradient and the Hessian (its lower triangle)."""
    size = len(weights)
    gradient = [0.0] + [-ridge * weight for weight in weights[1:]]
    hessian = [[0.0] * size for _row in range(size)]
    for column in range(1, size):
        hessian[column][column] = ridge
    for row, outcome in zip(sparse, outcomes, strict=True):
        expected = probability(sum(weights[column] * value for column, value in row))
        residual, spread = outcome - expected, expected * (1 - expected)
        for number, (column, value) in enumerate(row):
            gradient[column] += value * residual
            line, weighted = hessian[column], value * spread
            for other, other_value in row[: number + 1]:
                line[other] += weighted * other_value
    return gradient, hessian


def solve(matrix, vector):
    """Solve a symmetric positive definite system, given its lower triangle.

    >>> solve([[4.0], [0.0, 4.0]], [2.0, 8.0])
    [0.5, 2.0]
    """
    size, lower = len(vector), []
    for row in range(size):
        line = []
        for column in range(row + 1):
            rest = matrix[row][column] - sum(
                a * b for a, b in zip(line, (lower + [line])[column], strict=False)
            )
            # The ridge keeps it positive; rounding may not.
            line.append(
                sqrt(max(rest, 1e-12))
                if row == column
                else rest / lower[column][column]
            )
        lower.append(line)
    forward = []
    for row in range(size):
        done = sum(a * b for a, b in zip(lower[row], forward, strict=False))
        forward.append((vector[row] - done) / lower[row][row])
    result = [0.0] * size
    for row in reversed(range(size)):
        done = sum(lower[other][row] * result[other] for other in range(row + 1, size))
        result[row] = (forward[row] - done) / lower[row][row]
    return result


def predict(model, row):
    """Return how likely a miss is; what the model has never seen counts nothing."""
    return probability(
        model.intercept
        + sum(model.weights.get(name, 0.0) * value for name, value in row.items())
    )


def explain(model, row, count=REASONS):
    """Return the *count* groups that raise the risk most above the average row's.

    >>> model = Model(0, {"a:x": 2.0, "b:y": -1.0}, {"a:x": 0.5, "b:y": 0.5})
    >>> explain(model, {"a:x": 1})
    [('a', 1.0), ('b', 0.5)]

    :return: list of ``(group, contribution to the log-odds)``, the strongest first
    """
    groups = defaultdict(float)
    for name, weight in model.weights.items():
        groups[name.partition(":")[0]] += weight * (
            row.get(name, 0.0) - model.means[name]
        )
    found = sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(name, value) for name, value in found[:count] if value > 1e-9]


# ----------------------------------------------------------------------
# Whether it can be believed
# ----------------------------------------------------------------------
def reliability(predictions, outcomes):
    """Return the reliability table: :class:`Bin` of equal size, by rising risk."""
    pairs = sorted(zip(predictions, outcomes, strict=True))
    count = max(1, min(BINS, len(pairs) // LEAST_BIN))
    bins = []
    for number in range(count):
        part = pairs[len(pairs) * number // count : len(pairs) * (number + 1) // count]
        if part:
            bins.append(
                Bin(
                    part[0][0],
                    part[-1][0],
                    len(part),
                    sum(expected for expected, _outcome in part) / len(part),
                    sum(outcome for _expected, outcome in part) / len(part),
                )
            )
    return tuple(bins)


def calibration_error(bins):
    """Return the expected calibration error (Naeini et al. 2015, AAAI 29).

    >>> calibration_error([Bin(0, 0.2, 10, 0.1, 0.2), Bin(0.2, 1, 30, 0.5, 0.5)])
    0.025
    """
    rows = sum(part.count for part in bins)
    return sum(part.count * abs(part.expected - part.observed) for part in bins) / rows


def brier(predictions, outcomes):
    """Return the mean squared error of probabilities (Brier 1950)."""
    return sum(
        (expected - outcome) ** 2
        for expected, outcome in zip(predictions, outcomes, strict=True)
    ) / len(outcomes)


def is_enough(requests, missed):
    """Return whether a half tells anything."""
    return (
        requests >= LEAST
        and missed >= LEAST_OUTCOMES
        and requests - missed >= LEAST_OUTCOMES
    )


def judge(model, older_share, rows, outcomes):
    """Return the :class:`Verdict` on *model* by the newer half.

    :param older_share: how often it was missed in the older half
    """
    predictions = [predict(model, row) for row in rows]
    bins = reliability(predictions, outcomes)
    error = calibration_error(bins)
    score = brier(predictions, outcomes)
    base = brier([older_share] * len(outcomes), outcomes)
    if error > GREATEST_ERROR:
        state = MISCALIBRATED
    elif score >= base:
        state = USELESS
    else:
        state = SHOWN
    return Verdict(state, error, score, base, bins)
