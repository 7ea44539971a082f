# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from math import log
from random import Random

from odoo.tests import BaseCase, tagged

from ...measures import risk


def draw(count, seed, base=-1.0, effect=2.0):
    """Return rows and outcomes whose true model is known."""
    noise, rows, outcomes = Random(seed), [], []
    for _number in range(count):
        row = {"elapsed:share": noise.random()}
        if noise.random() < 0.5:
            row["priority:3"] = 1.0
        score = base + effect * row["elapsed:share"] - 1.5 * row.get("priority:3", 0)
        rows.append(row)
        outcomes.append(int(noise.random() < risk.probability(score)))
    return rows, outcomes


@tagged("post_install", "-at_install")
class TestRisk(BaseCase):
    """How likely a miss is, why, and when it may be shown."""

    def test_one_feature(self):
        """Of one yes-or-no feature the fit is the log-odds, which are known."""
        rows = [{"a:x": 1.0}] * 40 + [{}] * 60
        outcomes = [1] * 30 + [0] * 10 + [1] * 15 + [0] * 45
        model = risk.fit(rows, outcomes, ridge=0)
        self.assertAlmostEqual(model.intercept, log(15 / 45), 8)
        self.assertAlmostEqual(model.weights["a:x"], log(30 / 10) - log(15 / 45), 8)
        self.assertAlmostEqual(risk.predict(model, {"a:x": 1.0}), 0.75, 8)

    def test_separation(self):
        """What tells the outcomes apart perfectly has no fit without the ridge."""
        model = risk.fit([{"a:x": 1.0}] * 20 + [{}] * 20, [1] * 20 + [0] * 20)
        self.assertLess(abs(model.weights["a:x"]), 20)
        self.assertGreater(risk.predict(model, {"a:x": 1.0}), 0.8)

    def test_one_outcome(self):
        """Nothing was ever missed: the risk is small, and no error is raised."""
        model = risk.fit([{"a:x": 1.0}] * 10, [0] * 10)
        self.assertLess(risk.predict(model, {"a:x": 1.0}), 0.1)

    def test_unseen(self):
        model = risk.fit(*draw(300, 1))
        self.assertEqual(
            risk.predict(model, {"service:999": 1.0}), risk.predict(model, {})
        )

    def test_reasons(self):
        """The strongest group first; what lowers the risk is no reason."""
        model = risk.fit(*draw(2000, 2))
        reasons = risk.explain(model, {"elapsed:share": 0.95, "priority:3": 1.0})
        self.assertEqual([group for group, _value in reasons], ["elapsed"])
        reasons = risk.explain(model, {"elapsed:share": 0.95})
        self.assertEqual([group for group, _value in reasons], ["elapsed", "priority"])

    def test_reliability(self):
        """The bins hold every row once, and are as large as they must be."""
        model = risk.fit(*draw(2000, 3))
        rows, outcomes = draw(950, 4)
        bins = risk.reliability([risk.predict(model, row) for row in rows], outcomes)
        self.assertEqual(sum(part.count for part in bins), 950)
        self.assertEqual(len(bins), 9)
        self.assertTrue(all(part.low <= part.expected <= part.high for part in bins))

    def judge(self, newer, seed=5):
        rows, outcomes = draw(1500, seed)
        model = risk.fit(rows, outcomes)
        return risk.judge(model, sum(outcomes) / len(outcomes), *newer)

    def test_shown(self):
        """A world that stays as it was: what is said comes true."""
        verdict = self.judge(draw(1500, 6))
        self.assertEqual(verdict.state, risk.SHOWN)
        self.assertLess(verdict.error, risk.GREATEST_ERROR)
        self.assertLess(verdict.brier, verdict.brier_base)

    def test_not_shown_after_a_change(self):
        """Planted: twice as many are missed in the newer half, or the cause turns."""
        for newer in (draw(1500, 7, base=0.2), draw(1500, 8, effect=-2.0)):
            verdict = self.judge(newer)
            self.assertEqual(verdict.state, risk.MISCALIBRATED)

    def test_not_shown_where_chance_rules(self):
        """Planted: nothing that is known tells anything."""
        noise, states = Random(9), []
        for seed in range(10):
            rows, _outcomes = draw(1500, seed)
            newer, _outcomes = draw(1500, seed + 100)
            old = [int(noise.random() < 0.3) for _row in rows]
            new = [int(noise.random() < 0.3) for _row in newer]
            verdict = risk.judge(risk.fit(rows, old), sum(old) / 1500, newer, new)
            states.append(verdict.state)
        # By chance a fit may be a hair better than none; it must be the exception.
        self.assertGreaterEqual(states.count(risk.USELESS), 7)
        self.assertNotIn(risk.MISCALIBRATED, states)

    def test_enough(self):
        self.assertTrue(risk.is_enough(150, 20))
        for requests, missed in ((149, 50), (200, 19), (200, 181)):
            self.assertFalse(risk.is_enough(requests, missed))
