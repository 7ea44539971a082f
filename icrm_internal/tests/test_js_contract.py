# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from pathlib import Path

from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged

CALL = re.compile(r'orm\.call\(\s*"([\w.]+)",\s*(?:"(\w+)"|\w+)')
# Methods handed to a function of the component that calls one of its model.
HANDED = re.compile(r"""this\.(?:run|call)\(\s*["'](\w+)["']""")
REGISTERED = re.compile(r'category\("(\w+)"\)\s*\.add\(\s*"([\w.]+)"')
# What views and actions use of ours.
WIDGET = re.compile(r'widget="(icrm_\w+)"')
VIEW_WIDGET = re.compile(r'<widget name="(icrm_\w+)"')


@tagged("post_install", "-at_install")
class TestJsContract(TransactionCase):
    """Names that JavaScript and the server share; Hoot's mock server knows any name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        installed = cls.env["ir.module.module"]._installed()
        cls.addons = [name for name in installed if name.startswith("icrm_internal")]
        cls.components = [
            path
            for name in cls.addons
            for path in Path(Manifest.for_addon(name).path).glob("static/src/**/*.js")
        ]
        cls.registered = {
            found
            for path in cls.components
            for found in REGISTERED.findall(path.read_text("utf-8"))
        }

    def test_methods_exist(self):
        found = set()
        for path in self.components:
            text = path.read_text("utf-8")
            calls = CALL.findall(text)
            found.update(call for call in calls if call[1])
            template = path.with_name(path.name.split(".")[0] + ".xml")
            if template.exists():
                text += template.read_text("utf-8")
            found.update(
                (model, name)
                for model, method in calls
                if not method
                for name in HANDED.findall(text)
            )
        self.assertGreater(len(found), 8)
        for model, name in sorted(found):
            with self.subTest(model=model, method=name):
                method = getattr(type(self.env[model]), name, None)
                self.assertTrue(callable(method))
                self.assertFalse(getattr(method, "_api_private", False))

    def test_actions_are_registered(self):
        tags = self.env["ir.actions.client"].search([("tag", "=like", "icrm\\_%")])
        self.assertTrue(tags)
        for tag in tags.mapped("tag"):
            self.assertIn(("actions", tag), self.registered)

    def test_widgets_are_registered(self):
        views = self.env["ir.ui.view"].search([("arch_db", "like", "icrm_")])
        used = {
            (category, name)
            for view in views
            for category, pattern in (("fields", WIDGET), ("view_widgets", VIEW_WIDGET))
            for name in pattern.findall(view.arch_db or "")
        }
        self.assertGreater(len(used), 5)
        self.assertEqual(used - self.registered, set())
