# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""SERVQUAL on published data, against pandas: 411 respondents, 22 perceptions.

Data set SQ of the R package cSEM (Bliemel, Adolphs, Henseler 2004).
"""

from pathlib import Path

import pandas
import pytest

from odoo.addons.icrm_internal.measures import servqual

FILE = next(
    (
        path
        for folder in Path(__file__).resolve().parents
        if (
            path := folder / "shared/data/servqual_perceptions_bliemel2004.csv"
        ).is_file()
    ),
    None,
)


@pytest.mark.skipif(not FILE, reason="../shared/data is the project's own")
def test_dimension_means_and_alphas():
    frame = pandas.read_csv(FILE)
    items = frame[[f"a{number:02d}" for number in range(1, 23)]]
    items.columns = range(1, 23)
    rows = [
        {key: None if pandas.isna(value) else value for key, value in row.items()}
        for row in items.to_dict("records")
    ]
    result = servqual.analyse(rows)
    assert len(rows) == 411
    for dimension, numbers in servqual.ITEMS.items():
        part = items[list(numbers)]
        scores = part.mean(axis=1)
        ours = result[dimension]
        assert ours.perception.n == scores.count()
        assert ours.perception.mean == pytest.approx(scores.mean())
        assert ours.perception.sd == pytest.approx(scores.std())
        complete = part.dropna()
        k = len(numbers)
        alpha = k / (k - 1) * (1 - complete.var().sum() / complete.sum(axis=1).var())
        assert ours.alpha == pytest.approx(alpha)
        # What these scales are published with: good to excellent.
        assert 0.8 < ours.alpha < 0.93
