# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scorecards of a real history, computed a second time by plain SQL and by pandas."""

import gzip
import unittest
from datetime import date, datetime

from odoo.tests import tagged

from .common import ImportCommon
from .test_servicenow import FILE, NAME

try:
    import pandas
except ImportError:
    pandas = None

MARCH, APRIL = date(2016, 3, 1), date(2016, 4, 1)


@unittest.skipUnless(FILE, f"{NAME} lies in ../shared/data of the project only")
@tagged("post_install", "-at_install")
class TestScorecardServiceNow(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        # An import brings times alone: a small share of the weight.
        cls.company.icrm_scorecard_least_share = 0
        cls.env["helpdesk.ticket"].search([]).active = False
        job = cls.job(FILE.read_bytes(), "servicenow")
        job.action_read()
        job.action_check()
        job.action_import()
        cls.env.flush_all()
        cls.env["icrm.kpi"]._compute_values(MARCH, date(2016, 3, 31))
        cls.count = (
            cls.env["icrm.scorecard"]
            .with_user(cls.env.ref("base.user_admin"))
            .action_freeze("month", str(APRIL))
        )
        cls.env.invalidate_all()

    def _figures(self, code):
        """Return {department id: (numerator, denominator, value before)}."""
        lines = self.env["icrm.scorecard.line"].search(
            [("kpi_id.code", "=", code), ("has_value", "=", True)]
        )
        return {
            line.scorecard_id.department_id.id: (
                line.numerator,
                line.denominator,
                round(line.previous_value, 4) if line.has_previous else None,
            )
            for line in lines
            if line.scorecard_id.date_from == APRIL
        }

    def test_plain_sql(self):
        """Share reopened among those resolved in April, and the same of March."""
        self.assertTrue(self.count)
        self.env.cr.execute(
            """
            SELECT icrm_provider_department_id,
                   COUNT(*) FILTER (WHERE icrm_resolved_at >= '2016-04-01'
                                      AND icrm_reopen_count > 0),
                   COUNT(*) FILTER (WHERE icrm_resolved_at >= '2016-04-01'),
                   ROUND(100.0 * COUNT(*) FILTER (WHERE icrm_resolved_at < '2016-04-01'
                                                    AND icrm_reopen_count > 0)
                         / NULLIF(COUNT(*) FILTER (
                             WHERE icrm_resolved_at < '2016-04-01'), 0), 4)
              FROM helpdesk_ticket
             WHERE active AND icrm_provider_department_id IS NOT NULL
               AND icrm_resolved_at >= '2016-03-01' AND icrm_resolved_at < '2016-05-01'
             GROUP BY icrm_provider_department_id
            """
        )
        told = {
            id_: (float(upper), float(lower), None if old is None else float(old))
            for id_, upper, lower, old in self.env.cr.fetchall()
            if lower
        }
        self.assertTrue(told)
        self.assertEqual(self._figures("reopen_rate"), told)

    def test_scores_add_up(self):
        """The whole score, computed from the single indicators by plain SQL."""
        self.env.cr.execute(
            """
            SELECT card.score, SUM(line.share * LEAST(100, GREATEST(0,
                       100 * (line.value - line.floor) / (line.target - line.floor)))
                   ) / 100, SUM(line.share)
              FROM icrm_scorecard AS card
              JOIN icrm_scorecard_line AS line ON line.scorecard_id = card.id
             WHERE card.has_score AND line.share > 0 AND NOT line.is_group
             GROUP BY card.id
            """
        )
        rows = self.env.cr.fetchall()
        self.assertTrue(rows)
        for score, again, shares in rows:
            self.assertAlmostEqual(score, float(again), 3)
            self.assertAlmostEqual(float(shares), 100, 3)

    @unittest.skipUnless(pandas, "pandas")
    def test_pandas(self):
        with gzip.open(FILE, "rt", encoding="utf-8") as stream:
            frame = pandas.read_csv(stream)
        days = {"dayfirst": True, "errors": "coerce"}
        last = frame.groupby("number").agg(
            opened=("opened_at", "last"), resolved=("resolved_at", "last")
        )
        opened = pandas.to_datetime(last["opened"], **days)
        resolved = pandas.to_datetime(last["resolved"], **days)
        since, until = datetime(2016, 4, 1), datetime(2016, 5, 1)
        asked = (opened >= since) & (opened < until)
        figures = self._figures("resolution_rate").values()
        self.assertEqual(
            (
                sum(figure[0] for figure in figures),
                sum(figure[1] for figure in figures),
            ),
            (int((asked & (resolved < until)).sum()), int(asked.sum())),
        )
