# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How many are to be expected: two methods, tried on the past, the better one drawn.

- Seasonal naive: what was a season ago comes again.
- Holt-Winters, additive, with a damped trend (Holt 1957; Winters 1960, Management
  Science 6, 324; Gardner and McKenzie 1985, Management Science 31, 1237). Its
  parameters are those of a fixed grid with the least squared error one step ahead.

Both are tried in a rolling back-test: the second half of the history is forecast again
from each of its weeks, by parameters fitted to the first half alone. The error is the
MASE (Hyndman and Koehler 2006, International Journal of Forecasting 22, 679): the mean
absolute error in relation to that of the seasonal naive method, one step ahead, on the
first half. The band is as wide as four fifths of the errors of the back-test were.
"""

from itertools import product
from math import ceil, inf
from typing import NamedTuple

#: Fewer values than these tell nothing.
LEAST = 26
#: So many values are forecast.
HORIZON = 8
#: Share of what comes that lies in the band.
LEVEL = 0.8
#: Seasons in weeks (a year, a quarter, four weeks), and how many weeks each needs.
SEASONS = ((52, 112), (13, 52), (4, 0))

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7)
BETAS = (0.0, 0.05, 0.15, 0.3)
GAMMAS = (0.0, 0.05, 0.15, 0.3)
PHIS = (0.8, 0.9, 0.98)

NAIVE, HOLT_WINTERS = "naive", "holt_winters"


class Parameters(NamedTuple):
    """Of Holt-Winters: of level, trend and season, and how the trend is damped."""

    alpha: float
    beta: float
    gamma: float
    phi: float


class State(NamedTuple):
    """Level and trend after the last value, and the season that comes next."""

    level: float
    trend: float
    season: tuple


class Forecast(NamedTuple):
    """What is expected.

    ``low`` and ``high`` bound the band. ``mae`` is how far the back-test was off on
    average, ``mase`` the same in relation to the seasonal naive method, None where
    that is never off; ``mase_other`` that of the method that was not chosen.
    ``coverage`` is the share of the back-test's values that lie in the band.
    """

    method: str
    season: int
    mean: list
    low: list
    high: list
    mae: float
    mase: float | None
    mase_other: float | None
    coverage: float
    origins: int


# ----------------------------------------------------------------------
# The methods
# ----------------------------------------------------------------------
def seasonal_naive(values, season, horizon=HORIZON):
    """Return the forecast that repeats the last season.

    >>> seasonal_naive([1, 2, 3, 4, 5, 6], 3, 4)
    [4, 5, 6, 4]
    """
    return [values[step % season - season] for step in range(horizon)]


def initial_state(values, season):
    """Return the :class:`State` before the first value, from the first two seasons."""
    first, second = values[:season], values[season : 2 * season]
    mean, mean_later = sum(first) / season, sum(second) / season
    return State(
        mean,
        (mean_later - mean) / season,
        tuple(
            (one - mean + other - mean_later) / 2
            for one, other in zip(first, second, strict=True)
        ),
    )


def smooth(values, state, parameters):
    """Return ``(errors one step ahead, state)`` of Holt-Winters after *values*."""
    alpha, beta, gamma, phi = parameters
    level, trend, season = state.level, state.trend, list(state.season)
    length, errors = len(season), []
    for place, value in enumerate(values):
        place %= length
        before, damped, index = level, phi * trend, season[place]
        base = before + damped
        errors.append(value - base - index)
        level = alpha * (value - index) + (1 - alpha) * base
        trend = beta * (level - before) + (1 - beta) * damped
        season[place] = gamma * (value - base) + (1 - gamma) * index
    turn = len(values) % length
    return errors, State(level, trend, tuple(season[turn:] + season[:turn]))


def project(state, parameters, horizon=HORIZON):
    """Return what Holt-Winters expects after *state*."""
    expected, damping, sum_of_damping = [], 1.0, 0.0
    for step in range(horizon):
        damping *= parameters.phi
        sum_of_damping += damping
        expected.append(
            state.level
            + sum_of_damping * state.trend
            + state.season[step % len(state.season)]
        )
    return expected


def fit(values, season):
    """Return the :class:`Parameters` of the grid with the least squared error."""
    state, best, least = initial_state(values, season), None, inf
    for parameters in map(Parameters._make, product(ALPHAS, BETAS, GAMMAS, PHIS)):
        # Beyond this the season is no longer one (Hyndman et al. 2008).
        if parameters.gamma > 1 - parameters.alpha:
            continue
        errors, _state = smooth(values, state, parameters)
        squares = sum(error * error for error in errors)
        if squares < least:
            best, least = parameters, squares
    return best


# ----------------------------------------------------------------------
# The back-test
# ----------------------------------------------------------------------
def season_of(count):
    """Return the season for so many weeks.

    >>> season_of(200), season_of(60), season_of(30)
    (52, 13, 4)
    """
    return next(season for season, least in SEASONS if count >= least)


def backtest(values, season, start, horizon=HORIZON):
    """Return {method: [(steps ahead, error)]} of forecasts from each value on *start*.

    Nothing later than its origin enters a forecast; the parameters know the values
    before *start* alone.
    """
    parameters = fit(values[:start], season)
    _errors, state = smooth(
        values[:start], initial_state(values[:start], season), parameters
    )
    errors = {NAIVE: [], HOLT_WINTERS: []}
    for origin in range(start, len(values)):
        ahead = values[origin : origin + horizon]
        for method, expected in (
            (NAIVE, seasonal_naive(values[:origin], season, len(ahead))),
            (HOLT_WINTERS, clip(project(state, parameters, len(ahead)))),
        ):
            errors[method] += [
                (step, value - mean)
                for step, (value, mean) in enumerate(
                    zip(ahead, expected, strict=True), 1
                )
            ]
        _errors, state = smooth(values[origin : origin + 1], state, parameters)
    return errors


def clip(values):
    """Return *values* of which none is negative: these are counts."""
    return [max(value, 0.0) for value in values]


def mean_absolute(errors):
    return sum(abs(error) for _step, error in errors) / len(errors)


def scale_of(values, season):
    """Return how far the seasonal naive method is off, one step ahead, on average."""
    steps = [
        abs(value - before)
        for value, before in zip(values[season:], values, strict=False)
    ]
    return sum(steps) / len(steps)


def half_widths(errors, horizon=HORIZON, level=LEVEL):
    """Return half the band's width for each step ahead, from errors of the back-test.

    Of each step and its neighbours that error which *level* of them do not exceed
    (split conformal: Vovk et al. 2005); a band does not narrow.
    """
    widths, widest = [], 0.0
    for ahead in range(1, horizon + 1):
        near = sorted(abs(error) for step, error in errors if abs(step - ahead) <= 1)
        if near:
            place = min(ceil(level * (len(near) + 1)), len(near)) - 1
            widest = max(widest, near[place])
        widths.append(widest)
    return widths


def forecast(values, season=None, horizon=HORIZON, least=LEAST):
    """Return the :class:`Forecast` of a series, None if its history is too short.

    :param values: counts of complete weeks, the oldest first
    :param season: how many values make a season; chosen by the length if missing
    """
    values = [float(value) for value in values]
    if len(values) < least:
        return None
    season = season or season_of(len(values))
    start = max(2 * season, len(values) // 2)
    if start >= len(values):
        return None
    errors = backtest(values, season, start, horizon)
    scale = scale_of(values[:start], season)
    off = {method: mean_absolute(errors[method]) for method in errors}
    method = min(off, key=off.get)
    other = NAIVE if method == HOLT_WINTERS else HOLT_WINTERS
    if method == NAIVE:
        mean = seasonal_naive(values, season, horizon)
    else:
        parameters = fit(values, season)
        _errors, state = smooth(values, initial_state(values, season), parameters)
        mean = clip(project(state, parameters, horizon))
    widths = half_widths(errors[method], horizon)
    inside = sum(abs(error) <= widths[step - 1] for step, error in errors[method])
    return Forecast(
        method=method,
        season=season,
        mean=mean,
        low=clip([value - width for value, width in zip(mean, widths, strict=True)]),
        high=[value + width for value, width in zip(mean, widths, strict=True)],
        mae=off[method],
        mase=off[method] / scale if scale else None,
        mase_other=off[other] / scale if scale else None,
        coverage=inside / len(errors[method]),
        origins=len(values) - start,
    )
