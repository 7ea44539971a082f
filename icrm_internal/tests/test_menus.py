# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime

import psycopg2
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import datetime as safe_datetime
from odoo.tools.safe_eval import dateutil, safe_eval, time

from .common import IcrmCommon
from .menu_budget import ROOT, MenuBudgetCommon

VISIT = """
(async () => {
    const { action, menu } = odoo.__WOWL_DEBUG__.root.env.services;
    const ids = [];
    const gather = (node) => {
        if (node.actionID) ids.push(node.id);
        node.childrenTree.forEach(gather);
    };
    const app = menu.getApps().find((one) => one.xmlid === "%s");
    gather(menu.getMenuAsTree(app.id));
    let now = "";
    const settled = async () => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        const wrong = document.querySelector(".o_error_dialog");
        if (wrong) throw new Error(`${now}: ${wrong.innerText}`);
    };
    for (const id of ids) {
        now = menu.getMenu(id).xmlid;
        await menu.selectMenu(id);
        await settled();
        const dialog = document.querySelector(".o_dialog .btn-close");
        if (dialog) {
            dialog.click();
            await settled();
            continue;
        }
        const kinds = [...document.querySelectorAll(".o_switch_view:not(.active)")].map(
            (one) => one.className.match(/o_(list|kanban|pivot|graph|calendar)/)?.[1]
        );
        for (const name of kinds) {
            if (!name) continue;
            now = `${menu.getMenu(id).xmlid} ${name}`;
            await action.switchView(name);
            await settled();
        }
    }
    console.log("visited " + ids.length + " menus");
    console.log("test successful");
})().catch((error) => console.error(error.data?.debug || error.message));
"""


