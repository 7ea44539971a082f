# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestServiceTour(HttpCase, IcrmCommon):
    def test_manager_describes_tries_and_publishes_a_service(self):
        self.start_tour(
            "/odoo/internal-catalogue", "icrm_manager_service", login="icrm_it_head"
        )
        service = self.env["icrm.service"].search([("name", "=", "Headset")])
        self.assertRecordValues(
            service,
            [
                {
                    "state": "published",
                    "version": 1,
                    "department_id": self.it.id,
                    "owner_id": self.it_head.id,
                }
            ],
        )
        question, other = service.question_ids
        self.assertEqual(question["label"], "Which colour?")
        self.assertTrue(question["required"])
        self.assertRecordValues(
            other.condition_ids,
            [{"other_question_id": question.id, "operator": "=", "value": "Red"}],
        )
        form = service.with_user(self.staff).get_form()
        self.assertEqual(len(form["questions"]), 2)
        self.assertTrue(service.with_user(self.staff).has_access("read"))

    def test_staff_find_and_pin_a_service(self):
        article = self.env["icrm.service.article"].create(
            {
                "name": "Which one suits me?",
                "body": "<p>Light ones for travellers.</p>",
                "service_id": self.service.id,
            }
        )
        self._service("Aardvark stable")
        self._service("Zebra crossing")
        self.start_tour(
            "/odoo/internal-services", "icrm_staff_catalogue", login="icrm_staff"
        )
        self.assertTrue(self.service.with_user(self.staff).is_pinned)
        self.assertEqual(article.helped_count, 1)
