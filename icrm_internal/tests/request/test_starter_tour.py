# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from ...models.catalogue import starter
from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestStarterTour(HttpCase, RequestCommon):
    """The starter catalogue in a browser: switched on, then requested in Chinese."""

    def test_administrator_switches_it_on(self):
        self.finance.active = False
        self.env["hr.department"].search(
            [("id", "!=", self.it.id)]
        ).active = False  # one kind is enough to look at
        self.start_tour(
            "/odoo/internal-crm-setup", "icrm_starter_admin", login="icrm_admin_user"
        )
        created = self.env["icrm.service"].search([("starter_code", "!=", False)])
        it = [s for s in starter.get_services().values() if s["kind"] == "it"]
        self.assertEqual(len(created), len(it))
        self.assertEqual(set(created.mapped("state")), {"published"})

    def test_a_request_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.staff.lang = "zh_CN"
        dialog = self.env["icrm.starter"].with_user(self.admin_user).create({})
        for line in dialog.department_ids:
            line.is_used = line.kind == "hr"
            line.member_ids = self.agent
        dialog.action_next()
        for line in dialog.service_ids:
            line.is_selected = line.code == "employment_certificate"
        dialog.service_ids[:1].starter_id.action_apply()
        self.start_tour(
            "/odoo/internal-services", "icrm_starter_chinese", login="icrm_staff"
        )
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "办理签证用")])
        self.assertEqual(ticket.icrm_service_id.starter_code, "employment_certificate")
        self.assertEqual(ticket.icrm_beneficiary_id, self.requester)

    def _kinds(self, spec):
        """Return what a form has that another may not have."""
        return {
            (row["type"], bool(row["required"]), bool(row["show_if"]))
            for question in spec["questions"]
            for row in (question, *question["columns"])
        }

    def test_every_kind_of_form_is_filled_in_chinese(self):
        """From their cards, through the dialog; in one session.

        Each service is requested in ``test_starter``, without a browser.
        """
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["icrm_internal"], ["zh_CN"])
        self.staff.lang = "zh_CN"
        self.env["icrm.service"].search([]).active = False
        dialog = self.env["icrm.starter"].with_user(self.admin_user).create({})
        for line in dialog.department_ids:
            line.is_used = True
            line.member_ids = line.member_ids or self.agent
        dialog.action_next()
        dialog.action_apply()
        specs, seen = {}, set()
        for code, spec in starter.get_services().items():
            if kinds := self._kinds(spec) - seen:
                seen |= kinds
                specs[code] = spec
        self.assertGreater(len(specs), 6)
        services = self.env["icrm.service"].search([("starter_code", "!=", False)])
        services.filtered(lambda s: s.starter_code not in specs).active = False
        self.start_tour(
            "/odoo/internal-services",
            "icrm_starter_all_chinese",
            login="icrm_staff",
            timeout=600,
        )
        # Without the steps that some of them begin
        requests = self.env["helpdesk.ticket"].search(
            [
                ("icrm_service_id.starter_code", "!=", False),
                ("icrm_parent_id", "=", False),
            ]
        )
        self.assertEqual(
            {ticket.icrm_service_id.starter_code: ticket.name for ticket in requests},
            {code: f"测试：{spec['zh_CN']}" for code, spec in specs.items()},
        )
        self.assertEqual(len(requests), len(specs))
        for ticket in requests:
            with self.subTest(service=ticket.icrm_service_id.starter_code):
                self.assertEqual(ticket.icrm_beneficiary_id, self.requester)
                self.assertTrue(ticket.icrm_form_answers)
                self.assertTrue(ticket.icrm_due_at)