class Visitor:
    """A user who opens every menu and uses what is there."""

    def __init__(self, env, user):
        self.env = env(user=user, context={"allowed_company_ids": user.company_ids.ids})

    def screens(self):
        """Yield ``(name, action)`` of all menus and of what their lists lead to."""
        seen = set()
        todo = list(self.actions())
        for name, action in todo:
            if action.get("id") in seen:
                continue
            seen.add(action.get("id"))
            yield name, action
            if action["type"] == "ir.actions.act_window":
                todo.extend(self.header_actions(name, action))

    def header_actions(self, name, action):
        """Yield what the buttons above the lists of *action* open."""
        model = self.env[action["res_model"]]
        for view_id, kind in action["views"]:
            if kind not in ("list", "kanban"):
                continue
            arch = etree.fromstring(model.get_view(view_id, kind)["arch"])
            for button in arch.findall("./header/button[@type='action']"):
                opened = self.env["ir.actions.actions"].sudo()
                opened = opened.browse(int(button.get("name")))
                opened = self.env[opened.type].browse(opened.id)
                if opened._name == "ir.actions.server":
                    found = opened.run()
                else:
                    found = opened.sudo()._get_action_dict()
                if found.get("target") != "new":
                    yield f"{name} > {button.get('string')}", found

    def actions(self):
        """Yield ``(menu, action)``, as the web client would get them."""
        menus = self.env["ir.ui.menu"].load_menus(False)
        todo = [menu["id"] for menu in menus.values() if menu.get("xmlid") == ROOT]
        for menu_id in todo:
            menu = menus[menu_id]
            todo.extend(menu["children"])
            model, action_id = menu["action_model"], menu["action_id"]
            if not action_id:
                assert menu["children"], f"{menu['name']} leads nowhere"
            elif model == "ir.actions.server":
                yield menu["name"], self.env[model].browse(action_id).run()
            else:
                action = self.env[model].sudo().browse(action_id)
                yield menu["name"], action._get_action_dict()

    def evaluate(self, expression):
        """Return the value of a domain or context as the web client computes it."""
        if not isinstance(expression, str):
            return expression
        return safe_eval(
            expression or "[]",
            {
                "uid": self.env.uid,
                "allowed_company_ids": self.env.companies.ids,
                "context_today": datetime.date.today,
                "current_date": str(datetime.date.today()),
                "datetime": safe_datetime,
                "relativedelta": dateutil.relativedelta.relativedelta,
                "time": time,
            },
        )

    def tries(self, action):
        """Yield ``(what, call)``: all that the screens of *action* can ask for."""
        context = self.evaluate(action.get("context") or "{}")
        model = self.env[action["res_model"]].with_context(**context)
        domain = self.evaluate(action.get("domain") or "[]")
        views = [list(view) for view in action["views"]]
        search = action.get("search_view_id") or False
        views.append([search[0] if search else False, "search"])
        described = model.get_views(views, {"action_id": action.get("id")})
        fields = described["models"][model._name]["fields"]
        for kind, view in described["views"].items():
            arch = etree.fromstring(view["arch"])
            if kind == "search":
                yield from self.search_tries(model, domain, arch)
            elif kind in ("pivot", "graph"):
                yield from self.measure_tries(model, domain, arch, fields)
            else:
                yield from self.read_tries(model, domain, kind, arch)

    def search_tries(self, model, domain, arch):
        for node in arch.iter("filter"):
            context = self.evaluate(node.get("context") or "{}")
            name = f"filter {node.get('name')}"
            if context.get("group_by"):
                group_by = [context["group_by"]]
                yield (
                    name,
                    lambda g=group_by: model.web_read_group(domain, g, ["__count"]),
                )
            elif node.get("domain"):
                narrowed = domain + self.evaluate(node.get("domain"))
                yield name, lambda d=narrowed: model.search_count(d)
        for node in arch.iter("field"):
            if node.get("filter_domain"):
                words = safe_eval(
                    node.get("filter_domain"), {"self": "a", "raw_value": "a"}
                )
            elif model._fields[node.get("name")].type in ("char", "text", "many2one"):
                words = [(node.get("name"), "ilike", "a")]
            else:
                continue
            yield (
                f"search {node.get('name')}",
                lambda d=domain + words: (model.search_count(d)),
            )

    def measure_tries(self, model, domain, arch, fields):
        hidden = {
            node.get("name") for node in arch.iter("field") if node.get("invisible")
        }
        measures = []
        for name in sorted(fields.keys() - hidden):
            field = fields[name]
            if field.get("aggregator") and field["type"] in ("integer", "float"):
                measures.append(f"{name}:{field['aggregator']}")
            if field.get("groupable") and field["type"] != "properties":
                group = name
                if field["type"] in ("date", "datetime"):
                    group += ":month"
                yield (
                    f"by {group}",
                    lambda g=group: model.formatted_read_group(
                        domain, [g], ["__count"]
                    ),
                )
        yield "measures", lambda: model.formatted_read_group(domain, [], measures)

    def read_tries(self, model, domain, kind, arch):
        shown = {
            node.get("name"): {}
            for node in arch.iter("field")
            if node.get("name") in model._fields
            and not any(above.tag == "field" for above in node.iterancestors())
        }
        if kind != "form":
            yield kind, lambda: model.web_search_read(domain, shown, limit=80)
            return
        yield kind, lambda: model.search(domain, limit=1).web_read(shown)
        if arch.get("create") != "0" and model.has_access("create"):
            yield "new", lambda: model.onchange({}, [], shown)


