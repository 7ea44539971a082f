# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import os
import re
from pathlib import Path
from unittest import skipUnless

from odoo.tests import HttpCase, tagged

from .common import IcrmCommon

#: Where ./dev test installs it; elsewhere name the folder of the file.
AXE = Path(os.environ.get("DEV_ENV") or ".dev") / "axe/node_modules/axe-core/axe.min.js"
ADDONS = Path(__file__).parents[2]

#: What core draws around and between ours, and we cannot mend.
CORE = [
    ".o_main_navbar",
    ".o_control_panel",
    ".o_searchview",
    ".o_search_panel",
    ".o_list_record_selector",
    ".o_optional_columns_dropdown",
    ".o_list_actions_header",
    ".o-mail-Chatter",
    ".o_priority",
    ".o_avatar",
    ".o_m2o_avatar",
    ".o_portal_navbar",
    ".o_portal_search_panel",
    ".js_language_selector",
    ".o_notebook_headers",
    ".o_select_menu",
    ".o_tag",
    ".o_pivot",
    "header",
    "footer",
]
#: What core's widgets break in the midst of ours: attributes of its inputs, tables that
#: scroll.
CORE_RULES = [
    "aria-allowed-attr",
    "aria-prohibited-attr",
    "autocomplete-valid",
    "scrollable-region-focusable",
]
#: Where a side is meant: the WebKit that prints does not know "start" in heads.
SIDES = [
    ("icrm_internal/static/paper/paper.css", "text-align: left"),
    ("icrm_internal/static/paper/paper.css", "text-align: right"),
]
MAILS = ["icrm_campaign_templates.xml", "icrm_scorecard_templates.xml"]
#: Opens each page in a frame, or each action in the web client, and asks axe about it.
RUN = r"""
(async () => {
    const AXE = await (await fetch("%(axe)s")).text();
    const CORE = %(core)s;
    const barriers = [];
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const look = async (name, win, main) => {
        if (!win.axe) {
            win.eval(AXE);
        }
        const here = (selector) => win.document.querySelector(selector);
        const exclude = CORE.filter(here).map((selector) => [selector]);
        const context = {include: [[main]], exclude};
        const result = await win.axe.run(context, {
            resultTypes: ["violations"],
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
            rules: %(rules)s,
        });
        const bad = result.violations.filter((one) =>
            ["serious", "critical"].includes(one.impact));
        for (const one of bad) {
            const nodes = one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200));
            const found = `${one.id} (${one.nodes.length}): ${nodes.join(" | ")}`;
            barriers.push(`${name}: ${found}`);
        }
    };
    for (const page of %(pages)s) {
        const frame = document.createElement("iframe");
        frame.style.cssText = "width: 1200px; height: 900px";
        frame.src = page;
        const loaded = new Promise((resolve) => (frame.onload = resolve));
        document.body.appendChild(frame);
        await loaded;
        await wait(300);
        const win = frame.contentWindow;
        if (!win.document.querySelector("h1")) {
            barriers.push(`${page}: no heading of level 1`);
        }
        await look(page, win, "html");
        frame.remove();
    }
    for (const action of %(actions)s) {
        const service = odoo.__WOWL_DEBUG__.root.env.services.action;
        const [xmlid, viewType] = action.split("/");
        await service.doAction(xmlid, {clearBreadcrumbs: true, viewType});
        for (let turn = 0; turn < 50; turn += 1) {
            await wait(100);
            if (turn > 3 && !document.querySelector(".o_loading_indicator")) {
                break;
            }
        }
        await look(action, window, ".o_action_manager");
    }
    if (barriers.length) {
        throw new Error(barriers.join("\n"));
    }
    console.log("test successful");
})().catch((error) => console.error(String(error.stack || error)));
"""


