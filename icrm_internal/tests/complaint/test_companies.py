# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import tagged

from ...controllers.complaint import rate_limiter
from ...controllers.complaint.complaint_page import attempt_limiter
from ..access.common import AccessHttpCommon
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintsOfCompanies(AccessHttpCommon, ComplaintCommon):
    """The public page serves all companies that take such complaints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second, cls.third = cls.env["res.company"].create(
            [{"name": "Second & Sons"}, {"name": "Third"}]
        )
        cls.second.icrm_complaint_anonymous = True
        cls.desk.company_ids += cls.second  # without a desk none is taken
        cls.second.resource_calendar_id.tz = "Pacific/Kiritimati"
        cls.sales, cls.closed, cls.shared = cls.env["hr.department"].create(
            [
                {"name": "Sales Two", "company_id": cls.second.id},
                {"name": "Hidden Three", "company_id": cls.third.id},
                {"name": "Shared Services", "company_id": False},
            ]
        )

    def setUp(self):
        super().setUp()
        for counter in (attempt_limiter, rate_limiter.filings, rate_limiter.total):
            counter.clear()
            self.addCleanup(counter.clear)
        self.authenticate(None, None)

    def _file(self, department):
        form = re.search(
            r'name="form" value="([^"]+)"', self.get("/complaint/new").text
        )[1]
        before = self.env["icrm.complaint"].search([])
        page = self.post(
            "/complaint/new",
            form=form,
            department=department,
            subject="Something",
            body="It happened.",
        )
        self.env.invalidate_all()
        return page, self.env["icrm.complaint"].search([]) - before

    def _keys(self):
        page = self.get("/complaint/new").text
        return re.findall(r'<option value="([^"]*)"', page), page

    def test_departments_of_both_and_of_no_other(self):
        _keys, page = self._keys()
        self.assertIn('label="Second &amp; Sons"', page)
        self.assertIn("Sales Two", page)
        self.assertIn(self.it.name, page)
        self.assertNotIn("Hidden Three", page)
        self.assertEqual(page.count("Shared Services"), 2)

    def test_filed_at_the_right_company(self):
        for key, company, department in (
            (f"{self.second.id}-{self.sales.id}", self.second, self.sales),
            (f"{self.company.id}-{self.it.id}", self.company, self.it),
            (f"{self.second.id}-", self.second, self.sales.browse()),
            (f"{self.company.id}-", self.company, self.sales.browse()),
            (f"{self.second.id}-{self.shared.id}", self.second, self.shared),
            # What a form of before sends: the department is one company's.
            (str(self.sales.id), self.second, self.sales),
        ):
            with self.subTest(key=key):
                self.assertTrue(key.isdigit() or key in self._keys()[0])
                _page, complaint = self._file(key)
                self.assertEqual(complaint.company_id, company)
                self.assertEqual(complaint.department_id, department)
                self.assertEqual(complaint.filed_on, complaint._today())

    def test_refused(self):
        for key in (
            "",
            f"{self.company.id}-{self.sales.id}",
            f"{self.third.id}-{self.closed.id}",
            f"{self.third.id}-",
            str(self.closed.id),
            # of both companies: which one is meant?
            str(self.shared.id),
            "-",
            "x",
        ):
            with self.subTest(key=key):
                page, complaint = self._file(key)
                self.assertFalse(complaint)
                self.assertIn("Department:", page.text)
                self.assertIn("It happened.", page.text)

    def test_the_main_company_takes_none(self):
        self.company.icrm_complaint_anonymous = False
        _keys, page = self._keys()
        self.assertIn("Sales Two", page)
        self.assertNotIn(self.it.name + "<", page)
        _page, complaint = self._file("")
        self.assertEqual(complaint.company_id, self.second)