class MenusCommon(IcrmCommon):
    """The small company, everybody employed in it, and one request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id}
                for user in (cls.officer, cls.admin_user, cls.auditor, cls.desk)
            ]
        )
        cls.service.with_user(cls.staff).submit_request({"name": "Broken screen"})


@tagged("post_install", "-at_install")
class TestMenus(MenusCommon):
    """No user sees a menu, filter or measure that is broken or not for them."""

    def _visit(self, user):
        """Open all as *user*; return the names of the visible menus."""
        visitor, seen, done = Visitor(self.env, user), [], set()
        for menu, action in visitor.screens():
            seen.append(menu)
            if action["type"] != "ir.actions.act_window":
                continue
            for what, call in visitor.tries(action):
                # The pivot and the graph of one action ask for the same.
                if (menu, what) in done:
                    continue
                done.add((menu, what))
                with self.subTest(user=user.login, menu=menu, what=what):
                    try:
                        call()
                    except (AccessError, UserError, ValueError) as error:
                        self.fail(f"{menu}, {what}: {error}")
        return seen

    def test_every_role_can_use_what_it_sees(self):
        seen = {}
        for name in (
            "staff",
            "agent",
            "it_head",
            "officer",
            "admin_user",
            "auditor",
            "desk",
        ):
            seen[name] = self._visit(getattr(self, name))
        self.assertIn("My Requests", seen["staff"])
        self.assertNotIn("Service Desk", seen["staff"])
        self.assertIn("Service Desk", seen["agent"])
        self.assertNotIn("Departments", seen["agent"])
        self.assertIn("Departments", seen["it_head"])
        self.assertIn("Departments > Commitments Received", seen["it_head"])
        self.assertTrue(
            [s for s in seen["officer"] if s.endswith("Segments > Interests")]
        )
        self.assertFalse([s for s in seen["it_head"] if s.endswith("> Interests")])
        self.assertIn("Access Log", seen["auditor"])
        self.assertNotIn("Access Log", seen["admin_user"])
        self.assertIn("Complaint Desk", seen["desk"])
        self.assertNotIn("Complaint Desk", seen["admin_user"])


@tagged("post_install", "-at_install")
class TestMenuBudget(MenuBudgetCommon):
    """As many menu entries as were agreed, and no two for the same."""

    def test_budget(self):
        found = self._check_budget()
        self.assertGreaterEqual(found["staff"], (1, 5))

    def test_staff_meet_services_only(self):
        sections, _screens = self._get_menus(self.staff)
        self.assertEqual([menu["name"] for menu in sections], ["Services"])

    def test_order_of_the_sections(self):
        sections, _screens = self._get_menus(self.admin_user)
        self.assertEqual(
            [menu["name"] for menu in sections],
            [
                "Services",
                "Desk",
                "Relationships",
                "Surveys",
                "Performance",
                "Improve",
                "Configuration",
            ],
        )


@tagged("post_install", "-at_install")
class TestMenusInBrowser(HttpCase, MenusCommon):
    """Each menu and each of its views draws itself without an error dialog."""

    def test_administrator_visits_every_screen(self):
        self.browser_js(
            "/odoo",
            VISIT % ROOT,
            "odoo.isReady === true",
            login="icrm_admin_user",
            timeout=120,
        )


@tagged("post_install", "-at_install")
class TestKanbanColumns(IcrmCommon):
    def test_a_new_card_is_in_the_column_it_was_typed_into(self):
        """Else it shows in "Done" until a reload, and is in the first one."""
        views = self.env["ir.ui.view"].search(
            [("type", "=", "kanban"), ("mode", "=", "primary")]
        )
        for view in views:
            if not (view.xml_id or "").startswith("icrm_internal"):
                continue
            arch = etree.fromstring(view.get_combined_arch())
            name = arch.get("default_group_by")
            field = self.env[view.model]._fields.get(name)
            if not field or field.type != "selection":
                continue
            if "0" in (arch.get("create"), arch.get("quick_create")):
                continue
            with self.subTest(view=view.xml_id):
                self.assertFalse(field.readonly)
                for value, _label in field.selection:
                    for user in (self.officer, self.it_head, self.staff):
                        self._check_card(user, view.model, name, value)

    def _check_card(self, user, model, name, value):
        Model = self.env[model].with_user(user)
        try:
            with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                new_id, _label = Model.with_context(
                    **{f"default_{name}": value}
                ).name_create("Typed into a column")
        except (UserError, psycopg2.Error):
            return  # the web client says it, or opens the form
        self.assertEqual(Model.browse(new_id)[name], value)
