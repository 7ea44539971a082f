# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon
from .test_anonymous import Scan

# Where Odoo records that a user uses the client.
CLIENT = {
    "bus_bus",
    "ir_attachment",
    "mail_presence",
    "res_device_log",
    "res_users",
    "res_users_log",
    "res_users_settings",
}


@tagged("post_install", "-at_install")
class TestTour(HttpCase, ComplaintCommon):
    def test_anonymous_from_filing_to_satisfied(self):
        """An employee who is logged in files, comes back, is satisfied; no trace."""
        # The robot would say hello to who opens the client for the first time.
        self.staff.odoobot_state = "disabled"
        self.staff.write({"name": "Wilhelmina Zyx", "email": "zyx@wilhelmina.example"})
        scan = Scan(self.env)
        Complaint = type(self.env["icrm.complaint"])
        # The tour must know the key, which the server gives out once.
        with (
            patch.object(Complaint, "_new_number", lambda self: "TOURTOUR"),
            patch.object(Complaint, "_get_secret", lambda self, nonce: "OFTHETOURKEY"),
        ):
            self.start_tour(
                "/odoo/internal-my-complaints",
                "icrm_complaint_anonymous",
                login="icrm_staff",
            )
        complaint = self.env["icrm.complaint"].search([("number", "=", "TOURTOUR")])
        self.assertEqual(complaint.subject, "The printer eats my reports")
        self._decide(complaint)
        self.start_tour("/my", "icrm_complaint_return", login="icrm_staff")
        self.env.invalidate_all()
        self.assertEqual((complaint.state, complaint.satisfied), ("closed", "yes"))
        self.assertEqual(complaint.message_ids[-1:].side, "handler")
        for table, rows in scan.changes().items():
            if table not in CLIENT:
                # What the desk does may be known to the second.
                mentions = scan.mentions(table, rows, self.staff)
                self.assertFalse(
                    [mention for mention in mentions if "is exact" not in mention]
                )
