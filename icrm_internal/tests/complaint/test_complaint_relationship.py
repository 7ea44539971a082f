# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintsOfRelationship(ComplaintCommon):
    def test_counted_as_far_as_the_reader_may_know(self):
        relationship = self.env["icrm.relationship"].create(
            {
                "provider_department_id": self.it.id,
                "customer_department_id": self.finance.id,
                "company_id": self.company.id,
            }
        )
        self._file()
        self._file(subject="SECRET two")
        # It names no department of the complainant: counted for no relationship.
        self._file(protection="confidential")
        for user, count in (
            (self.it_head, 2),
            (self.finance_head, 0),
            (self.officer, 0),
            (self.agent, 0),
            (self.auditor, 0),
        ):
            with self.subTest(user=user.login):
                own = relationship.with_user(user)
                self.assertEqual(own.open_complaint_count, count)
                action = own.action_open_complaints()
                found = self.env["icrm.complaint"].with_user(user)
                self.assertEqual(found.search_count(action["domain"]), count)
