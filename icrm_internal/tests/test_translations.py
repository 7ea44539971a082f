# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import IcrmCommon


@tagged("post_install", "-at_install")
class TestTranslations(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["res.lang"]._activate_lang("zh_TW")
        cls.env["ir.module.module"]._load_module_terms(
            ["icrm_internal"], ["zh_CN", "zh_TW"]
        )

    def test_menus_views_and_fields_are_chinese(self):
        menu = self.env.ref("icrm_internal.icrm_service_action_my")
        self.assertEqual(menu.with_context(lang="zh_CN").name, "首页")
        self.assertEqual(menu.with_context(lang="zh_TW").name, "首頁")
        labels = self.env["icrm.relationship"].with_context(lang="zh_TW").fields_get()
        self.assertEqual(labels["customer_department_id"]["string"], "客戶部門")

    def test_stages_of_the_help_desk_are_chinese_too(self):
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        self.assertEqual(stage.with_context(lang="zh_CN").name, "处理中")
        self.assertEqual(stage.with_context(lang="zh_TW").name, "處理中")

    def test_a_stage_named_by_the_company_keeps_its_name(self):
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        stage.with_context(lang="zh_CN").name = "刚收到"
        self.env["ir.module.module"]._load_module_terms(["icrm_internal"], ["zh_CN"])
        stage.invalidate_recordset()
        self.assertEqual(stage.with_context(lang="zh_CN").name, "刚收到")

    def test_a_refusal_speaks_the_language_of_its_reader(self):
        self.staff.lang = "zh_CN"
        searching = self.env["icrm.service"].with_user(self.staff)
        with self.assertRaisesRegex(UserError, "搜索内容须为文本"):
            searching.with_context(lang="zh_CN").search_catalogue(query=["laptop"])

    def test_priorities_are_chinese_wherever_they_are_chosen(self):
        for model in ("icrm.agreement.line", "icrm.service.promise"):
            fields = self.env[model].with_context(lang="zh_CN").fields_get(["priority"])
            self.assertIn(("1", "中"), fields["priority"]["selection"])
