# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...measures import period
from ...models.evaluation import icrm_home
from .scorecard_common import FIRST, SECOND, ScorecardCommon


@tagged("post_install", "-at_install")
class TestHomeCompany(ScorecardCommon):
    """What officers and auditors steer by, and what a head reads of a scorecard."""

    def _home(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["icrm.home"].with_user(user).get_home()

    def _blocks(self, user):
        return {block["name"]: block for block in self._home(user)["blocks"]}

    def _publish_both(self):
        self._enter_all()
        for first in (FIRST, SECOND):
            self.freeze(first)
            self.publish(first)

    def test_nothing_before_it_is_published(self):
        self._enter_all()
        self.freeze(SECOND)
        self.assertNotIn("scorecards", self._blocks(self.officer))
        self.assertNotIn("scorecards", self._blocks(self.it_head))

    def test_heat_map_of_the_weakest(self):
        self._publish_both()
        for user in (self.officer, self.auditor):
            table = self._blocks(user)["scorecards"]["table"]
            self.assertEqual(table["columns"], ["Department", "Score", "Kept", "Hours"])
            cards = self.Scorecard.search([("date_from", "=", SECOND)])
            lowest = cards.sorted("final_score")[0]
            first = table["rows"][0]
            self.assertEqual(first["label"], lowest.department_name)
            self.assertEqual(first["cells"][0]["value"], f"{lowest.final_score:.1f}")
            self.assertEqual(first["opens"]["id"], lowest.id)
            self.assertEqual(
                first["cells"][1]["value"],
                f"{self.line(lowest, self.kept)._get_points():.1f}",
            )
        self.assertNotIn("scorecards", self._blocks(self.it_head))

    def test_a_cell_leads_to_what_it_is_made_of(self):
        self._publish_both()
        cells = [
            cell
            for row in self._blocks(self.officer)["scorecards"]["table"]["rows"]
            for cell in row["cells"]
            if cell
        ]
        self.assertTrue(cells)
        for cell in cells:
            # Entered results have no records behind them: the scorecard explains.
            self.assertEqual(
                cell["opens"]["xmlid"], "icrm_internal.icrm_scorecard_action"
            )

    def test_scorecards_are_read_once(self):
        """Figures, lines and heat map are made of the same scorecards and results."""
        self._publish_both()
        self._home(self.officer)
        with (
            patch.object(
                self.registry["icrm.home"],
                "_get_latest_cards",
                side_effect=self.registry["icrm.home"]._get_latest_cards,
                autospec=True,
            ) as cards,
            patch.object(
                icrm_home, "CompanyResult", side_effect=icrm_home.CompanyResult
            ) as results,
        ):
            self.assertIn("scorecards", self._blocks(self.officer))
        self.assertEqual((cards.call_count, results.call_count), (1, 1))

    def test_trend_of_the_company(self):
        """The arrow is the direction, the colour the quality; the curve has both."""
        self.company.icrm_scorecard_kind = "month"
        before, _last = period.previous("month", fields.Date.today().replace(day=1))
        for first, value in (
            (period.previous("month", before)[0], 60),
            (before, 75),
        ):
            # Results that are computed are written by the job alone.
            self.env.cr.execute(
                """
                INSERT INTO icrm_kpi_value (kpi_id, company_id, period_kind, date_from,
                    date_to, value, score, weight, case_count, is_scored)
                VALUES (%s, %s, 'month', %s, (%s::date + interval '1 month -1 day'),
                    %s, %s, 0, 3, true)""",
                (self.quality.id, self.company.id, first, first, value, value),
            )
        (figure,) = self._blocks(self.officer)["trends"]["figures"]
        self.assertEqual(figure["value"], "75.0")
        self.assertEqual((figure["trend"], figure["tone"]), (1, "good"))
        self.assertTrue(figure["curve"]["path"].startswith("M"))
        self.env.cr.execute(
            "UPDATE icrm_kpi_value SET value = 50 WHERE kpi_id = %s AND date_from = %s",
            (self.quality.id, before),
        )
        (figure,) = self._blocks(self.officer)["trends"]["figures"]
        self.assertEqual((figure["trend"], figure["tone"]), (-1, "bad"))
        self.assertNotIn("trends", self._blocks(self.it_head))

    def test_a_head_reads_that_the_scorecard_moved(self):
        self._publish_both()
        card = self.card(self.it)
        rows = {
            row["key"]: row for row in self._blocks(self.it_head)["changes"]["rows"]
        }
        row = rows[f"scorecard-{card.id}"]
        self.assertIn(f"{card.final_score:.1f}", row["note"])
        self.assertEqual(row["opens"]["id"], card.id)
        others = [key for key in rows if key.startswith("scorecard-")]
        self.assertEqual(len(others), 1)
        card._write_sql(published_on="2020-01-01")
        self.card(self.it, FIRST)._write_sql(published_on="2020-01-01")
        self.env.invalidate_all()
        self.assertFalse(self._blocks(self.it_head)["changes"]["rows"])
