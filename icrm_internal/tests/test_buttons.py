# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    """What the web client does with a view that the server finds valid."""

    def _get_archs(self, *types):
        views = self.env["ir.ui.view"].search(
            Domain("type", "in", types)
            & Domain("mode", "=", "primary")
            & Domain("model", "=like", "icrm.%")
        )
        return [(view, view._get_combined_arch()) for view in views]

    def test_one_header(self):
        """Of two headers the client shows the last; the others' buttons are lost."""
        for view, arch in self._get_archs("list", "kanban"):
            with self.subTest(view=view.xml_id):
                self.assertLessEqual(len(arch.xpath("/*/header")), 1)

    def test_buttons_of_records(self):
        """The client sends the ids: a method of the model alone refuses them."""
        for view, arch in self._get_archs("list", "kanban", "form"):
            model = self.env.registry.get(view.model)
            for button in arch.iter("button"):
                method = button.get("type") == "object" and getattr(
                    model, button.get("name"), None
                )
                with self.subTest(view=view.xml_id, button=button.get("name")):
                    self.assertFalse(getattr(method, "_api_model", False))

    def test_days_of_moments(self):
        """The client knows "date" for days only: a moment would show its time."""
        for view, arch in self._get_archs("list", "kanban", "form"):
            for node in arch.iter("field"):
                if node.get("widget") != "date":
                    continue
                model = self.env[view.model]
                for outer in reversed(list(node.iterancestors("field"))):
                    model = self.env[model._fields[outer.get("name")].comodel_name]
                with self.subTest(view=view.xml_id, field=node.get("name")):
                    self.assertEqual(model._fields[node.get("name")].type, "date")

    def test_cards_of_shares(self):
        """What a list shows in percent is no fraction of one on a phone."""
        arch = self.env["icrm.external.delay.report"].get_view(view_type="kanban")[
            "arch"
        ]
        share = etree.fromstring(arch).find(".//field[@name='inside_share']")
        self.assertEqual(share.get("widget"), "percentage")

    def test_means_below_a_list(self):
        """The client takes a missing value for zero, so only what is never missing."""
        known = {("icrm.request.step.report", "hours")}
        for view, arch in self._get_archs("list"):
            for column in arch.xpath("//field[@avg]"):
                field = self.env[view.model]._fields[column.get("name")]
                if field._module == "icrm_internal":
                    with self.subTest(view=view.xml_id, field=field.name):
                        self.assertIn((view.model, field.name), known)
