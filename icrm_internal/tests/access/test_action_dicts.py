# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged

from odoo.addons.icrm_internal.models.access.actions import (
    open_action,
    open_dialog,
    open_form,
    open_list,
    show_message,
)


@tagged("post_install", "-at_install")
class TestActions(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Category = cls.env["icrm.service.category"].with_context(
            default_name="of the screen before", active_test=False
        )
        cls.category = cls.Category.create({"name": "Keys"})

    def test_form_and_dialog(self):
        action = open_form(self.category)
        self.assertEqual(action["res_id"], self.category.id)
        self.assertEqual(action["views"], [(False, "form")])
        self.assertEqual(action["context"], {})
        view = self.env.ref("icrm_internal.icrm_service_category_view_form")
        action = open_form(
            self.category, "icrm_internal.icrm_service_category_view_form"
        )
        self.assertEqual(action["views"], [(view.id, "form")])
        action = open_dialog(self.Category, "New", name="Doors")
        self.assertEqual((action["name"], action["target"]), ("New", "new"))
        self.assertEqual(action["context"], {"default_name": "Doors"})
        self.assertNotIn("res_id", action)

    def test_list(self):
        domain = [("id", "in", self.category.ids)]
        # The list is one of the model's, whichever record is at hand.
        action = open_list(self.category, "Categories", domain, views="kanban,list")
        self.assertEqual(action["views"], [(False, "kanban"), (False, "list")])
        self.assertEqual((action["domain"], action["context"]), (domain, {}))
        self.assertNotIn("res_id", action)

    def test_action_of_the_menu(self):
        xmlid = "icrm_internal.icrm_kpi_value_action"
        known = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        self.assertTrue(known["path"])
        self.assertNotEqual(known["views"][0][1], "form")
        action = open_action(self.env, xmlid, "Mine", first="form", domain=[])
        self.assertNotIn("path", action)
        self.assertEqual((action["name"], action["display_name"]), ("Mine", "Mine"))
        self.assertEqual(action["views"][0][1], "form")
        self.assertCountEqual(action["views"], known["views"])
        self.assertEqual(action["context"], known["context"])
        client = open_action(self.env, "icrm_internal.icrm_scorecard_action_comparison")
        self.assertEqual(client["type"], "ir.actions.client")

    def test_message(self):
        self.assertEqual(
            show_message("Done", then={"type": "ir.actions.act_window_close"}),
            {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": "Done",
                    "next": {"type": "ir.actions.act_window_close"},
                },
            },
        )
        params = show_message("Wrong", "danger", sticky=True)["params"]
        self.assertEqual(params, {"type": "danger", "message": "Wrong", "sticky": True})
