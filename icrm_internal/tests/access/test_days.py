# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...models.access import company_day

# Both sides of the date line, of midnight and of a change to summer time; halves and
# quarters of an hour.
ZONES = (
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/St_Johns",
    "Pacific/Pago_Pago",
    "Europe/Lisbon",
    "UTC",
)
INSTANTS = (
    datetime(2026, 2, 28, 9, 59, 59),
    datetime(2026, 2, 28, 10, 0),
    datetime(2026, 2, 28, 15, 59, 59),
    datetime(2026, 2, 28, 16, 0),
    datetime(2026, 3, 1, 0, 0),
    datetime(2026, 3, 1, 7, 59, 59),
    datetime(2026, 3, 1, 8, 0),
    datetime(2026, 3, 8, 7, 30),
    datetime(2026, 3, 29, 0, 30),
    datetime(2026, 12, 31, 23, 59, 59),
)


@tagged("post_install", "-at_install")
class TestCompanyDay(TransactionCase):
    """Days and instants of companies all around the earth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.env["res.company"].create([{"name": z} for z in ZONES])
        for company in cls.companies:
            company.resource_calendar_id.tz = company.name
        cls.env.flush_all()

    def _sql(self, expression):
        return self.env.execute_query(SQL("SELECT %s", expression))[0][0]

    def test_around_midnight(self):
        west, islands, china = self.companies[:3]
        for at, expected in (
            ((2026, 3, 1, 7, 59), ((2, 28), (3, 1), (3, 1))),
            ((2026, 3, 1, 8, 0), ((3, 1), (3, 1), (3, 1))),
            ((2026, 2, 28, 9, 59), ((2, 28), (2, 28), (2, 28))),
            ((2026, 2, 28, 10, 0), ((2, 28), (3, 1), (2, 28))),
            ((2026, 2, 28, 15, 59), ((2, 28), (3, 1), (2, 28))),
            ((2026, 2, 28, 16, 0), ((2, 28), (3, 1), (3, 1))),
        ):
            for company, day in zip((west, islands, china), expected, strict=True):
                with self.subTest(at=at, zone=company.name):
                    self.assertEqual(
                        company_day.today(company, datetime(*at)), date(2026, *day)
                    )

    def test_sql_and_python_agree(self):
        for company in self.companies:
            for at in INSTANTS:
                with self.subTest(zone=company.name, at=at):
                    day = company_day.today(company, at)
                    self.assertEqual(
                        self._sql(company_day.sql_day(at, company.id)), day
                    )
                    begins = company_day.midnight(company, day)
                    self.assertEqual(
                        self._sql(company_day.sql_midnight(day, company.id)), begins
                    )
                    self.assertLessEqual(begins, at)
                    # A day begins at its midnight, and not a second before.
                    self.assertEqual(company_day.today(company, begins), day)
                    self.assertEqual(
                        company_day.today(company, begins - timedelta(seconds=1)),
                        day - timedelta(days=1),
                    )

    def test_no_day_is_later_or_earlier_anywhere(self):
        days = {company_day.today(company) for company in self.companies}
        self.assertLessEqual(max(days), company_day.latest())
        self.assertGreaterEqual(min(days), company_day.earliest())

    def test_a_company_without_hours(self):
        company = self.companies[0]
        company.partner_id.tz = "Asia/Tokyo"
        company.resource_calendar_id = False
        self.env.flush_all()
        at = datetime(2026, 2, 28, 15, 30)
        self.assertEqual(company_day.today(company, at), date(2026, 3, 1))
        self.assertEqual(
            self._sql(company_day.sql_day(at, company.id)), date(2026, 3, 1)
        )
        company.partner_id.tz = False
        self.env.flush_all()
        self.assertEqual(company_day.today(company, at), date(2026, 2, 28))
        self.assertEqual(
            self._sql(company_day.sql_day(at, company.id)), date(2026, 2, 28)
        )

    def test_several_companies_have_no_day(self):
        """Whoever asks for all at once would give one of them the other's day."""
        with self.assertRaises(ValueError):
            company_day.today(self.companies)
        with self.assertRaises(ValueError):
            company_day.midnight(self.companies[:2], date(2026, 3, 1))

    def test_not_that_of_who_asks(self):
        company = self.companies[0]
        abroad = company.with_context(tz="Pacific/Kiritimati")
        at = datetime(2026, 3, 1, 5, 0)
        self.assertEqual(company_day.today(abroad, at), date(2026, 2, 28))
        # Models without a company: the one that the user works in
        users = self.env["res.partner.category"].with_company(company)
        self.assertEqual(company_day.today(users, at), date(2026, 2, 28))
