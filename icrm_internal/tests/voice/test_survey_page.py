# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from urllib.parse import urlencode

from lxml import html

from odoo.tests import tagged

from ...controllers.access.attempt_limiter import TRIES
from ...controllers.voice.survey_page import wrong_codes
from ...models.voice import codes
from ..access.common import AccessHttpCommon
from .ballot_common import BallotCommon

CHAPTER = "café " * 2000
NUMBERS = ("", "4", "0", "6", "-1", "NaN", "inf", "1e400", "4.5", "٣", "0x4", "9" * 400)
TEXTS = (
    "x",
    "x" * 5001,
    "a\0b",
    "<script>alert(1)</script>",
    "{'a': 1}",
    "\ud83d",
    "﷽",
)


@tagged("post_install", "-at_install")
class TestSurveyPage(AccessHttpCommon, BallotCommon):
    """What somebody with a link sees and can do, and what no one can."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.q_speed.with_context(lang="fr_FR").title = "Rapidité"
        cls.campaign = cls._campaign(
            cls.staff | cls.colleague, subjects=cls.it | cls.procurement
        )
        cls.mine = cls._participant(cls.campaign, cls.staff)
        cls.code = codes.get_code(cls.mine)
        cls.first, cls.second = cls.campaign.subject_ids

    def setUp(self):
        super().setUp()
        wrong_codes.clear()
        self.addCleanup(wrong_codes.clear)
        self.authenticate(None, None)

    def name(self, question, subject=None):
        return f"a-{(subject or self.first).id}-{question.id}"

    def answer(self, *more, code=None, send="1", **data):
        """Send a form about the first subject; *more* are pairs of names and values."""
        pairs = [("code", code or self.code), (f"skip-{self.second.id}", "1")]
        if send:
            pairs.append(("send", send))
        return self.url_open(
            "/survey/me",
            data=urlencode([*pairs, *more, *data.items()], errors="surrogatepass"),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            allow_redirects=False,
            timeout=60,
        )

    def answered(self):
        self.env.invalidate_all()
        return self.campaign.participant_ids._get_answered()

    # -- answering --
    def test_from_link_to_thanks(self):
        page = self.answer(send=None)
        self.assertEqual(page.status_code, 200)
        self.assertIn("anonymous: we know that you answered", page.text)
        self.assertIn("include names", page.text)
        form = html.fromstring(page.text).get_element_by_id("icrm_survey_form")
        self.assertNotIn(self.code, form.get("action"), "no log shows who sent when")
        names = set(form.fields)
        for subject in self.campaign.subject_ids:
            self.assertIn(f"skip-{subject.id}", names)
            for question in self.survey.question_ids:
                self.assertIn(self.name(question, subject), names)
        many = self.q_many.suggested_answer_ids
        sent = self.answer(
            (self.name(self.q_speed), "5"),
            (self.name(self.q_text), "Thank you"),
            (self.name(self.q_many), many[0].id),
            (self.name(self.q_many), many[1].id),
        )
        self.assertEqual(sent.status_code, 303)
        self.assertNotIn(self.code, sent.headers["Location"])
        self.assertIn("Thank you for your answer", self.get("/survey/thanks").text)
        self.assertEqual(self.answered(), self.mine)
        (sheet,), (text,) = self.campaign._decrypt_boxes()
        self.assertEqual(sheet["a"], {self.q_speed.id: 5, self.q_many.id: [1, 2]})
        self.assertEqual(text["t"], "Thank you")

    def test_by_code(self):
        self.assertIn("code in your invitation", self.get("/survey/me").text)
        page = self.answer(code=f" {self.code.upper()} ", send=None)
        self.assertIn("icrm_survey_form", page.text)
        self.assertFalse(self.answered())

    def test_refused_and_nothing_lost(self):
        page = self.answer(
            (self.name(self.q_speed), "6"),
            (self.name(self.q_nps), "7"),
            (self.name(self.q_text), "<b>Not lost</b>"),
        )
        self.assertEqual(page.status_code, 200)
        self.assertIn("“Speed”: choose a number from 1 to 5.", page.text)
        self.assertIn("&lt;b&gt;Not lost&lt;/b&gt;", page.text)
        form = html.fromstring(page.text).get_element_by_id("icrm_survey_form")
        self.assertEqual(form.fields[self.name(self.q_nps)], "7")
        self.assertEqual(form.fields["code"], self.code)
        self.assertFalse(self.answered())

    def test_closed_meanwhile(self):
        self.cr.execute("UPDATE icrm_campaign SET state = 'closed'")
        self.env.invalidate_all()
        page = self.answer(
            (self.name(self.q_speed), "4"), (self.name(self.q_text), "My long text")
        )
        self.assertIn("This survey is closed.", page.text)
        self.assertIn("My long text", page.text, "to be copied")
        self.assertNotIn("<form", page.text)
        self.assertFalse(self.answered())

    def test_states(self):
        for values, words in (
            ({"state": "withdrawn"}, "no longer invited to this survey"),
            ({"box_id": False}, "has not started"),
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                self.mine.write(values)
                self.env.flush_all()
                self.assertIn(words, self.answer(send=None).text)
                savepoint.rollback()
                self.env.invalidate_all()
        self.answer((self.name(self.q_speed), "4"))
        for page in (
            self.answer(send=None),
            self.answer((self.name(self.q_speed), "5")),
        ):
            self.assertIn("already answered this survey", page.text)
        self.assertEqual(
            [sheet["a"] for sheet in self.campaign._decrypt_boxes()[0]],
            [{self.q_speed.id: 4}],
        )

    def test_cannot_judge(self):
        page = self.answer()
        self.assertIn("“Speed”: Required.", page.text)
        self.assertFalse(self.answered())
        page = self.answer((f"skip-{self.first.id}", "1"))
        self.assertEqual(page.status_code, 303)
        self.assertEqual(self.answered(), self.mine)
        self.assertEqual(self.campaign._decrypt_boxes(), ([], []))

    def test_wrong_codes(self):
        for wrong in ("x", "x" * 1000, "%00", "..", self.code[:-1], "\ud83d" * 16):
            page = self.answer(code=wrong, send=None)
            self.assertIn(page.status_code, (404, 429), wrong)
        page = self.get(f"/survey/me/{self.code}")
        self.assertNotIn("icrm_survey_form", page.text, "no address carries a code")
        wrong_codes.clear()
        for _try in range(TRIES):
            self.assertEqual(self.answer(code="wrong").status_code, 404)
        self.assertEqual(self.answer(code="wrong").status_code, 429)
        # Colleagues share an address: who has a code gets through.
        self.assertEqual(self.answer(send=None).status_code, 200)

    def test_pages_are_not_kept(self):
        pages = [self.get("/survey/me"), self.get("/survey/thanks")]
        for headers in [page.headers for page in (*pages, self.answer(send=None))]:
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")

    def test_language(self):
        page = self.answer(("speak", "fr_FR"), send=None)
        self.assertIn("Rapidité", page.text)
        self.assertIn('lang="fr-FR"', page.text)
        page = self.answer(
            ("lang", "en_US"),
            ("speak", "fr_FR"),
            (self.name(self.q_text), "Stays"),
            send=None,
        )
        self.assertIn("Rapidité", page.text)
        self.assertIn("Stays", page.text)
        self.assertEqual(self.get("/survey/me?lang=xx_XX").status_code, 200)

    # -- bad input --
    def test_bad_input(self):
        other = self._question(
            "Other", "simple_choice", 2, survey=self.survey.copy({"title": "Other"})
        )
        speed = (self.name(self.q_speed), "4")
        cases = [
            ([(self.name(self.q_speed), "4"), (self.name(self.q_speed), "5")], "Speed"),
            (
                [speed, (self.name(self.q_choice), other.suggested_answer_ids[0].id)],
                "Which",
            ),
            (
                [
                    speed,
                    (self.name(self.q_many), self.q_choice.suggested_answer_ids[0].id),
                ],
                "Which ones",
            ),
            ([speed, (self.name(self.q_number), "NaN")], "How often"),
            ([speed, (self.name(self.q_number), "1e9")], "How often"),
            ([speed, (self.name(self.q_day), "2026-02-30")], "Since when"),
            (
                [speed, (self.name(self.q_text), "x" * 10_000_000)],
                "10000000 characters",
            ),
            ([speed, (self.name(self.q_text), "a\0b")], "forbidden character"),
            (
                [speed, (f"a-{self.first.id}-{other.id}", "1")],
                "belongs to another survey",
            ),
            ([speed, ("a-999999999-1", "1")], "not asked about this"),
            ([speed, ("a-x", "1")], "not asked about this"),
        ]
        for pairs, words in cases:
            page = self.answer(*pairs)
            self.assertEqual(page.status_code, 200, words)
            self.assertIn(words, page.text)
            self.assertIn("Not complete yet", page.text)
        self.assertFalse(self.answered())

    def test_fuzz(self):
        """Hundreds of random bodies: no error of the server, nothing half stored."""
        rng = random.Random(4)
        names = [
            self.name(question, subject)
            for question in self.survey.question_ids
            for subject in self.campaign.subject_ids
        ]
        names += ["a-", "a-0-0", "a-1-2-3", "skip-x", "code", "lang", "speak", "a-é-1"]
        choices = (self.q_choice | self.q_many).suggested_answer_ids.ids
        for _body in range(300):
            pairs = [
                (
                    rng.choice(names),
                    rng.choice((*NUMBERS, *TEXTS, *map(str, choices), CHAPTER)),
                )
                for _pair in range(rng.randrange(12))
            ]
            # Without the mandatory answer nothing may be stored, whatever comes.
            pairs = [pair for pair in pairs if pair[0] != self.name(self.q_speed)]
            page = self.answer(*pairs)
            self.assertLess(page.status_code, 500, pairs)
            self.assertNotIn("Traceback", page.text)
        self.assertFalse(self.answered())
        self.assertEqual(self.campaign._decrypt_boxes(), ([], []))

    def test_not_a_form(self):
        for body, kind in ((b"\xff\xfe{", "application/json"), (b"{}", "text/plain")):
            page = self.url_open(
                "/survey/me", data=body, headers={"Content-Type": kind}
            )
            self.assertIn(page.status_code, (400, 404, 415), kind)
        self.assertFalse(self.answered())

    # -- officers --
    def test_preview(self):
        path = f"/survey/preview/{self.survey.id}"
        self.login(self.officer)
        self.assertIn("nothing is stored", self.get(path).text)
        self.assertIn("Required", self.post(path, send="1").text)
        page = self.post(path, send="1", **{f"a-1-{self.q_speed.id}": "4"})
        self.assertIn("a participant could send these", page.text)
        self.assertFalse(self.answered())
        self.assertEqual(self.get("/survey/preview/999999999").status_code, 404)
        for user in (self.staff, self.agent, self.it_head, self.portal_user):
            self.login(user)
            self.assertEqual(self.get(path).status_code, 403, user.login)

    def test_interview(self):
        named = self._campaign(self.staff, protection="confidential").participant_ids
        (subject,) = named.campaign_id.subject_ids
        path = f"/survey/interview/{named.id}"
        self.login(self.staff)
        self.assertEqual(self.get(path).status_code, 403)
        self.login(self.officer)
        page = self.get(path)
        self.assertIn("You are entering answers of", page.text)
        self.assertIn("confidential desk", page.text)
        self.assertNotIn(codes.get_code(named), page.text)
        page = self.post(path, send="1", **{f"a-{subject.id}-{self.q_speed.id}": "2"})
        self.assertEqual(page.status_code, 303)
        self.assertEqual(named._get_answered(), named)
        page = self.get(f"/survey/interview/{self.mine.id}")
        self.assertIn("This campaign is anonymous", page.text)
        self.assertNotIn(self.code, page.text)
        page = self.post(
            f"/survey/interview/{self.mine.id}",
            send="1",
            **{self.name(self.q_speed): "2", f"skip-{self.second.id}": "1"},
        )
        self.assertIn("This campaign is anonymous", page.text)
        self.assertFalse(self.answered())
        self.assertEqual(self.get("/survey/interview/999999999").status_code, 404)

    # -- how it looks --
    def test_pairs_and_points(self):
        survey = self.env.ref("icrm_internal.survey_servqual")
        campaign = self._campaign(self.agent, survey=survey)
        subject = campaign.subject_ids
        page = self.answer(code=codes.get_code(campaign.participant_ids), send=None)
        tree = html.fromstring(page.text)
        pairs = tree.xpath(
            "//*[hasclass('o_icrm_survey_servqual')]/*[hasclass('card')]"
        )
        self.assertEqual(len(pairs), 22)
        for pair in pairs:
            questions = [
                self.env["survey.question"].browse(int(field.get("id").split("-")[2]))
                for field in pair.xpath(".//fieldset")
            ]
            self.assertEqual(
                [question.icrm_side for question in questions],
                ["expectation", "perception"],
            )
            self.assertEqual(questions[0].icrm_pair, questions[1].icrm_pair)
        weights = survey.question_ids.filtered(
            lambda question: question.icrm_measure == "weight"
        )
        self.assertEqual(len(tree.xpath("//*[hasclass('o_icrm_survey_points')]")), 5)
        values = {
            question.id: "4"
            for question in survey.question_ids
            if question.question_type == "scale"
        }
        values.update(dict.fromkeys(weights.ids, "30"))
        *_ignored, problems = campaign.participant_ids._read_answers(
            {subject.id: values}
        )
        self.assertIn("your points add up to 150", " ".join(problems.values()))
        values.update(dict.fromkeys(weights.ids, "20"))
        campaign.participant_ids._submit({subject.id: values})
        (sheet,), _texts = campaign._decrypt_boxes()
        self.assertEqual(len(sheet["a"]), len(values))
