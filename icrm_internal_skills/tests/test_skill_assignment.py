# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from lxml import etree

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestSkillAssignment(IcrmCommon):
    def test_requests_go_to_who_has_the_skill(self):
        mate = self._user("mate", self.it, "icrm_internal.group_icrm_agent")
        self.it_team.write(
            {"user_ids": [Command.link(mate.id)], "icrm_assignment": "competence"}
        )
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Machines",
                "skill_ids": [Command.create({"name": "Laptops"})],
                "skill_level_ids": [
                    Command.create({"name": "Well", "level_progress": 80})
                ],
            }
        )
        self.category.skill_ids = kind.skill_ids
        skill = self.env["hr.employee.skill"].create(
            {
                "employee_id": mate.sudo().employee_id.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": kind.skill_level_ids.id,
            }
        )

        def assignee():
            service = self.service.with_user(self.staff)
            return service.submit_request({"name": "Broken"}).sudo().user_id

        self.assertEqual([assignee(), assignee()], [mate, mate])
        Ticket = self.env["helpdesk.ticket"].with_user(mate)
        self.assertEqual(Ticket.search_count([("icrm_is_my_specialty", "=", True)]), 2)
        # A queue per skill: the search of the desk finds by it.
        view = self.env.ref("icrm_internal.helpdesk_ticket_view_search_desk")
        arch = etree.fromstring(Ticket.get_view(view.id, "search")["arch"])
        node = arch.find(".//field[@string='Skill']")
        for word, count in (("lapt", 2), ("forklift", 0)):
            domain = safe_eval(node.get("filter_domain"), {"self": word})
            self.assertEqual(Ticket.search_count(domain), count)
        # It ended yesterday: by load.
        today = fields.Date.today()
        skill.write(
            {"valid_from": today - timedelta(9), "valid_to": today - timedelta(1)}
        )
        self.assertEqual(assignee(), self.agent)
