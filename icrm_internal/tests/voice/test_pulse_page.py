# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from ...models.voice import codes
from .ballot_common import BallotCommon

# The page has no framework, hence no tour: what is seen in a frame of a phone's width
# after the one click in the mail.
OPEN = """
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
    const check = (right, what) => {
        if (!right) throw new Error(what);
    };
    const frame = document.createElement("iframe");
    frame.style.width = "390px";
    frame.style.height = "844px";
    frame.src = "%(path)s";
    document.body.append(frame);
    const page = () => frame.contentDocument;
    const find = (what) => page().querySelector(what);
    const says = (words) => page().body.innerText.includes(words);
    const shown = (what) => find(what) && find(what).getClientRects().length > 0;
    const fits = () =>
        check(page().documentElement.scrollWidth <= 390, "wider than the phone");
    %(steps)s
    fits();
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""
SENT = """
    await until("thanks", () => says("Thank you for your answer"));
"""
WHY = """
    await until("the question why", () => shown(".o_icrm_survey_explain"));
    check(find("[type=radio][value='2']").checked, "the click is lost");
    check(page().activeElement.tagName === "TEXTAREA", "the cursor is elsewhere");
    fits();
    // What he thinks better of goes without the question.
    find("[type=radio][value='4']").click();
    await until("no question", () => !shown(".o_icrm_survey_explain"));
    find("[type=radio][value='2']").click();
    await until("the question again", () => shown(".o_icrm_survey_explain"));
    find("textarea").value = "Nobody came";
    find("button[name=send]").click();
    await until("thanks", () => says("Thank you for your answer"));
"""
WAITS = """
    await until("the page", () => find("[type=radio]"));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    check(find(".o_icrm_survey_form"), "sent without being asked to");
    check(%(checked)s, "another answer than that of the mail");
    check(!shown(".o_icrm_survey_explain"), "nothing to explain");
"""


@tagged("post_install", "-at_install")
class TestPulsePage(HttpCase, BallotCommon):
    """One click in the mail after a request: sent, unless there is more to say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.short = cls.env["survey.survey"].create(
            {"title": "How was it?", "survey_type": "icrm"}
        )
        marks = {"scale_min": 1, "scale_max": 5, "constr_mandatory": True}
        cls.score = cls._question(
            "All in all", "scale", survey=cls.short, icrm_measure="csat", **marks
        )
        cls.words = cls._question("Why", "text_box", survey=cls.short)
        cls.pulse = cls._campaign(
            cls.staff, cls.short, trigger="request_closed", pulse_comment_below=3
        )
        cls.mine = cls._participant(cls.pulse, cls.staff)

    def click(self, steps, fragment="&score=4"):
        self.browser_size = "390x844"
        path = f"/survey/me#code={codes.get_code(self.mine)}{fragment}"
        self.browser_js(
            "/survey/me",
            OPEN % {"path": path, "steps": steps},
            ready="document.readyState === 'complete'",
            timeout=60,
        )
        self.env.invalidate_all()
        return self.mine._get_answered() and self.pulse._decrypt_boxes()

    def test_a_good_score_is_sent_with_the_click(self):
        (sheet,), texts = self.click(SENT)
        self.assertEqual((sheet["a"], texts), ({self.score.id: 4}, []))

    def test_a_low_score_is_asked_why(self):
        (sheet,), (text,) = self.click(WHY, "&score=2")
        self.assertEqual(sheet["a"], {self.score.id: 2})
        self.assertEqual(text["t"], "Nobody came")

    def test_what_is_no_score_sends_nothing(self):
        for fragment in ("&score=9", "&score="):
            with self.subTest(fragment=fragment):
                waits = WAITS % {"checked": "!find('[type=radio]:checked')"}
                self.assertFalse(self.click(waits, fragment))
