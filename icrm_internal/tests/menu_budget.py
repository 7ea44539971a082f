# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How many menu entries each role may meet, whatever addons are installed."""

from .common import IcrmCommon

ROOT = "icrm_internal.icrm_menu_root"

# {role: (sections, screens)} at most; before this budget existed the screens were
# staff 22, desk 26, agent 28, head 52, auditor 55, officer 63, administrator 74.
BUDGET = {
    "staff": (1, 5),
    "desk": (7, 8),
    "agent": (7, 12),
    "it_head": (7, 22),
    "auditor": (7, 26),
    "officer": (7, 26),
    "admin_user": (7, 38),
}


class MenuBudgetCommon(IcrmCommon):
    """Counts what the web client shows each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.ui.menu"]._icrm_show_to_all()
        # Settings are shown to the administrator of the database.
        cls.admin_user.group_ids += cls.env.ref("base.group_system")

    def _get_menus(self, user):
        """Return ``(sections, screens)``: menus as the web client gets them."""
        env = self.env(user=user, context={})
        menus = env["ir.ui.menu"].load_menus(False)
        (root,) = [menu for menu in menus.values() if menu.get("xmlid") == ROOT]
        sections = [menus[menu_id] for menu_id in root["children"]]
        screens, todo = [], list(sections)
        for menu in todo:
            children = [menus[menu_id] for menu_id in menu["children"]]
            todo.extend(children)
            if not children:
                screens.append(menu)
        return sections, screens

    def _check_budget(self):
        found = {}
        for name, (most_sections, most_screens) in BUDGET.items():
            sections, screens = self._get_menus(getattr(self, name))
            found[name] = (len(sections), len(screens))
            with self.subTest(role=name):
                self.assertLessEqual(len(sections), most_sections)
                self.assertLessEqual(
                    len(screens), most_screens, [menu["name"] for menu in screens]
                )
                self._check_no_twins(screens)
        return found

    def _check_no_twins(self, screens):
        names = [menu["name"] for menu in screens]
        self.assertEqual(len(names), len(set(names)), names)
        actions = [(menu["action_model"], menu["action_id"]) for menu in screens]
        self.assertEqual(len(actions), len(set(actions)), names)
