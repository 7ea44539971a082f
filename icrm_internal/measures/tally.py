# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Counting the responses of one group: from single answers to sums that may be shown.

A *block* is a set of questions whose figures are computed together: a dimension with
both sides of its pairs, the shared-out points, or a single question. Blocks have no
question in common, and all figures of a block cover the same people: those who
answered all of it. If an item were shown for twenty people and its dimension for
nineteen, a subtraction would reveal what the twentieth answered.

Two figures need several blocks at once: the overall gap, and what goes with overall
satisfaction. They cover those who answered all of these blocks, the *core*, and are
shown only if, per block, none or at least ``minimum`` people are outside the core.
"""

from collections import Counter
from itertools import chain
from typing import NamedTuple

from . import kano

GAP_MODELS = ("servqual", "servperf")
# The measures of overall satisfaction; the first that was asked is used.
OVERALL = ("csat", "nps", "ces", "enps")


class Item(NamedTuple):
    """A question, with the scale its answers lie on.

    ``other`` is the second question of a pair: the expectation of a perception, the
    dysfunctional side of an attribute. ``several``: an answer is a list of choices.
    ``row``: the row of a matrix, which is answered like a question of its own.
    """

    question: int
    low: float = 0
    high: float = 0
    other: int | None = None
    several: bool = False
    row: int | None = None

    @property
    def key(self):
        """Where a sheet has the answer."""
        return (self.question, self.row) if self.row else self.question

    def score(self, total, n):
        """Return the sum of scores from 0 to 100 of *n* answers that sum to *total*."""
        width = self.high - self.low
        return 100 * (total - n * self.low) / width if width else 0.0


class Block(NamedTuple):
    """Questions that are counted together; see the module.

    ``dimensions`` names one dimension per item for the shared-out points.
    """

    measure: str
    items: tuple
    dimension: int | None = None
    dimensions: tuple = ()

    @property
    def questions(self):
        return [
            *(item.key for item in self.items),
            *(item.other for item in self.items if item.other),
        ]


class Cell(NamedTuple):
    """One figure of a group, as sums that can be added up over groups.

    ``level`` is "question", "dimension", "overall" or "driver"; ``score`` the sum of
    the answers on a scale from 0 to 100, for gaps with 50 where what was expected was
    found, None where several choices have no mean; ``product`` the sum of score times
    score of overall satisfaction.
    """

    level: str
    measure: str
    dimension: int | None
    question: int | None
    side: str | None
    n: int
    total: float
    squares: float
    score: float | None = 0.0
    counts: dict | None = None
    product: float | None = None
    row: int | None = None


def count_group(blocks, sheets, minimum, points=None, beside=()):
    """Return the cells of one group; blocks that too few answered have none.

    :param blocks: the :class:`Block` list of the survey, no question twice
    :param sheets: one mapping {question, or (question, row): answer} per respondent;
        absent or ``None`` is not answered
    :param minimum: the least number of respondents of a cell
    :param points: {dimension: weight} that was set, where respondents give none
    :param beside: indexes of responses that are counted, but not towards the minimum
    """

    def count(numbers):
        """Return how many of these sheets are enough to show a figure."""
        return len(set(numbers).difference(beside))

    if any(block.measure == "weight" for block in blocks):
        points = None
    enough = count(range(len(sheets))) >= minimum
    cells, columns = _set_points(points, len(sheets)) if enough else [], {}
    core_blocks = _core_blocks(blocks)
    for place, block in enumerate(blocks):
        questions = block.questions
        kept = [
            (number, row)
            for number, row in enumerate(
                tuple(map(sheet.get, questions)) for sheet in sheets
            )
            if None not in row and _is_whole(block, row)
        ]
        if count(number for number, _row in kept) < minimum:
            continue
        block_cells, values = _COUNTERS.get(block.measure, _count_items)(
            block, [row for _number, row in kept]
        )
        cells += block_cells
        if place in core_blocks:
            columns[place] = dict(
                zip((number for number, _row in kept), values, strict=True)
            )
    return cells + _count_core(blocks, core_blocks, columns, count, minimum, points)


def _set_points(points, n):
    """Return the cells of weights that were set, as if each had given these."""
    if not points:
        return []
    return [
        Cell(
            "dimension",
            "weight",
            dimension,
            None,
            None,
            n,
            n * weight,
            n * weight * weight,
        )
        for dimension, weight in points.items()
    ]


def _is_whole(block, row):
    return block.measure != "weight" or sum(row) > 0


def _sums(values):
    return len(values), sum(values), sum(value * value for value in values)


def _counts(values):
    return {f"{value:g}": number for value, number in sorted(Counter(values).items())}


def _count_column(block, item, side, values):
    n, total, squares = _sums(values)
    return Cell(
        "question",
        block.measure,
        block.dimension,
        item.question if side != "expectation" else item.other,
        side,
        n,
        total,
        squares,
        item.score(total, n),
        _counts(values),
        row=item.row,
    )


def _count_items(block, rows):
    """Return (cells, one score from 0 to 100 per row) of a block without pairs."""
    side = "perception" if block.measure in GAP_MODELS else None
    item = block.items[0]
    if item.several:
        values = Counter(chain.from_iterable(map(set, chain.from_iterable(rows))))
        counts = {f"{value:g}": number for value, number in sorted(values.items())}
        cell = Cell(
            "question", block.measure, None, item.question, None, len(rows), 0, 0, None
        )
        cell = cell._replace(dimension=block.dimension, counts=counts, row=item.row)
        return [cell], rows
    cells = [
        _count_column(block, item, side, column)
        for item, column in zip(block.items, zip(*rows, strict=True), strict=True)
    ]
    scores = [_score(block.items, row) for row in rows]
    if block.dimension:
        cells.append(_count_dimension(block, side, rows, sum(scores)))
    return cells, [(score, None) for score in scores]


def _score(items, row):
    """Return the mean of a row's answers, from 0 to 100."""
    return sum(
        item.score(value, 1) for item, value in zip(items, row, strict=True)
    ) / len(items)


