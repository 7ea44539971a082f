# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from ...models.voice import codes
from .ballot_common import BallotCommon
from .test_pulse_page import OPEN

# 51 questions on a phone: interrupted three times, on two devices, one gap at the end.
STEPS = """
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const all = (what) => [...page().querySelectorAll(what)];
    const step = () => find(".o_icrm_survey_step:not(.d-none)");
    const label = () => find(".o_icrm_survey_nav [data-template]").textContent;
    const enter = (input) =>
        input.dispatchEvent(new frame.contentWindow.Event("input", {bubbles: true}));
    const touch = (input) => {
        input.checked = true;
        enter(input);
    };
    const answer = (leave = 0) => {
        for (const question of [...step().querySelectorAll("fieldset")].slice(leave)) {
            const radio = question.querySelector("[type=radio][value='4']");
            if (radio) touch(radio);
        }
        for (const points of step().querySelectorAll(".o_icrm_survey_points")) {
            points.value = "20";
            enter(points);
        }
        fits();
    };
    const saved = () => until("saved", () => shown("[data-state=server]"));
    const open = async (name) => {
        frame.remove();
        // what is typed last is on its way
        await wait(1500);
        localStorage.clear();
        sessionStorage.clear();
        frame.src = "%(path)s".replace("me#", `me?${name}#`);
        document.body.append(frame);
        await until(name, () => shown(".o_icrm_survey_progress"));
    };
    await open("phone");
    check(says("0 of 50 questions, about 10 min left"), "only what must be answered");
    check(label() === "Page 1 of 6", label());
    const height = page().documentElement.scrollHeight / 844;
    check(height < 4, `a page of ${height} screens`);
    for (const key of step().querySelectorAll(".o_icrm_survey_scale span")) {
        const box = key.getBoundingClientRect();
        check(Math.min(box.width, box.height) >= 36, "too small to touch");
    }
    answer();
    await saved();
    await wait(900);
    // 1: the tab is closed; the computer at work goes on
    await open("computer");
    check(label() === "Page 2 of 6", "goes on where it stopped");
    check(says("8 of 50"), "nothing is lost");
    answer();
    find("[name=next]").click();
    answer(1);
    await wait(900);
    // 2: the computer is shut down; the phone again
    await open("phone-again");
    check(label() === "Page 3 of 6", "the gap on page 3");
    find("[name=next]").click();
    answer();
    // 3: the tab goes away at once: what is typed is sent as it goes
    await open("phone-at-last");
    await until("page 3", () => label() === "Page 3 of 6");
    find("[name=next]").click();
    find("[name=next]").click();
    answer();
    find("[name=next]").click();
    answer();
    check(label() === "Page 6 of 6", label());
    find(".o_icrm_survey_send button").click();
    await until("the gap", () => shown(".o_icrm_survey_gaps"));
    check(says("Missing answers: 1"), find(".o_icrm_survey_gaps").textContent);
    check(label() === "Page 3 of 6", "the first gap is jumped to");
    check(page().activeElement.type === "radio", "the cursor is elsewhere");
    answer();
    for (const turn of [3, 4, 5]) find("[name=next]").click();
    find(".o_icrm_survey_send button").click();
    await until("thanks", () => says("Thank you for your answer"));
    check(find(".o_icrm_survey_next"), "no word of the next survey");
    check(frame.contentWindow.location.hash === "", "the code is still there");
    fits();
    // Back ends in no error of the browser.
    frame.contentWindow.history.back();
    await until("no error", () => says("already answered this survey"));
"""

