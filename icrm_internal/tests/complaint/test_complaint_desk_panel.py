# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintDeskPanel(ComplaintCommon):
    """Beside a request: the customer's open complaints, for who may read them."""

    def test_counted_as_far_as_the_reader_may_know(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Broken screen",
                "icrm_service_id": self.service.id,
                "icrm_requester_id": self._customer(self.staff).id,
            }
        )
        self._file()
        self._decide(self._file(subject="SECRET two"))
        self._file(self.colleague)
        confidential = self._file(protection="confidential")
        confidential.sudo(False).with_user(self.desk).action_reveal_identity("Risk")
        self._file_anonymous()
        for user, count in (
            (self.it_head, 2),
            (self.desk, 2),  # the confidential one is not counted, even if revealed
            (self.agent, 0),
            (self.officer, 0),
            (self.admin_user, 0),
            (self.auditor, 0),
        ):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                own = ticket.with_user(user)
                if not own.has_access("read"):
                    continue
                self.assertEqual(own.icrm_complaint_count, count)
                action = own.action_icrm_open_complaints()
                found = self.env["icrm.complaint"].with_user(user)
                self.assertEqual(found.search_count(action["domain"]), count)

    def test_one_query_for_a_list(self):
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "Broken screen",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self._customer(user).id,
                }
                for user in (self.staff, self.colleague, self.finance_head)
            ]
        )
        counts = []
        for number in (1, 1, 3):  # the first fills caches
            self.env.flush_all()
            self.env.invalidate_all()
            own = tickets[:number].with_user(self.it_head)
            own.mapped("icrm_beneficiary_id.user_id")
            before = self.env.cr.sql_log_count
            own.mapped("icrm_complaint_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
