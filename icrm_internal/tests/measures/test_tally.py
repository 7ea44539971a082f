# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Counting a group; above all: that the figures together reveal no single person.

The attacker of these tests does linear algebra. Every released sum is a linear form in
the answers; its coefficients are found by changing one answer at a time. What any
combination of released figures could tell of a few people is then a matter of ranks.
"""

from fractions import Fraction
from itertools import combinations
from random import Random

from odoo.tests import BaseCase, tagged

from ...measures import servqual
from ...measures.figures import Figures, Sums
from ...measures.tally import Block, Item, count_group

#: Two dimensions with both sides, points for them, overall satisfaction, a free item.
TWO = (
    Block("servqual", (Item(1, 1, 7, 11), Item(2, 1, 7, 12)), 1),
    Block("servqual", (Item(3, 1, 7, 13), Item(4, 1, 7, 14)), 2),
)
POINTS = Block("weight", (Item(21, 0, 100), Item(22, 0, 100)), None, (1, 2))
SATISFIED = Block("csat", (Item(31, 1, 5),))
KANO = Block("kano", (Item(41, 1, 5, 42),))
ALL = (*TWO, SATISFIED, Block("item", (Item(51, 1, 5),)))


def figures_of(cells):
    """Return the :class:`Figures` of the cells of one group."""
    return Figures(
        {
            cell[:5]: Sums(
                cell.n,
                cell.total,
                cell.squares,
                cell.score,
                cell.product,
                cell.counts or {},
            )
            for cell in cells
        }
    )


def sheet(random, blocks=ALL):
    return {
        question: random.randint(int(block.items[0].low), int(block.items[0].high))
        for block in blocks
        for question in block.questions
    }


def rank(rows):
    """Return the rank of a matrix of fractions."""
    rows, result = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[result:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(result, pivot)
        for other in rows[result + 1 :]:
            if factor := other[column] / pivot[column]:
                for place in range(column, len(other)):
                    other[place] -= factor * pivot[place]
        result += 1
    return result


@tagged("post_install", "-at_install")
class TestTally(BaseCase):
    def setUp(self):
        super().setUp()
        self.random = Random(4)

    # -- figures -----------------------------------------------------------------------

    def test_gaps_as_servqual_has_them(self):
        sheets = [sheet(self.random) for _one in range(40)]
        figures = figures_of(count_group(ALL, sheets, 5))
        reference = servqual.analyse(
            sheets,
            [{number: row[number + 10] for number in range(1, 5)} for row in sheets],
            {1: (1, 2), 2: (3, 4)},
        )
        for number, expected in reference.items():
            one = figures.dimension("servqual", number)
            for name, value in (
                ("perception", expected.perception.mean),
                ("expectation", expected.expectation.mean),
                ("gap", expected.gap.mean),
                ("gap_low", expected.gap.low),
                ("gap_high", expected.gap.high),
                ("sd", expected.gap.sd),
                ("low", expected.perception.low),
                ("alpha", expected.alpha),
                ("n", 40),
            ):
                self.assertAlmostEqual(one[name], value, msg=name)
        gaps = [reference[1].gap.mean, reference[2].gap.mean]
        overall = figures.servqual()
        self.assertAlmostEqual(overall["value"], sum(gaps) / 2)
        self.assertLess(overall["low"], overall["value"])

    def test_groups_add_up(self):
        sheets = [sheet(self.random) for _one in range(30)]
        whole = figures_of(count_group(ALL, sheets, 5))
        cells = [*count_group(ALL, sheets[:12], 5), *count_group(ALL, sheets[12:], 5)]
        added = {}
        for cell in cells:
            added.setdefault(cell[:5], []).append(cell)
        parts = Figures(
            {
                key: Sums(
                    sum(cell.n for cell in some),
                    sum(cell.total for cell in some),
                    sum(cell.squares for cell in some),
                    sum(cell.score for cell in some),
                    sum(cell.product or 0 for cell in some),
                    {
                        value: sum((cell.counts or {}).get(value, 0) for cell in some)
                        for cell in some
                        for value in cell.counts or {}
                    },
                )
                for key, some in added.items()
            }
        )
        for pair in whole.dimensions:
            for name, value in whole.dimension(*pair).items():
                if isinstance(value, float):
                    self.assertAlmostEqual(value, parts.dimension(*pair)[name])
        self.assertEqual(whole.csat(), parts.csat())
        for one, other in zip(whole.drivers(), parts.drivers(), strict=True):
            self.assertAlmostEqual(one["importance"], other["importance"])

    def test_points_weigh_the_gaps_of_who_gave_them(self):
        rows = [
            # all points to the first dimension, whose gap is -1; the other's is -3
            {1: 4, 2: 4, 3: 3, 4: 3, 11: 5, 12: 5, 13: 6, 14: 6, 21: 100, 22: 0}
        ] * 3 + [{1: 4, 2: 4, 3: 3, 4: 3, 11: 5, 12: 5, 13: 6, 14: 6, 21: 1, 22: 3}] * 3
        figures = figures_of(count_group((*TWO, POINTS), rows, 5))
        self.assertAlmostEqual(figures.servqual()["value"], (-1 - 2.5) / 2)
        self.assertAlmostEqual(figures.dimension("servqual", 1)["weight"], 62.5)

    def test_points_that_were_set(self):
        """They count as if each had given them; respondents' own points come first."""
        random = Random(100)
        rows = [sheet(random, TWO) for _one in range(9)]
        points = {1: 70, 2: 30}
        figures = figures_of(count_group(TWO, rows, 5, points))
        gaps = {dimension: figures.value("servqual", dimension) for dimension in (1, 2)}
        expected = servqual.overall(gaps, points)
        self.assertAlmostEqual(figures.servqual()["value"], expected)
        self.assertNotAlmostEqual(expected, servqual.overall(gaps), 2)
        self.assertEqual(figures.dimension("servqual", 1)["weight"], 70)
        # who left one dimension out is too few to be left out: of the dimensions then
        del rows[0][1]
        figures = figures_of(count_group(TWO, rows, 5, points))
        self.assertIsNone(figures.servqual()["low"])
        gaps = {dimension: figures.value("servqual", dimension) for dimension in (1, 2)}
        self.assertAlmostEqual(
            figures.servqual()["value"], servqual.overall(gaps, points)
        )
        self.assertEqual(count_group(TWO, rows[:4], 5, points), [])
        rows = [sheet(random, TWO) | {21: 0, 22: 100} for _one in range(6)]
        figures = figures_of(count_group((*TWO, POINTS), rows, 5, points))
        self.assertEqual(figures.dimension("servqual", 1)["weight"], 0)
        self.assertAlmostEqual(
            figures.servqual()["value"], figures.value("servqual", 2)
        )

    def test_kano_counts_pairs(self):
        rows = [{41: 1, 42: 5}] * 4 + [{41: 3, 42: 5}] * 2 + [{41: 1}]
        (cell,) = count_group((KANO,), rows, 5)
        self.assertEqual(cell.n, 6)
        self.assertEqual((cell.counts["O"], cell.counts["M"]), (4, 2))

    def test_drivers(self):
        """What moves with satisfaction matters; what does not, does not."""
        rows = [
            {1: v, 2: v, 11: 7, 12: 7, 3: w, 4: w, 13: 7, 14: 7, 31: v}
            for v, w in zip((1, 2, 3, 4, 5, 5), (2, 1, 1, 1, 2, 1), strict=True)
        ]
        drivers = figures_of(count_group((*TWO, SATISFIED), rows, 5)).drivers()
        self.assertAlmostEqual(drivers[0]["importance"], 1)
        self.assertLess(abs(drivers[1]["importance"]), 0.3)

    def test_too_few_have_no_cell(self):
        rows = [sheet(self.random) for _one in range(4)]
        self.assertEqual(count_group(ALL, rows, 5), [])
        self.assertEqual(count_group(ALL, [], 5), [])
        rows.append({51: 3})
        self.assertEqual(
            [cell[:4] for cell in count_group(ALL, rows, 5)],
            [("question", "item", None, 51)],
        )

    def test_who_left_a_question_out_is_in_no_figure_of_its_dimension(self):
        rows = [sheet(self.random) for _one in range(9)]
        del rows[0][2]
        cells = count_group(ALL, rows, 5)
        self.assertEqual({cell.n for cell in cells if cell.dimension == 1}, {8})
        self.assertEqual({cell.n for cell in cells if cell.dimension == 2}, {9})
        # What needs all of it would tell 8 of 9 apart: withheld.
        self.assertFalse({"overall", "driver"} & {cell.level for cell in cells})
        for row in rows[1:5]:
            del row[2]
        self.assertFalse(
            [cell for cell in count_group(ALL, rows, 5) if cell.dimension == 1]
        )

    def test_what_needs_all_is_told_if_enough_left_out(self):
        rows = [sheet(self.random) for _one in range(12)]
        for row in rows[:5]:
            del row[31]
        cells = count_group(ALL, rows, 5)
        self.assertEqual(
            {cell.n for cell in cells if cell.level in ("overall", "driver")}, {7}
        )
        # Then the overall gap is put together from the dimensions of all.
        figures = figures_of(cells)
        gaps = [figures.dimension("servqual", dimension)["gap"] for dimension in (1, 2)]
        self.assertEqual(figures.servqual()["n"], 12)
        self.assertAlmostEqual(figures.servqual()["value"], sum(gaps) / 2)
        self.assertIsNone(figures.servqual()["low"])

    def test_some_are_counted_but_are_nobody_towards_the_minimum(self):
        rows = [sheet(self.random) for _one in range(9)]
        self.assertEqual(count_group(ALL, rows, 5, beside=range(5)), [])
        cells = count_group(ALL, rows, 5, beside=range(4))
        self.assertEqual({cell.n for cell in cells}, {9})
        self.assertEqual(cells, count_group(ALL, rows, 5))
        # one of the five left a question out: it is shown for none then
        del rows[8][31]
        cells = count_group(ALL, rows, 5, beside=range(4))
        self.assertNotIn("csat", {cell.measure for cell in cells})
        # nor is what covers all but four who do not count
        rows = [sheet(self.random) for _one in range(9)]
        for row in rows[:4]:
            del row[31]
        levels = {cell.level for cell in count_group(ALL, rows, 4, beside=range(4))}
        self.assertNotIn("driver", levels)
        self.assertIn("driver", {cell.level for cell in count_group(ALL, rows, 4)})

    # -- the attacker ------------------------------------------------------------------

    def test_no_combination_of_figures_tells_of_a_few(self):
        """For any four people, no combination of sums is about them alone.

        A combination that vanishes for all others lies in the kernel of the others'
        columns; there is none but zero iff leaving the four's columns out keeps the
        rank.
        """
        random = self.random
        for turn in range(12):
            rows = [sheet(random) for _one in range(random.randint(5, 14))]
            for _hole in range(random.choice([0, 1, 3, 8, 20])):
                rows[random.randrange(len(rows))].pop(
                    random.choice([1, 2, 13, 31, 51]), 0
                )
            forms, owners = self._linear_forms(rows)
            whole = rank(forms)
            few = [*combinations(range(len(rows)), 4)]
            for group in random.sample(few, min(12, len(few))):
                rest = [
                    [
                        value
                        for value, owner in zip(form, owners, strict=True)
                        if owner not in group
                    ]
                    for form in forms
                ]
                self.assertEqual(rank(rest), whole, f"turn {turn}: {group}")

    def test_the_attacker_is_able(self):
        """It finds the person left out where figures cover different people."""
        rows = [sheet(self.random) for _one in range(8)]
        forms, owners = self._linear_forms(rows)
        careless = [
            value * (owner != 3) for value, owner in zip(forms[0], owners, strict=True)
        ]
        forms.append(careless)
        rest = [
            [value for value, one in zip(form, owners, strict=True) if one != 3]
            for form in forms
        ]
        self.assertLess(rank(rest), rank(forms))

    def _linear_forms(self, rows):
        """Return (forms, owners): the coefficients of each sum, who each answer is of.

        Scales are moved so that the sums are linear, and each answer is probed.
        """
        variables = [
            (place, key) for place, row in enumerate(rows) for key in sorted(row)
        ]

        def sums():
            return [
                value
                for cell in count_group(ALL, rows, 5)
                for value in (cell.total, cell.score)
            ]

        base, columns = sums(), []
        for place, key in variables:
            rows[place][key] += 1
            columns.append(
                [
                    Fraction(after - before).limit_denominator(10_000)
                    for after, before in zip(sums(), base, strict=True)
                ]
            )
            rows[place][key] -= 1
        return [list(form) for form in zip(*columns, strict=True)], [
            place for place, _key in variables
        ]
