# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from .kpi_common import APRIL, KpiCommon, at


@tagged("post_install", "-at_install")
class TestKpiNewDates(KpiCommon):
    """2 March 2026 is a Monday. 16 working hours are promised: two days of 8 to 17.

    ========  =========  ======  =================  ==========================
    request   submitted  due     done               new dates (set: for)
    ========  =========  ======  =================  ==========================
    in_time   2 March    3 17 h  2 March, 11:00     none
    warned    3 March    4 17 h  6 March, 10:00     4 March 9 h: 6 March 12 h
    silent    4 March    5 17 h  9 March, 9:00      none
    after     5 March    6 17 h  11 March, 9:00     7 March: 10 March 12 h
    twice     9 March    10      18 March, 9:00     9 March: 12 March 12 h,
                         17 h                       11 March: 18 March 12 h
    open      30 March   31      not yet            31 March 9 h: 2 April 12 h
                         17 h
    ========  =========  ======  =================  ==========================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.in_time = cls._request(at(3, 2), 3)
        cls.warned = cls._request(at(3, 3), 74)
        cls.silent = cls._request(at(3, 4), 121)
        cls.after = cls._request(at(3, 5), 145)
        cls.twice = cls._request(at(3, 9), 217)
        cls.open = cls._request(at(3, 30), None)
        for ticket, set_at, expected_at in (
            (cls.warned, at(3, 4, 9), at(3, 6, 12)),
            (cls.after, at(3, 7, 9), at(3, 10, 12)),
            (cls.twice, at(3, 9, 9), at(3, 12, 12)),
            (cls.twice, at(3, 11, 9), at(3, 18, 12)),
            (cls.open, at(3, 31, 9), at(4, 2, 12)),
        ):
            cls._date(ticket, set_at, expected_at)

    @classmethod
    def _date(cls, ticket, set_at, expected_at):
        cls.env["icrm.expected.date"].create(
            {
                "ticket_id": ticket.id,
                "company_id": ticket.company_id.id,
                "expected_at": expected_at,
                "reason": "x",
                "set_by_id": cls.agent.id,
                "set_at": set_at,
            }
        )

    def test_as_laid_out(self):
        for ticket, done_at in (
            (self.warned, at(3, 6, 10)),
            (self.silent, at(3, 9, 9)),
            (self.after, at(3, 11, 9)),
            (self.twice, at(3, 18, 9)),
        ):
            self.assertEqual(ticket.icrm_resolved_at, done_at)

    def test_delays_announced_in_time(self):
        """All but the first were missed; announced were warned, twice and open."""
        self.compute(code="delays_announced")
        figure = self.result("delays_announced", department=self.it)
        self.assertEqual(
            (figure.numerator, figure.denominator, figure.value), (3, 5, 60)
        )

    def test_second_dates_met(self):
        """Dates in March: four. Met: that of warned, the second one of twice."""
        self.compute(code="second_dates_met")
        figure = self.result("second_dates_met", department=self.it)
        self.assertEqual(
            (figure.numerator, figure.denominator, figure.value), (2, 4, 50)
        )
        # That of April: not done by then
        self.compute(APRIL, "second_dates_met")
        april = self.result("second_dates_met", APRIL, department=self.it)
        self.assertEqual((april.numerator, april.denominator), (0, 1))

    def test_the_promise_stays_missed(self):
        """With dates or without: each promise to resolve but the first is missed."""
        self.compute(code="promises_met")
        before = self.result("promises_met", department=self.it)
        numbers = before.numerator, before.denominator
        self._date(self.silent, at(3, 5, 9), at(3, 20, 9))
        self.compute(code="promises_met")
        after = self.result("promises_met", department=self.it)
        self.assertEqual((after.numerator, after.denominator), numbers)

    def test_withdrawn_before_its_date(self):
        """A date of a request that was withdrawn before it counts neither way."""
        gone = self._request(at(3, 10), None)
        self._date(gone, at(3, 10, 9), at(3, 16, 12))
        gone.write({"icrm_state": "withdrawn", "closed_date": at(3, 12)})
        self.compute(code="second_dates_met")
        figure = self.result("second_dates_met", department=self.it)
        self.assertEqual((figure.numerator, figure.denominator), (2, 4))
        # Withdrawn after the date had passed: it was not met.
        gone.closed_date = at(3, 16, 12) + timedelta(hours=1)
        self.compute(code="second_dates_met")
        figure = self.result("second_dates_met", department=self.it)
        self.assertEqual((figure.numerator, figure.denominator), (2, 5))
