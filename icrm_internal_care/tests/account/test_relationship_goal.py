# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestRelationshipGoal(IcrmCommon):
    """Both heads write a shared goal; other departments see none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.relationship = cls.env["icrm.relationship"].create(
            {
                "provider_department_id": cls.it.id,
                "customer_department_id": cls.finance.id,
                "company_id": cls.company.id,
            }
        )
        cls.goal = (
            cls.env["icrm.relationship.goal"]
            .with_user(cls.finance_head)
            .create(
                {
                    "name": "First day ready",
                    "relationship_id": cls.relationship.id,
                    "target_date": date.today() + timedelta(days=3),
                    "provider_owner_id": cls.it_head.id,
                }
            )
        )
        legal = cls.env["hr.department"].create({"name": "Legal"})
        cls.other_head = cls._user(
            "other_head", legal, "icrm_internal.group_icrm_manager"
        )
        legal.manager_id = cls.other_head.sudo().employee_id

    def test_both_heads_write_and_review(self):
        self.goal.with_user(self.it_head).measure = "95 %"
        self.goal.with_user(self.it_head).action_review()
        self.assertTrue(self.goal.reviewed_on)
        with self.assertRaisesRegex(UserError, "required to close"):
            self.goal.with_user(self.finance_head).state = "reached"
        self.goal.with_user(self.finance_head).write(
            {"state": "reached", "result": "97 %"}
        )
        self.assertEqual(self.goal.state, "reached")

    def test_other_departments_are_refused(self):
        for user in (self.other_head, self.staff, self.desk):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.goal.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            self.env["icrm.relationship.goal"].with_user(self.other_head).create(
                {
                    "name": "Mine",
                    "relationship_id": self.relationship.id,
                    "target_date": "2199-01-01",
                }
            )
        with self.assertRaises(AccessError):
            self.goal.with_user(self.agent).action_review()

    def test_review_date_is_the_application_s(self):
        with self.assertRaises(UserError):
            self.goal.with_user(self.it_head).reviewed_on = "2020-01-01"

    def test_owner_is_reminded_once(self):
        Goal = self.env["icrm.relationship.goal"]
        Goal._cron_remind()
        Goal._cron_remind()
        self.assertEqual(self.goal.activity_ids.user_id, self.it_head)
        self.assertEqual(len(self.goal.activity_ids), 1)