def _count_dimension(block, side, rows, score):
    width = len(block.items)
    means = [sum(row) / width for row in rows]
    return Cell(
        "dimension", block.measure, block.dimension, None, side, *_sums(means), score
    )


def _count_pairs(block, rows):
    """Return (cells, (score, gap) per row) of a dimension with both sides."""
    width = len(block.items)
    seen = [row[:width] for row in rows]
    wished = [row[width:] for row in rows]
    gaps = [
        tuple(p - e for p, e in zip(one, other, strict=True))
        for one, other in zip(seen, wished, strict=True)
    ]
    cells = []
    for item, *columns in zip(
        block.items,
        *(zip(*block_rows, strict=True) for block_rows in (seen, wished, gaps)),
        strict=True,
    ):
        cells += [
            _count_column(block, item, "perception", columns[0]),
            _count_column(block, item, "expectation", columns[1]),
            _gap_cell(
                block, "question", item.question, columns[2], item.high - item.low
            ),
        ]
    scores = [_score(block.items, row) for row in seen]
    gap_means = [sum(row) / width for row in gaps]
    wishes = sum(_score(block.items, row) for row in wished)
    cells += [
        _count_dimension(block, "perception", seen, sum(scores)),
        _count_dimension(block, "expectation", wished, wishes),
        _gap_cell(
            block,
            "dimension",
            None,
            gap_means,
            block.items[0].high - block.items[0].low,
        ),
    ]
    return cells, list(zip(scores, gap_means, strict=True))


def _gap_cell(block, level, question, gaps, width, dimension=True):
    n, total, squares = _sums(gaps)
    return Cell(
        level,
        block.measure,
        block.dimension if dimension else None,
        question,
        "gap",
        n,
        total,
        squares,
        50 * n + 50 * total / width if width else 0.0,
    )


def _count_kano(block, rows):
    kinds = Counter(
        kano.classify(kano.ANSWERS[int(there) - 1], kano.ANSWERS[int(absent) - 1])
        for there, absent in rows
    )
    counts = {kind: kinds[kind] for kind in kano.CLASSES}
    item = block.items[0]
    return [
        Cell(
            "question",
            "kano",
            block.dimension,
            item.question,
            None,
            len(rows),
            0,
            0,
            counts=counts,
        )
    ], rows