# Sections as pages; a question that depends on an answer; a matrix as cards.
BRANCHES = """
    await until("the form", () => shown(".o_icrm_survey_progress"));
    const label = () => find(".o_icrm_survey_nav [data-template]").textContent;
    const box = (name) => page().getElementById(name);
    check(!shown(".o_icrm_survey_when"), "for pages without a script");
    check(says("0 of 3 questions"), find(".o_icrm_survey_progress").innerText);
    check(label() === "Page 1 of 2", "the page of what is not asked is left out");
    box("%(no)s").click();
    check(says("1 of 4 questions"), "what is asked now counts");
    check(label() === "Page 1 of 3", label());
    find("[name=next]").click();
    const why = find("[name='%(why)s']");
    check(why.getClientRects().length, "is asked");
    why.click();
    check(says("2 of 4 questions"), "answered");
    fits();
    find("[name=back]").click();
    box("%(yes)s").click();
    check(says("1 of 3 questions"), "no longer asked");
    check(!new frame.contentWindow.FormData(find("form")).has("%(why)s"), "sent");
    find("[name=next]").click();
    check(label() === "Page 2 of 2", "straight to the last page");
    const cells = [...page().querySelectorAll(".o_icrm_survey_cell")];
    const seen = cells.filter((cell) => cell.getClientRects().length);
    check(seen.length === 6, `${seen.length} answers in two rows`);
    for (const cell of seen) {
        check(cell.getBoundingClientRect().height >= 40, "too small to touch");
        check(cell.innerText.trim(), "an answer without a word on the phone");
    }
    check(!shown(".o_icrm_survey_heads"), "no table on a phone");
    fits();
    seen[0].querySelector("input").click();
    find(".o_icrm_survey_send button").click();
    await until("the gap", () => shown(".o_icrm_survey_gaps"));
    const [gap] = page().querySelectorAll(".o_icrm_survey_invalid");
    check(gap.innerText.includes("Printers"), "the row that lacks is marked");
    seen[5].querySelector("input").click();
    find(".o_icrm_survey_send button").click();
    await until("thanks", () => says("Thank you for your answer"));
"""


@tagged("post_install", "-at_install")
class TestSurveyPhone(HttpCase, BallotCommon):
    """A survey of 51 questions, begun on the bus, ended at the desk."""

    def test_three_interruptions_on_two_devices(self):
        self.browser_size = "390x844"
        survey = self.env.ref("icrm_internal.survey_servqual")
        self.assertEqual(len(survey._icrm_get_questions()), 51)
        campaign = self._campaign(self.staff, survey, protection="identified")
        mine = campaign.participant_ids
        self._campaign(self.staff, name="The next one")
        path = f"/survey/me#code={codes.get_code(mine)}"
        self.browser_js(
            "/survey/me",
            OPEN % {"path": path, "steps": STEPS % {"path": path}},
            ready="document.readyState === 'complete'",
            timeout=120,
        )
        self.env.invalidate_all()
        self.assertEqual(mine._get_answered(), mine)
        (sheet,), _texts = campaign._decrypt_boxes()
        self.assertEqual(len(sheet["a"]), 50)
        self.cr.execute("SELECT count(*) FROM icrm_campaign_draft")
        self.assertEqual(self.cr.fetchone()[0], 0, "sent, hence deleted")

    def test_branches_sections_and_a_matrix(self):
        self.browser_size = "390x844"
        survey = self.env["survey.survey"].create(
            {"title": "Phones and printers", "survey_type": "icrm"}
        )
        marks = {"survey": survey, "constr_mandatory": True}
        pages = [
            self._question(name, False, survey=survey, is_page=True, sequence=place)
            for place, name in ((1, "Use"), (3, "Reasons"), (5, "Quality"))
        ]
        used = self._question("Used", "simple_choice", 2, **marks)
        yes, no = used.suggested_answer_ids
        why = self._question(
            "Why",
            "multiple_choice",
            2,
            triggering_answer_ids=[Command.set(no.ids)],
            **marks,
        )
        rate = self._question(
            "Rate",
            "matrix",
            3,
            matrix_row_ids=[
                Command.create({"value": value}) for value in ("Phones", "Printers")
            ],
            **marks,
        )
        for question, place in ((used, 2), (why, 4), (rate, 6)):
            question.sequence = place
        self.assertEqual(survey.page_ids.ids, [one.id for one in pages])
        campaign = self._campaign(self.staff, survey)
        subject = campaign.subject_ids.id
        names = {
            "yes": f"a-{subject}-{used.id}-{yes.id}",
            "no": f"a-{subject}-{used.id}-{no.id}",
            "why": f"a-{subject}-{why.id}",
        }
        path = f"/survey/me#code={codes.get_code(campaign.participant_ids)}"
        self.browser_js(
            "/survey/me",
            OPEN % {"path": path, "steps": BRANCHES % names},
            ready="document.readyState === 'complete'",
            timeout=60,
        )
        (sheet,), _texts = campaign._decrypt_boxes()
        phones, printers = rate.matrix_row_ids
        self.assertEqual(sheet["a"][used.id], yes.icrm_value)
        self.assertEqual(sheet["a"][rate.id], {str(phones.id): 1, str(printers.id): 3})
        self.assertNotIn(why.id, sheet["a"])
