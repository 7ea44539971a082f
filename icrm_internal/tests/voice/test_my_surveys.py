# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...models.voice import codes
from .ballot_common import BallotCommon

# The page has no framework, hence no tour: an employee's thumbs, in plain steps, inside
# a frame of a phone's width.
ANSWER = """
(async () => {
    const until = async (what, get) => {
        for (let time = 0; time < 100; time++) {
            try {
                const found = get();
                if (found) return found;
            } catch {}
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`waited for ${what}`);
    };
    const open = async (path) => {
        document.querySelector("iframe")?.remove();
        const frame = document.createElement("iframe");
        frame.style.width = "390px";
        frame.style.height = "844px";
        frame.src = path;
        document.body.append(frame);
        await until(path, () => frame.contentDocument.querySelector(".o_icrm_survey"));
        const page = () => frame.contentDocument;
        const find = (what) => until(what, () => page().querySelector(what));
        return { page, find };
    };
    const check = (right, what) => {
        if (!right) throw new Error(what);
    };
    let { page, find } = await open("%(path)s");
    await until("progress", () => page().body.innerText.includes("0 of 2 questions"));
    check(page().documentElement.scrollWidth <= 390, "wider than the phone");
    for (const scale of page().querySelectorAll(".o_icrm_survey_scale")) {
        check(scale.getBoundingClientRect().right <= 390, "a scale is cut off");
    }
    (await find("[name='%(speed)s'][value='4']")).click();
    const nps = await find("[name='%(nps)s'][value='9']");
    nps.click();
    const words = await find("[name='%(text)s']");
    words.value = "Quick and friendly";
    words.dispatchEvent(new Event("input", { bubbles: true }));
    await until("progress", () => page().body.innerText.includes("1 of 2 questions"));
    // Sent too early: the second department is missing; nothing typed is lost.
    await until("saved", () => page().body.innerText.includes("Saved on this device"));
    (await find("form [name=send]")).click();
    await until("refusal", () => page().body.innerText.includes("Missing answers: 1"));
    check(page().querySelector("[name='%(nps)s'][value='9']").checked, "a lost answer");
    // The tab is loaded again from the link: the draft is still there.
    ({ page, find } = await open("%(path)s"));
    await until("draft", () => page().body.innerText.includes("1 of 2 questions"));
    check(
        page().querySelector("[name='%(text)s']").value === "Quick and friendly",
        "a lost text"
    );
    (await find("[name='%(skip)s']")).click();
    await until("fold", () => page().body.innerText.includes("1 of 1 question"));
    (await find("form [name=send]")).click();
    await until("thanks", () => page().body.innerText.includes("for your answer"));
    check(
        ![...Object.keys(sessionStorage), ...Object.keys(localStorage)].some((key) =>
            key.startsWith("icrm_survey/")
        ),
        "the draft is still there"
    );
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""
# Two surveys in two tabs; the link again, load again, another link in the same tab.
TABS = """
(async () => {
    const until = async (what, get) => {
        for (let time = 0; time < 100; time++) {
            try {
                const found = get();
                if (found) return found;
            } catch {}
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`waited for ${what}`);
    };
    const open = (path) => {
        const frame = document.createElement("iframe");
        frame.src = path;
        document.body.append(frame);
        const tab = frame.contentWindow;
        const says = (words) =>
            until(words, () => tab.document.body.innerText.includes(words));
        const find = (what) => until(what, () => tab.document.querySelector(what));
        return { tab, says, find };
    };
    const first = open("%(first)s");
    const second = open("%(second)s");
    await first.says("Spring");
    await second.says("Other");
    (await first.find("[name^=skip-]")).click();
    (await first.find("form [name=send]")).click();
    await first.says("Thank you for your answer");
    await open("%(first)s").says("already answered this survey");
    second.tab.location.reload();
    await second.says("Other");
    await second.find(".o_icrm_survey_form");
    first.tab.location.href = "%(second)s";
    await first.says("Other");
    await first.find("form.o_icrm_survey_form");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestMySurveys(HttpCase, BallotCommon):
    """What staff are asked, and whether they have answered; visible to themselves
    only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(
            cls.staff | cls.colleague, subjects=cls.it | cls.finance
        )
        cls.mine = cls._participant(cls.campaign, cls.staff)

    def _states(self, user):
        self.env.invalidate_all()
        rows = (
            self.env["icrm.campaign.participant"]
            .with_user(user)
            .search([("my_state", "in", ("open", "done", "closed"))])
        )
        return {row.campaign_name: row.my_state for row in rows}

    def test_states(self):
        other = self._campaign(self.staff, name="Other", protection="identified")
        draft = self._campaign(self.staff, name="Draft")
        draft._write_workflow({"state": "draft"})
        self.assertEqual(self._states(self.staff), {"Spring": "open", "Other": "open"})
        self.mine._submit(dict.fromkeys(self.campaign.subject_ids.ids))
        self.assertEqual(self._states(self.staff), {"Spring": "done", "Other": "open"})
        other._write_workflow({"state": "closed"})
        self.campaign._decrypt_boxes()
        self.campaign._destroy_boxes()
        self.campaign._write_workflow({"state": "closed"})
        self.assertEqual(
            self._states(self.staff), {"Spring": "done", "Other": "closed"}
        )
        self.assertEqual(self._states(self.colleague), {"Spring": "closed"})
        self.assertEqual(self._states(self.agent), {})

    def test_told_to_oneself_only(self):
        """Who asks every minute whether others have answered would learn when."""
        self.mine._submit(dict.fromkeys(self.campaign.subject_ids.ids))
        self.assertFalse(self.mine.with_user(self.officer).my_state)
        self.assertFalse(self.mine.with_user(self.officer).answered)
        self.assertEqual(self._states(self.officer), {})
        with self.assertRaises(AccessError):
            self.mine.with_user(self.colleague).read(["my_state"])

    def test_the_button(self):
        action = self.mine.with_user(self.staff).action_answer()
        # In the same tab, on the address that the reader came by
        self.assertEqual(action["target"], "self")
        self.assertEqual(action["url"], f"/survey/me#code={codes.get_code(self.mine)}")
        with self.assertRaisesRegex(UserError, "for invited people only"):
            self.mine.with_user(self.officer).action_answer()
        with self.assertRaises(AccessError):
            self.mine.with_user(self.colleague).action_answer()
        self.mine._submit(dict.fromkeys(self.campaign.subject_ids.ids))
        with self.assertRaisesRegex(UserError, "already answered this survey"):
            self.mine.with_user(self.staff).action_answer()

    def test_in_the_portal(self):
        """An employee with a portal user finds their own surveys, and no more."""
        employee = self.env["hr.employee"].create(
            {"name": "Outdoors", "department_id": self.finance.id}
        )
        employee.work_contact_id = self.portal_user.partner_id
        customer = self.env["icrm.customer"].search([("employee_id", "=", employee.id)])
        self.assertEqual(customer.user_id, self.portal_user)
        mine = self._campaign(customer, name="Outdoors").participant_ids
        self.authenticate(self.portal_user.login, self.portal_user.login)
        page = self.url_open("/my/surveys").text
        self.assertIn(codes.get_link(mine), page)
        self.assertNotIn("Spring", page)
        mine._submit(dict.fromkeys(mine._get_subjects().ids))
        page = self.url_open("/my/surveys").text
        self.assertNotIn(codes.get_code(mine), page)
        self.assertIn("Answered", page)
        self.authenticate(self.agent.login, self.agent.login)
        self.assertIn("No surveys yet", self.url_open("/my/surveys").text)

    def test_an_employee_answers_on_a_phone(self):
        self.browser_size = "390x844"
        first, second = self.campaign.subject_ids
        code = codes.get_code(self.mine)
        self.browser_js(
            "/survey/me",
            ANSWER
            % {
                "path": f"/survey/me#code={code}",
                "speed": f"a-{first.id}-{self.q_speed.id}",
                "nps": f"a-{first.id}-{self.q_nps.id}",
                "text": f"a-{first.id}-{self.q_text.id}",
                "skip": f"skip-{second.id}",
            },
            ready="document.readyState === 'complete'",
            login=self.staff.login,
            timeout=60,
        )
        self.env.invalidate_all()
        self.assertEqual(self.campaign.participant_ids._get_answered(), self.mine)
        (sheet,), (text,) = self.campaign._decrypt_boxes()
        self.assertEqual(sheet["a"], {self.q_speed.id: 4, self.q_nps.id: 9})
        self.assertEqual(text["t"], "Quick and friendly")

    def test_two_tabs_and_again(self):
        other = self._campaign(
            self.staff, name="Other", subjects=self.it | self.finance
        ).participant_ids
        self.mine.subject_ids = self.mine.subject_ids[:1]
        paths = [
            codes.get_link(person).split("/survey")[1] for person in (self.mine, other)
        ]
        asked, serve = set(), http.Application.__call__

        def note(app, environ, start_response):
            names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_REFERER")
            asked.add(" ".join(environ.get(name, "") for name in names))
            return serve(app, environ, start_response)

        with patch.object(http.Application, "__call__", note):
            self.browser_js(
                "/survey/me",
                TABS % {"first": f"/survey{paths[0]}", "second": f"/survey{paths[1]}"},
                ready="document.readyState === 'complete'",
                timeout=60,
            )
        self.assertTrue([line for line in asked if line.startswith("POST /survey/me ")])
        for one in (self.mine, other):
            self.assertNotIn(codes.get_code(one), str(asked), "no log has a code")
