# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..request.portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalApproval(PortalCommon):
    """Portal users see who approves and since when; they approve nothing themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_employee = cls.env["hr.employee"].search(
            [("name", "=", "Portal Employee")]
        )
        cls.reset.approval_step_ids = [
            Command.create({"approver_type": "line_manager"})
        ]

    def text(self, ticket, query=""):
        page = self.page(f"/my/requests/{ticket.id}{query}")
        return " ".join(page.text_content().split())

    def test_who_and_since_when(self):
        self.own_employee.parent_id = self.it_head.employee_id
        self.login(self.portal_user)
        with freeze_time("2026-03-02 09:30:00"):
            response = self.post_form(subject="Please")
            ticket = self.requests("Please")
            text = self.text(ticket, "?sent=1")
        self.assertTrue(response.headers["Location"].endswith("?sent=1"))
        self.assertIn(f"Awaiting approval from {self.it_head.name} since today,", text)
        self.assertIn("Submitted.", text)
        self.assertIn("In approval", text)
        with freeze_time("2026-03-05 09:30:00"):
            self.assertRegex(self.text(ticket), r"since Mon, Mar 2, \d+:30")
        ticket.sudo().icrm_approval_id.with_user(self.it_head).action_approve()
        self.assertNotIn("Awaiting approval", self.text(ticket))

    def test_the_same_unit_as_on_the_card(self):
        """What the card promises, the request repeats."""
        self.own_employee.parent_id = self.it_head.employee_id
        self.login(self.portal_user)
        card = self.page(f"/my/services/{self.reset.id}").text_content()
        self.post_form(subject="Please")
        ticket = self.requests("Please")
        promise = ticket.sudo().icrm_promise_text
        self.assertRegex(promise, r"^Done in .* after approval$")
        self.assertIn(promise, " ".join(card.split()))
        self.assertIn(promise, self.text(ticket))

    def test_not_an_approver(self):
        """A line manager with a portal user is not asked; the next head up is."""
        self.own_employee.parent_id = self.env["hr.employee"].create(
            {"name": "Foreman", "work_contact_id": self.stranger.partner_id.id}
        )
        self.login(self.portal_user)
        self.post_form(subject="Please")
        row = self.requests("Please").sudo().icrm_approval_id
        self.assertTrue(row.approver_ids)
        self.assertFalse(row.approver_ids.filtered("share"))
        for user in (self.stranger, self.portal_user):
            with self.assertRaises(AccessError):
                row.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                self.env["icrm.approval"].with_user(user).search([])

    def test_files_again(self):
        """Limits are said before, and that neither draft nor error keeps files."""
        self.login(self.portal_user)
        path = f"/my/services/{self.reset.id}"
        self.assertIn("Drafts do not include files", self.page(path).text_content())
        files = [("files", ("a.txt", b"x"))]
        response = self.post_form(
            files=files, subject="Please", beneficiary_email="no address"
        )
        self.assertIn("Choose your files again.", response.text)
        response = self.post_form(subject="Please", beneficiary_email="no address")
        self.assertNotIn("Choose your files again.", response.text)
