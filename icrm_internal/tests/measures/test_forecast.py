# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from random import Random

from odoo.tests import BaseCase, tagged

from ...measures import forecast


@tagged("post_install", "-at_install")
class TestForecast(BaseCase):
    """What is expected, and how far it was off before."""

    def test_short_history(self):
        self.assertIsNone(forecast.forecast([5] * 25))
        self.assertIsNotNone(forecast.forecast([5] * 26))
        self.assertIsNone(forecast.forecast([]))

    def test_constant(self):
        """What never varies is forecast exactly, with a band of no width."""
        result = forecast.forecast([7] * 30)
        self.assertEqual(result.mean, [7] * 8)
        self.assertEqual((result.low, result.high), (result.mean, result.mean))
        self.assertEqual((result.mae, result.mase), (0, None))

    def test_nothing_is_negative(self):
        falling = [max(0, 60 - 2 * week) for week in range(40)]
        result = forecast.forecast(falling)
        self.assertTrue(all(value >= 0 for value in result.mean + result.low))

    def test_season_without_noise(self):
        """A pure season is repeated by either method."""
        pattern = [10, 20, 40, 5]
        result = forecast.forecast(pattern * 10, season=4)
        for value, expected in zip(result.mean, pattern * 2, strict=True):
            self.assertAlmostEqual(value, expected, 6)

    def test_trend_is_seen(self):
        """A trend with noise: Holt-Winters is chosen, for the naive lags behind."""
        noise = Random(4)
        values = [20 + week + noise.gauss(0, 2) for week in range(60)]
        result = forecast.forecast(values)
        self.assertEqual(result.method, forecast.HOLT_WINTERS)
        self.assertLess(result.mase, result.mase_other)
        self.assertGreater(result.mean[0], 70)

    def test_naive_wins(self):
        """A season that jumps where no smoothing follows: the naive is chosen."""
        pattern = [0, 0, 90, 3]
        result = forecast.forecast(pattern * 9)
        self.assertEqual(result.mean, pattern * 2)
        self.assertLessEqual(result.mase or 0, result.mase_other or 0)

    def test_the_future_is_not_known(self):
        """A back-test's forecast from a week is the same whatever came after."""
        noise = Random(5)
        values = [noise.randint(0, 30) for _week in range(40)]
        changed = values[:30] + [value + 100 for value in values[30:]]
        before, after = (
            forecast.backtest(series, 4, 20)[forecast.HOLT_WINTERS]
            for series in (values, changed)
        )
        # Eight errors each from the weeks 20, 21 and 22: all before week 30.
        self.assertEqual(before[:24], after[:24])

    def test_band(self):
        """The band widens and its half-width is that of the errors before."""
        errors = [(step, step * sign) for step in range(1, 9) for sign in (1, -1)] * 5
        widths = forecast.half_widths(errors)
        self.assertEqual(widths, sorted(widths))
        self.assertEqual((widths[0], widths[-1]), (2, 8))

    def test_band_holds_what_comes(self):
        """Over many series about four fifths of what comes lies in the band."""
        inside = total = 0
        for seed in range(40):
            noise = Random(seed)
            values = [max(0, round(noise.gauss(30, 8))) for _week in range(60)]
            result = forecast.forecast(values[:52])
            inside += sum(
                low <= value <= high
                for low, value, high in zip(
                    result.low, values[52:], result.high, strict=True
                )
            )
            total += 8
        self.assertGreater(inside / total, 0.7)
        self.assertLess(inside / total, 0.92)

    def test_seasons(self):
        self.assertEqual(
            [forecast.season_of(count) for count in (26, 51, 52, 111, 112, 156)],
            [4, 4, 13, 13, 52, 52],
        )
