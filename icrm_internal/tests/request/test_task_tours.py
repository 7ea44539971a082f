# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .staff_common import StaffCommon

LANDING = "/odoo/internal-services"


class TaskTours(StaffCommon):
    def ask(self):
        ticket = self.submit(service=self.reset, name="Two screens").sudo()
        ticket.with_user(self.agent).action_icrm_ask("Which screen?")
        return ticket

    def walk(self, url, tour):
        self.start_tour(url, tour, login=self.staff.login)


@tagged("post_install", "-at_install")
class TestTaskTours(HttpCase, TaskTours):
    """A customer at a desktop, who counts clicks."""

    def test_drafts(self):
        ticket = self.ask()
        self.walk(LANDING, "icrm_draft_tour")
        self.assertEqual(ticket.icrm_state, "in_progress")
        self.assertIn("Written in the end", " ".join(ticket.message_ids.mapped("body")))

    def test_drafts_of_the_dialog(self):
        self.walk(LANDING, "icrm_dialog_draft_tour")
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "Half a subj")])
        self.assertEqual(ticket.icrm_answers["why"], "Half a reason")

    def test_unhappy(self):
        ticket = self.submit(service=self.reset, name="Locked out").sudo()
        ticket.with_user(self.agent).action_icrm_resolve("Try again")
        self.walk(LANDING, "icrm_unhappy_tour")
        self.assertEqual(ticket.icrm_rating_ids.score, 2)
        self.assertEqual(ticket.icrm_state, "in_progress")
        self.assertIn("It took a week", " ".join(ticket.message_ids.mapped("body")))
