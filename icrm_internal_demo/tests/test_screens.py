# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

from odoo.addons.icrm_internal.measures import risk

#: Screens that may be empty for everybody, and why
EMPTY = {
    "icrm_internal.icrm_message_action_failed": "nothing fails in a company that works",
    "icrm_internal.helpdesk_ticket_tag_action": "services replace the tags",
    "icrm_internal_import.icrm_import_job_action": "the history is made, not imported",
    "icrm_internal_care.icrm_customer_risk_action": "on some days none is at risk",
}


@tagged("post_install", "-at_install")
class TestScreens(TransactionCase):
    """Every screen of the demo company shows something to a role that reaches it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("icrm_internal_demo/logins.txt") as lines:
            logins = [line.split("\t")[1] for line in lines if "\t" in line]
        users = cls.env["res.users"].search(
            [("login", "in", logins), ("share", "=", False)]
        )
        cls.users = users.sorted(lambda user: logins.index(user.login))

    def _get_menu_actions(self, user):
        """Return the actions of the entries of our menu that *user* sees."""
        Menu = self.env["ir.ui.menu"].with_user(user)
        root = self.env.ref("icrm_internal.icrm_menu_root")
        visible = Menu.load_menus(False)
        found, todo = [], [root.id]
        while todo:
            entry = visible.get(todo.pop())
            if entry:
                todo += entry["children"]
                if entry.get("action_id") or entry.get("action"):
                    found.append(Menu.sudo().browse(entry["id"]).action)
        return found

    def _read(self, action, user):
        """Return what *user* gets of *action*, None if it is no list."""
        if action._name == "ir.actions.server":
            values = action.with_user(user).run()
        else:
            values = action.sudo().read()[0]
        if not values or values.get("type") != "ir.actions.act_window":
            return None
        has_rows = any(kind != "form" for _id, kind in values["views"])
        return values if has_rows and values.get("target") != "new" else None

    def _evaluate(self, text, user):
        """Return what the web client makes of a domain or a context."""
        if not isinstance(text, str):
            return text or {}
        names = {
            "uid": user.id,
            "allowed_company_ids": user.company_ids.ids,
            "active_id": False,
            "active_ids": [],
            "context": {},
            "context_today": lambda: datetime.datetime.now(),
            "datetime": datetime,
            "relativedelta": dateutil.relativedelta.relativedelta,
            "time": time,
            "True": True,
            "False": False,
        }
        return safe_eval(text.strip() or "{}", names)

    def _look(self, values, user):
        """Return (how many records are shown first, the buttons above them)."""
        Model = self.env[values["res_model"]].with_user(user)
        context = self._evaluate(values.get("context"), user)
        views = [(id_, kind) for id_, kind in values["views"] if kind != "form"]
        search = values.get("search_view_id")
        views.append((search and search[0] or False, "search"))
        found = Model.with_context(**context).get_views(views)["views"]
        domain = Domain(self._evaluate(values.get("domain") or "[]", user) or [])
        domain &= self._get_filters(found["search"]["arch"], context, user)
        buttons = [
            int(name)
            for kind in ("list", "kanban")
            if kind in found
            for name in etree.fromstring(found[kind]["arch"]).xpath(
                "/*/header/button[@type='action']/@name"
            )
            if name.isdigit()
        ]
        return Model.with_context(**context).search_count(domain, limit=1), buttons

    def _get_filters(self, arch, context, user):
        """Return the domain of the filters that the screen begins with."""
        search = etree.fromstring(arch)
        # Filters beside each other widen, those of different groups narrow
        groups, group = [[]], search.xpath("//filter | //separator | //field")
        for node in group:
            if node.tag != "filter":
                groups.append([])
                continue
            if context.get(f"search_default_{node.get('name')}") and node.get("domain"):
                text = node.get("domain")
                try:
                    domain = literal_eval(text)
                except (ValueError, SyntaxError):
                    domain = self._evaluate(text, user)
                groups[-1].append(Domain(domain))
        return Domain.AND(Domain.OR(own) for own in groups if own)

    def test_no_screen_is_empty(self):
        shown, reached = {}, {}
        for user in self.users:
            todo = self._get_menu_actions(user)
            todo += [
                self.env.ref(link["opens"]["xmlid"])
                for link in self.env["icrm.home"].with_user(user).get_home()["links"]
            ]
            seen = set()
            while todo:
                action = todo.pop().sudo()
                if action.id in seen:
                    continue
                seen.add(action.id)
                try:
                    values = self._read(action, user)
                    if not values:
                        continue
                    count, buttons = self._look(values, user)
                except AccessError:
                    continue
                xmlid = values.get("xml_id") or action.xml_id
                reached.setdefault(xmlid, []).append(user.login)
                shown[xmlid] = shown.get(xmlid, 0) + count
                for id_ in buttons:
                    kind = self.env["ir.actions.actions"].sudo().browse(id_).type
                    todo.append(self.env[kind].browse(id_))
        self.assertGreater(len(shown), 60)
        for xmlid, count in shown.items():
            with self.subTest(screen=xmlid, reached_by=reached[xmlid]):
                self.assertTrue(count or xmlid in EMPTY)
        self.assertLessEqual(set(EMPTY), set(shown))

    def test_the_risk_of_a_miss_comes_true(self):
        """Learned from the older half it comes true in the newer one.

        Over ten days it was off by 0.023 to 0.046, and always shown. With 490 requests
        a half chance alone makes 0.03: on some day it may say that it is not shown.
        """
        check = self.env["icrm.risk.check"].search([("is_company", "=", True)])
        self.assertIn(check.state, (risk.SHOWN, risk.MISCALIBRATED), check.read())
        self.assertLess(check.error, 1.5 * risk.GREATEST_ERROR)