@tagged("post_install", "-at_install")
class TestAxe(HttpCase, IcrmCommon):
    """No barrier of level serious or critical that is ours, on the main pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": "Broken",
                "description": "Broken",
                "icrm_service_id": cls.service.id,
                "partner_id": cls.staff.partner_id.id,
            }
        )

        if AXE.exists():
            cls.axe = cls.env["ir.attachment"].create(
                {"name": "axe.js", "raw": AXE.read_bytes(), "public": True}
            )

    def look_at(self, login, start, pages=(), actions=()):
        self.browser_js(
            start,
            RUN
            % {
                "axe": f"/web/content/{self.axe.id}",
                "core": json.dumps(CORE),
                "rules": json.dumps({rule: {"enabled": False} for rule in CORE_RULES}),
                "pages": json.dumps(pages),
                "actions": json.dumps([f"icrm_internal.{name}" for name in actions]),
            },
            "document.readyState === 'complete'"
            if start != "/odoo"
            else "odoo.isReady === true",
            login=login,
            timeout=150,
        )

    @skipUnless(AXE.exists(), "no axe-core; ./dev test brings it")
    def test_pages_without_login(self):
        pages = ["/complaint", "/complaint/new", "/survey/me", "/survey/thanks"]
        self.look_at(None, "/complaint", pages)

    @skipUnless(AXE.exists(), "no axe-core; ./dev test brings it")
    def test_portal_pages(self):
        pages = [
            "/my/services",
            f"/my/services/{self.service.id}",
            "/my/requests",
            f"/my/requests/{self.ticket.id}",
            "/my/surveys",
            "/my/ideas",
            "/my/profile",
        ]
        self.look_at(self.staff.login, "/my/services", pages)

    @skipUnless(AXE.exists(), "no axe-core; ./dev test brings it")
    def test_screens_of_a_head(self):
        """And of agents: a head has their screens, too."""
        actions = [
            "icrm_service_action_my",
            "helpdesk_ticket_action_my",
            "helpdesk_ticket_action_desk_open",
            "icrm_handover_action",
            "icrm_approval_action",
            "helpdesk_ticket_action_desk/form",
            "icrm_evaluation_sheet_action",
        ]
        self.look_at(self.it_head.login, "/odoo", actions=actions)

    @skipUnless(AXE.exists(), "no axe-core; ./dev test brings it")
    def test_screens_of_an_officer(self):
        actions = [
            "icrm_service_action_my",
            "icrm_service_action_all/form",
            "icrm_campaign_action/form",
            "icrm_evaluation_cycle_action/form",
            "icrm_need_action/form",
            "icrm_customer_action",
            "icrm_service_action_all",
            "icrm_relationship_action_matrix",
            "hr_department_action_overview_open",
            "icrm_scorecard_action_overview",
            "icrm_scorecard_action_comparison",
            "icrm_campaign_action",
            "icrm_complaint_action_my",
            "icrm_evaluation_score_action",
        ]
        self.look_at(self.officer.login, "/odoo", actions=actions)

    def test_icons_are_named(self):
        view = self.env.ref("icrm_internal.icrm_service_view_kanban_my")
        arch, _view = self.env["icrm.service"]._get_view(view.id, "kanban")
        self.assertIn("o_icrm", arch.get("class").split())
        pins = arch.xpath("//a[@name='action_pin']")
        self.assertEqual(len(pins), 2)
        for pin in pins:
            self.assertTrue(pin.get("title"))
            self.assertEqual(pin.get("aria-label"), pin.get("title"))
        arch, _view = self.env["res.partner"]._get_view(view_type="list")
        self.assertNotIn("o_icrm", arch.get("class", ""))

    def test_style_has_no_left_and_right(self):
        """Logical properties: what is at the start in one script ends the other."""
        side = re.compile(
            r"(?:^|[{;])\s*((?:[a-z]+-)*(?:left|right)(?:-[a-z]+)*\s*:"
            r"|(?:float|clear|text-align)\s*:\s*(?:left|right))",
            re.MULTILINE,
        )
        found = [
            (str(path.relative_to(ADDONS)), line)
            for kind in ("scss", "css")
            for path in ADDONS.glob(f"icrm_internal*/static/**/*.{kind}")
            for line in side.findall(path.read_text())
        ]
        self.assertEqual(sorted(found), SIDES)
        fixed = re.compile(
            r"\b(?:float|text)-(?:left|right)\b|\b[mp][lr]-(?:\d|auto)\b"
            r"|style=\"[^\"{]*(?:margin|padding|border)-(?:left|right)"
        )
        # Paper and mails are read by what knows no logical properties.
        for folder in ("static", "views", "wizards"):
            for path in ADDONS.glob(f"icrm_internal*/{folder}/**/*.xml"):
                if path.name not in MAILS:
                    found = fixed.findall(path.read_text())
                    self.assertEqual(found, [], path.relative_to(ADDONS))
