# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import IcrmCommon


@tagged("post_install", "-at_install")
class TestMyDepartments(IcrmCommon):
    def test_departments_follow_hr_at_once(self):
        self.assertEqual(self.it_head.icrm_department_ids, self.it)
        below = self.env["hr.department"].create(
            {"name": "Network", "parent_id": self.it.id}
        )
        self.env.invalidate_all()
        self.assertEqual(self.it_head.icrm_department_ids, self.it | below)
        self.it.manager_id = self.finance_head.sudo().employee_id
        self.env.invalidate_all()
        self.assertFalse(self.it_head.icrm_department_ids)
        self.assertEqual(
            self.finance_head.icrm_department_ids, self.it | below | self.finance
        )
