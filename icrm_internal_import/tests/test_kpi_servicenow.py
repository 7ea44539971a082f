# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Indicators of a real history, computed a second time by plain SQL and by pandas.

890 incidents of an IT department, imported as test_servicenow does. The SQL below knows
nothing of ours but the tables; pandas reads the file itself.
"""

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

MARCH = date(2016, 3, 1), date(2016, 3, 31)
YEAR = date(2016, 1, 1), date(2016, 12, 31)
SINCE, UNTIL = datetime(2016, 3, 1), datetime(2016, 4, 1)


@unittest.skipUnless(FILE, f"{NAME} lies in ../shared/data of the project only")
@tagged("post_install", "-at_install")
class TestKpiServiceNow(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.env["helpdesk.ticket"].search([]).active = False
        job = cls.job(FILE.read_bytes(), "servicenow")
        job.action_read()
        job.action_check()
        job.action_import()
        cls.env.flush_all()
        for bounds in (MARCH, YEAR):
            cls.env["icrm.kpi"]._compute_values(*bounds)

    def _results(self, code, bounds=MARCH):
        """Return {department id: (numerator, denominator)}, None for the company."""
        return {
            value.department_id.id or None: (value.numerator, value.denominator)
            for value in self.env["icrm.kpi.value"].search(
                [
                    ("kpi_id.code", "=", code),
                    ("company_id", "=", self.company.id),
                    ("date_from", "=", bounds[0]),
                    ("date_to", "=", bounds[1]),
                    ("customer_department_id", "=", False),
                    ("service_id", "=", False),
                ]
            )
        }

    def _assert_sql(self, code, columns, condition, source="helpdesk_ticket AS t"):
        query = f"""
            SELECT icrm_provider_department_id AS department_id, {columns}
              FROM {source} WHERE t.active AND {condition}
             GROUP BY ROLLUP (icrm_provider_department_id)
        """  # noqa: S608
        self.env.cr.execute(query, {"since": SINCE, "until": UNTIL})
        told = {
            row[0]: (float(row[1]), float(row[2]))
            for row in self.env.cr.fetchall()
            if row[2]
        }
        self.assertTrue(told)
        self.assertEqual(self._results(code), told)

    def test_plain_sql(self):
        submitted = "icrm_submitted_at >= %(since)s AND icrm_submitted_at < %(until)s"
        resolved = "icrm_resolved_at >= %(since)s AND icrm_resolved_at < %(until)s"
        self._assert_sql(
            "reopen_rate",
            "COUNT(*) FILTER (WHERE icrm_reopen_count > 0), COUNT(*)",
            resolved,
        )
        self._assert_sql(
            "resolution_rate",
            "COUNT(*) FILTER (WHERE icrm_resolved_at < %(until)s), COUNT(*)",
            f"{submitted} AND icrm_state <> 'withdrawn'",
        )
        self._assert_sql(
            "contact_frequency",
            "COUNT(*), COUNT(DISTINCT icrm_beneficiary_id)",
            f"{submitted} AND icrm_beneficiary_id IS NOT NULL",
        )
        self._assert_sql("duplicate_rate", "COUNT(duplicate_id), COUNT(*)", submitted)

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
        asked = (opened >= SINCE) & (opened < UNTIL)
        self.assertEqual(
            self._results("resolution_rate")[None],
            (int((asked & (resolved < UNTIL)).sum()), int(asked.sum())),
        )
        done = (resolved >= SINCE) & (resolved < UNTIL)
        self.assertEqual(self._results("reopen_rate")[None][1], int(done.sum()))
        year = opened.dt.year == 2016
        self.assertEqual(
            self._results("resolution_rate", YEAR)[None][1], int(year.sum())
        )
