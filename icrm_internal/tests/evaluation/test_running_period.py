# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .kpi_common import APRIL, MARCH, KpiCommon, at


@tagged("post_install", "-at_install")
class TestRunningPeriod(KpiCommon):
    """A period that runs is compared with the same stretch of the one before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM icrm_kpi_value")
        cls.kpi = cls._kpi("resolution_rate")
        # In ten days of March one of two, in all of it three of four.
        for day, hours in ((3, 2), (5, None), (24, 2), (25, 2)):
            cls._request(at(3, day), hours)
        cls._request(at(4, 2), 2)
        cls.env.flush_all()

    def _card(self, first):
        return self.env["icrm.scorecard"].search(
            [("department_id", "=", self.it.id), ("date_from", "=", first)]
        )

    def _line(self, card):
        return card.line_ids.filtered(lambda line: line.kpi_id == self.kpi)

    def _preview(self, day):
        Scorecard = self.env["icrm.scorecard"].with_user(self.officer)
        with freeze_time(day):
            Scorecard.action_preview("month", str(APRIL[0]))
            card = self._card(APRIL[0])
            self.env.invalidate_all()
            found = card.with_user(self.officer).get_card()
            overview = Scorecard.get_overview("month", str(APRIL[0]))
        return card, found, overview

    def test_same_stretch(self):
        card, found, overview = self._preview("2026-04-10 12:00:00")
        line = self._line(card)
        self.assertEqual(card.compared_days, 10)
        self.assertEqual((line.value, line.previous_value), (100, 50))
        self.assertEqual((line.score, line.has_previous_score), (100, True))
        for text in (found["compared"], overview["compared"]):
            self.assertIn("first 10 days of March 2026", text)
        # What lies behind is known of whole periods.
        self.assertFalse(card.line_ids.cause_department_id)
        self.assertFalse(card.line_ids.cause_service_id)
        # The groups above are made of the same stretch.
        whole = self._kpi("resolution_rate").parent_id
        group = card.line_ids.filtered(lambda line: line.kpi_id == whole)
        if group.has_previous:
            self.assertNotEqual(group.previous_value, 100)

    def test_stretch_grows_by_the_day(self):
        card = self._preview("2026-04-24 12:00:00")[0]
        self.assertEqual(card.compared_days, 24)
        self.assertAlmostEqual(self._line(card).previous_value, 66.67, 2)

    def test_whole_month_after_the_end(self):
        card, found, overview = self._preview("2026-05-02 12:00:00")
        self.assertEqual(card.compared_days, 0)
        self.assertEqual(self._line(card).previous_value, 75)
        self.assertFalse(found["compared"] or overview["compared"])

    def test_stored_results_are_untouched(self):
        """The stretch is summed up for the card alone."""
        self._preview("2026-04-10 12:00:00")
        (result,) = self.result("resolution_rate", MARCH, self.it)
        self.assertEqual(result.value, 75)

    def test_frozen_is_a_whole_period(self):
        self._preview("2026-04-10 12:00:00")
        with freeze_time("2026-05-02 12:00:00"):
            self.env["icrm.scorecard"].with_user(self.officer).action_freeze(
                "month", str(date(2026, 4, 1))
            )
        self.env.invalidate_all()
        card = self._card(APRIL[0])
        self.assertEqual((card.state, card.compared_days), ("frozen", 0))
        self.assertEqual(self._line(card).previous_value, 75)

    def test_indicator_has_no_trend_while_it_runs(self):
        self._preview("2026-04-10 12:00:00")
        result = self.result("resolution_rate", APRIL, self.it)
        with freeze_time("2026-04-10 12:00:00"):
            result.invalidate_recordset()
            self.assertTrue(result.has_previous)
            self.assertFalse(result.trend)
        with freeze_time("2026-05-02 12:00:00"):
            result.invalidate_recordset()
            self.assertTrue(result.trend)
