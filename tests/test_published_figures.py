# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""SERVQUAL on published data, against pandas: 411 respondents, 22 perceptions.

Data set SQ of the R package cSEM (Bliemel, Adolphs, Henseler 2004).
"""

from pathlib import Path

import pandas
import pytest

from odoo.addons.icrm_internal.measures import servqual
from odoo.addons.icrm_internal.measures.figures import Figures, Sums
from odoo.addons.icrm_internal.measures.tally import Block, Item, count_group

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


@pytest.mark.skipif(not FILE, reason="../shared/data is the project's own")
def test_figures_of_a_counted_campaign():
    """The same through the gate: sums of a group, and figures made of sums alone."""
    frame = pandas.read_csv(FILE)
    frame.columns = [*range(1, 23), 23]
    blocks = [
        Block("servperf", tuple(Item(n, 0, 100) for n in numbers), dimension)
        for dimension, numbers in enumerate(servqual.ITEMS.values(), 1)
    ] + [Block("csat", (Item(23, 0, 100),))]
    cells = count_group(blocks, frame.to_dict("records"), 5)
    figures = Figures(
        {cell[:5]: Sums(*cell[5:9], cell.product, cell.counts or {}) for cell in cells}
    )
    drivers = {driver["dimension"]: driver for driver in figures.drivers()}
    for dimension, numbers in enumerate(servqual.ITEMS.values(), 1):
        part = frame[list(numbers)]
        scores = part.mean(axis=1)
        ours = figures.dimension("servperf", dimension)
        assert ours["n"] == len(frame)
        assert ours["mean"] == pytest.approx(scores.mean())
        assert ours["sd"] == pytest.approx(scores.std())
        k = len(numbers)
        alpha = k / (k - 1) * (1 - part.var().sum() / part.sum(axis=1).var())
        assert ours["alpha"] == pytest.approx(alpha)
        driver = drivers[dimension]
        assert driver["importance"] == pytest.approx(scores.corr(frame[23]))
        assert driver["performance"] == pytest.approx(scores.mean())
