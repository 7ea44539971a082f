# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The difference in differences, against least squares of statsmodels."""

import random

import pandas
import pytest

from odoo.addons.icrm_internal_improvement.measures.did import (
    Cell,
    Group,
    estimate_of,
    measure,
)

pytest.importorskip("statsmodels.formula.api")
from statsmodels.formula.api import ols  # noqa: E402


def test_equals_least_squares_on_the_changes():
    random_ = random.Random(5)
    changes = [(random_.gauss(0.1 * (place < 3), 0.1), 0.0) for place in range(12)]
    estimate, error, free = estimate_of(changes[:3], changes[3:])
    frame = pandas.DataFrame(
        {
            "change": [change for change, _var in changes],
            "touched": [float(place < 3) for place in range(12)],
        }
    )
    fit = ols("change ~ touched", frame).fit()
    assert estimate == pytest.approx(fit.params["touched"])
    assert free == fit.df_resid
    assert error == pytest.approx(fit.bse["touched"])


def test_equals_the_interaction_of_the_cell_means():
    """Departments of one size: the estimate of the usual regression of all cases,
    and the interval of the one with a trend for each department."""
    random_ = random.Random(6)
    groups = [
        Group(
            place < 4,
            *(
                Cell(100, round(100 * random_.uniform(0.4 + after, 0.7 + after)))
                for after in (0, 0.1 + 0.1 * (place < 4))
            ),
        )
        for place in range(10)
    ]
    rows = [
        (place, group.touched, after, cell.total / cell.n)
        for place, group in enumerate(groups)
        for after, cell in enumerate(group[1:])
    ]
    frame = pandas.DataFrame(rows, columns=["who", "touched", "after", "share"])
    fit = ols("share ~ C(who) + after + touched:after", frame.astype(float)).fit()
    effect = measure(groups)
    (name,) = [name for name in fit.params.index if "touched" in name]
    assert effect.estimate == pytest.approx(fit.params[name])
    low, high = fit.conf_int().loc[name]
    assert effect.high - effect.low == pytest.approx(high - low, rel=0.1)