def _count_weights(block, rows):
    shares = [[100 * value / sum(row) for value in row] for row in rows]
    cells = [
        Cell("dimension", "weight", dimension, None, None, *_sums(column))
        for dimension, column in zip(
            block.dimensions, zip(*shares, strict=True), strict=True
        )
    ]
    weights = [dict(zip(block.dimensions, row, strict=True)) for row in shares]
    return cells, weights


_COUNTERS = {"servqual": _count_pairs, "kano": _count_kano, "weight": _count_weights}


# -- what needs several blocks ---------------------------------------------------------


def _core_blocks(blocks):
    """Return {place of a block: its part}: "weight", "overall" or "dimension"."""
    parts = {}
    for place, block in enumerate(blocks):
        if block.measure == "weight":
            parts[place] = "weight"
        elif block.dimension and block.measure in (*GAP_MODELS, "item"):
            if not block.items[0].several:
                parts[place] = "dimension"
    for measure in OVERALL:
        places = [
            place
            for place, block in enumerate(blocks)
            if block.measure == measure and place not in parts
        ]
        if places:
            parts[places[0]] = "overall"
            break
    return parts if "dimension" in parts.values() else {}


def _count_core(blocks, parts, columns, count, minimum, points):
    if not parts or set(columns) != set(parts):
        return []
    core = sorted(set.intersection(*(set(column) for column in columns.values())))
    rests = [set(column).difference(core) for column in columns.values()]
    if count(core) < minimum or any(rest and count(rest) < minimum for rest in rests):
        return []
    columns = {
        place: [column[number] for number in core] for place, column in columns.items()
    }
    by_part = {
        part: [place for place in parts if parts[place] == part]
        for part in ("dimension", "weight", "overall")
    }
    return [
        *_count_overall(blocks, columns, by_part, points),
        *_count_drivers(blocks, columns, by_part),
    ]


def _count_overall(blocks, columns, by_part, points):
    """Yield the weighted gap of all dimensions, and the weighted score."""
    places = [
        place for place in by_part["dimension"] if blocks[place].measure in GAP_MODELS
    ]
    models = {blocks[place].measure for place in places}
    if len(models) != 1:
        return
    block = blocks[places[0]]
    item = block.items[0]
    weights = columns[by_part["weight"][0]] if by_part["weight"] else None
    scores, gaps = [], []
    for number in range(len(columns[places[0]])):
        shares = [
            (weights[number] if weights else points).get(blocks[place].dimension, 0)
            if weights or points
            else 1
            for place in places
        ]
        whole = sum(shares)
        if not whole:
            # All points went to what is not asked: the row has no overall value,
            # and leaving it out would reveal it.
            return
        rows = [columns[place][number] for place in places]
        for values, index in ((scores, 0), (gaps, 1)):
            if rows[0][index] is not None:
                values.append(
                    sum(s * row[index] for s, row in zip(shares, rows, strict=True))
                    / whole
                )
    width = item.high - item.low
    seen = [item.low + score * width / 100 for score in scores]
    yield Cell(
        "overall", block.measure, None, None, "perception", *_sums(seen), sum(scores)
    )
    if gaps:
        yield _gap_cell(block, "overall", None, gaps, width, dimension=False)


def _count_drivers(blocks, columns, by_part):
    """Yield how each dimension's score goes with that of overall satisfaction."""
    if not by_part["overall"]:
        return
    place = by_part["overall"][0]
    overall = [score for score, _gap in columns[place]]
    n, total, squares = _sums(overall)
    yield Cell(
        "driver", blocks[place].measure, None, None, None, n, total, squares, total
    )
    for place in by_part["dimension"]:
        scores = [score for score, _gap in columns[place]]
        n, total, squares = _sums(scores)
        product = sum(x * y for x, y in zip(scores, overall, strict=True))
        yield Cell(
            "driver",
            blocks[place].measure,
            blocks[place].dimension,
            None,
            None,
            n,
            total,
            squares,
            total,
            product=product,
        )
