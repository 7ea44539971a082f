# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.icrm_internal_improvement.tests.improvement_common import (
    ImprovementCommon,
)


@tagged("post_install", "-at_install")
class TestSkills(ImprovementCommon):
    def test_need_tells_who_can_it_already(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Talking",
                "skill_ids": [Command.create({"name": "Listening"})],
                "skill_level_ids": [
                    Command.create({"name": "Well", "level_progress": 80})
                ],
            }
        )
        competence = self.env.ref("icrm_internal_improvement.competence_communication")
        need = self.env["icrm.training.need"].create(
            {"department_id": self.it.id, "competence_id": competence.id}
        )
        self.assertFalse(need.skill_text)
        competence.skill_ids = kind.skill_ids
        people = self.env["hr.employee"].search([("department_id", "=", self.it.id)])
        self.env["hr.employee.skill"].create(
            {
                "employee_id": people[0].id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": kind.skill_level_ids.id,
            }
        )
        self.env.flush_all()
        need = need.with_user(self.it_head)
        need.invalidate_recordset()
        self.assertEqual(need.skill_text, f"1 of {len(people)} people")
        self.assertEqual(need.skill_ids, kind.skill_ids)
