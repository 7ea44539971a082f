# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import CounselCommon


@tagged("post_install", "-at_install")
class TestCounselTour(HttpCase, CounselCommon):
    def test_a_person_asks_and_a_counsellor_answers(self):
        (self.staff | self.counsellor).odoobot_state = "disabled"
        self.start_tour(
            "/odoo/internal-my-complaints", "icrm_counsel_ask", login="icrm_staff"
        )
        self.start_tour(
            "/odoo/internal-confidential-talks",
            "icrm_counsel_answer",
            login="icrm_counsellor",
        )
        self.start_tour(
            "/odoo/internal-my-talks", "icrm_counsel_read", login="icrm_staff"
        )
        self.env.invalidate_all()
        case = self.env["icrm.counsel.case"].search([("alias", "=", "Blue Bird")])
        self.assertEqual(case.counsellor_id, self.counsellor)
        self.assertEqual(
            case.message_ids.mapped("side"), ["person", "counsellor", "person"]
        )
        self.assertEqual(case.note_ids.body, "Look after this one.")
