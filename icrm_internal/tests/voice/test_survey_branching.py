# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from urllib.parse import urlencode

from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...controllers.voice.survey_page import wrong_codes
from ...models.voice import codes, drafts
from ..access.common import AccessHttpCommon
from .ballot_common import BallotCommon
from .counted_common import CountedCommon


def _add_branches(cls, survey):
    """Add questions: ``used`` (yes, no); ``why`` if not, then ``more`` if slow; if so
    ``rate``, a matrix of two rows. All but ``more`` are compulsory."""
    marks = {"survey": survey, "constr_mandatory": True}
    cls.used = cls._question("Used", "simple_choice", 2, **marks)
    cls.yes, cls.no = cls.used.suggested_answer_ids
    cls.why = cls._question(
        "Why",
        "multiple_choice",
        3,
        triggering_answer_ids=[Command.set(cls.no.ids)],
        icrm_measure="item",
        **marks,
    )
    cls.slow = cls.why.suggested_answer_ids[0]
    cls.more = cls._question(
        "More",
        "text_box",
        survey=survey,
        triggering_answer_ids=[Command.set(cls.slow.ids)],
    )
    cls.rate = cls._question(
        "Rate",
        "matrix",
        3,
        triggering_answer_ids=[Command.set(cls.yes.ids)],
        icrm_measure="item",
        matrix_row_ids=[
            Command.create({"value": value}) for value in ("Phones", "Printers")
        ],
        **marks,
    )
    cls.phones, cls.printers = cls.rate.matrix_row_ids
    cls.poor, cls.fair, cls.good = cls.rate.suggested_answer_ids


@tagged("post_install", "-at_install")
class TestSurveyBranching(AccessHttpCommon, BallotCommon):
    """What depends on an answer, and what is answered row by row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branched = cls.env["survey.survey"].create(
            {"title": "Phones and printers", "survey_type": "icrm"}
        )
        _add_branches(cls, cls.branched)
        people = cls.staff | cls.colleague
        cls.hidden = cls._campaign(people, cls.branched)
        cls.named = cls._campaign(people, cls.branched, protection="identified")
        cls.mine = cls._participant(cls.named, cls.staff)
        cls.subject = cls.named.subject_ids

    def setUp(self):
        super().setUp()
        wrong_codes.clear()
        self.addCleanup(wrong_codes.clear)
        self.authenticate(None, None)

    def post_page(self, participant, *pairs):
        return self.url_open(
            "/survey/me",
            data=urlencode([("code", codes.get_code(participant)), *pairs]),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            allow_redirects=False,
        )

    def name(self, question, row=None, subject=None):
        name = f"a-{(subject or self.subject).id}-{question.id}"
        return f"{name}-{row.id}" if row else name

    def submit(self, answers, campaign=None):
        """Send a sheet; return what is in the box, or raise UserError."""
        campaign = campaign or self.hidden
        subject = campaign.subject_ids
        mine = self._participant(campaign, self.staff)
        mine._submit({subject.id: {one.id: value for one, value in answers.items()}})
        (sheet,), texts = campaign._decrypt_boxes()
        return sheet["a"], texts

    # -- what depends on an answer -----------------------------------------------------

    def test_what_is_not_asked_is_not_demanded(self):
        rows = {self.phones.id: self.good.id, self.printers.id: self.poor.id}
        scores, texts = self.submit({self.used: self.yes.id, self.rate: rows})
        stored = {str(self.phones.id): 3, str(self.printers.id): 1}
        self.assertEqual(scores, {self.used.id: 1, self.rate.id: stored})
        self.assertEqual(texts, [])

    def test_what_is_not_asked_is_not_stored(self):
        scores, texts = self.submit(
            {
                self.used: self.yes.id,
                self.rate: {
                    self.phones.id: self.good.id,
                    self.printers.id: self.good.id,
                },
                # A page without a script, or a forged one, sends more.
                self.why: [self.slow.id],
                self.more: "Not to be read by anyone",
            }
        )
        self.assertEqual(set(scores), {self.used.id, self.rate.id})
        self.assertEqual(texts, [])

    def test_a_condition_of_a_condition(self):
        scores, (text,) = self.submit(
            {self.used: self.no.id, self.why: [self.slow.id], self.more: "Always late"}
        )
        self.assertEqual(scores, {self.used.id: 2, self.why.id: [1]})
        self.assertEqual(text["t"], "Always late")

    def test_what_is_asked_is_demanded(self):
        for answers, words in (
            ({}, "“Used”: Required."),
            ({self.used: self.no.id}, "“Why”: Required."),
            ({self.used: self.yes.id}, "“Rate”: answer the row “Phones”."),
            (
                {self.used: self.yes.id, self.rate: {self.phones.id: self.good.id}},
                "“Rate”: answer the row “Printers”.",
            ),
        ):
            with self.subTest(words), self.assertRaises(UserError) as caught:
                self.submit(answers)
            self.assertEqual(str(caught.exception), words)

    def test_forged_cells(self):
        """Rows, columns and shapes that the page does not have."""
        other = self._question("Other", "matrix", 2, survey=self.survey)
        for rate in (
            {self.phones.id: other.suggested_answer_ids[0].id},
            {self.used.suggested_answer_ids[0].id: self.good.id},
            {self.phones.id: [self.poor.id, self.good.id]},
            {self.phones.id: {"x": 1}},
            str(self.good.id),
            [self.good.id],
        ):
            with self.subTest(rate), self.assertRaisesRegex(UserError, "“Rate”"):
                self.submit({self.used: self.yes.id, self.rate: rate})
        with self.assertRaisesRegex(UserError, "“Used”"):
            self.submit({self.used: {self.phones.id: self.good.id}})

    # -- the page ----------------------------------------------------------------------

    def test_page_and_sending(self):
        page = self.post_page(self.mine)
        root = html.fromstring(page.text)
        box = root.get_element_by_id(f"{self.name(self.used)}-{self.no.id}")
        (card,) = root.xpath(f"//*[@data-when='{box.get('id')}']")
        self.assertIn("Only if: Used – Used 2", card.text_content())
        sent = self.post_page(
            self.mine,
            ("send", "1"),
            (self.name(self.used), self.yes.id),
            (self.name(self.rate, self.phones), self.good.id),
            (self.name(self.rate, self.printers), self.fair.id),
            (self.name(self.more), "Not asked"),
        )
        self.assertEqual(sent.status_code, 303)
        self.env.invalidate_all()
        (sheet,), texts = self.named._decrypt_boxes()
        stored = {str(self.phones.id): 3, str(self.printers.id): 2}
        self.assertEqual(sheet["a"], {self.used.id: 1, self.rate.id: stored})
        self.assertEqual(texts, [])

    def test_drafts_have_what_is_asked_only(self):
        code = codes.get_code(self.mine)

        def save(**changes):
            names = {
                "used": self.name(self.used),
                "more": self.name(self.more),
                "why": self.name(self.why),
                "phones": self.name(self.rate, self.phones),
                "foreign": f"{self.name(self.rate)}-{self.poor.id}",
            }
            draft = {
                names[what]: [str(value) for value in values]
                for what, values in changes.items()
            }
            answer = self.post_page(self.mine, ("draft", json.dumps(draft)))
            self.env.invalidate_all()
            return answer.status_code

        def load():
            return drafts.load(self.mine, code)

        self.assertEqual(
            save(used=[self.no.id], why=[self.slow.id], more=["Late"]), 204
        )
        self.assertEqual(len(load()), 3)
        self.assertEqual(save(used=[self.yes.id], phones=[self.good.id]), 204)
        self.assertEqual(
            load(),
            {
                self.name(self.used): [str(self.yes.id)],
                self.name(self.rate, self.phones): [str(self.good.id)],
            },
            "what was typed to questions that are no longer asked is gone",
        )
        page = html.fromstring(self.post_page(self.mine).text)
        form = page.get_element_by_id("icrm_survey_form")
        self.assertEqual(
            form.fields[self.name(self.rate, self.phones)], str(self.good.id)
        )
        self.assertEqual(save(foreign=[1]), 409, "no row of this matrix")

    def test_sections_are_steps(self):
        survey = self.env["survey.survey"].create(
            {"title": "Sections", "survey_type": "icrm"}
        )
        for name in ("Phones", "Printers"):
            self._question(name, False, survey=survey, is_page=True)
            for number in range(2):
                self._question(f"{name} {number}", "char_box", survey=survey)
        self.assertTrue(survey.page_ids)
        campaign = self._campaign(self.staff, survey)
        page = html.fromstring(self.post_page(campaign.participant_ids).text)
        steps = page.find_class("o_icrm_survey_step")
        self.assertEqual(
            [step.xpath(".//h2")[0].text_content() for step in steps],
            ["Phones", "Printers"],
        )
        form = page.get_element_by_id("icrm_survey_form")
        self.assertEqual(form.get("data-long"), "1", "shown one after the other")

    def test_picked_from_the_bank_with_what_it_depends_on(self):
        own = self.env["survey.survey"].with_user(self.officer)
        own = own.create({"title": "Own", "survey_type": "icrm"})
        self.env["icrm.survey.add"].with_user(self.officer).create(
            {
                "survey_id": own.id,
                "kind": "bank",
                "question_ids": [Command.set(self.more.ids)],
            }
        ).action_add()
        used, why, more = own.question_ids
        self.assertEqual(why.triggering_answer_ids, used.suggested_answer_ids[1])
        self.assertEqual(more.triggering_answer_ids, why.suggested_answer_ids[0])
        self.assertFalse(own.icrm_problems)


@tagged("post_install", "-at_install")
class TestBranchResults(CountedCommon):
    """Figures of questions that not all are asked, and of rows of a matrix."""

    _question = classmethod(BallotCommon._question.__func__)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {"title": "Phones and printers", "survey_type": "icrm"}
        )
        _add_branches(cls, cls.survey)
        cls.used.icrm_measure = "item"
        cls.campaign = cls._campaign(cls.survey, [cls.it])
        about = cls.campaign.subject_ids
        rows = [{cls.phones.id: 3}] + [{cls.phones.id: 2, cls.printers.id: 1}] * 3
        rows += [{cls.phones.id: 1, cls.printers.id: 3}] * 4
        users = [
            # as they come out of a box: keys of what is inside are texts
            {cls.used.id: 1, cls.rate.id: {str(key): one for key, one in row.items()}}
            for row in rows
        ]
        others = [{cls.used.id: 2, cls.why.id: [1, 2]}] * 4
        cls._count(
            cls.campaign,
            [(about, cls.large, answers) for answers in users + others],
            [(about, cls.more.id, f"Late {number}") for number in range(4)],
        )

    def test_each_question_and_row_has_its_own_n(self):
        items = self.campaign.with_user(self.officer).get_results()["items"]
        by_title = {item["title"]: item for item in items}
        self.assertEqual(by_title["Used"]["n"], 12)
        rate = by_title["Rate"]
        self.assertEqual(rate["condition"], "Used – Used 1")
        self.assertEqual(
            [(row["title"], row["n"], row["mean"]) for row in rate["rows"]],
            [("Phones", 8, 13 / 8), ("Printers", 7, 15 / 7)],
        )
        counts = {count["label"]: count["n"] for count in rate["rows"][0]["counts"]}
        self.assertEqual(counts, {"Rate 1": 4, "Rate 2": 3, "Rate 3": 1})

    def test_too_few_who_were_asked_are_not_shown(self):
        """Four of twelve: neither their choices nor their words are released."""
        results = self.campaign.with_user(self.officer).get_results()
        self.assertNotIn("Why", [item["title"] for item in results["items"]])
        self.assertFalse(
            self.env["icrm.result"].search([("question_id", "=", self.why.id)])
        )
        self.assertFalse(results["comments"])
        self.assertFalse(
            self.env["icrm.comment"].search([("question_id", "=", self.more.id)])
        )

    def test_a_row_of_too_few_is_not_shown(self):
        campaign = self._campaign(self.survey, [self.it])
        rows = [{str(self.phones.id): 1}] * 6 + [{str(self.printers.id): 1}] * 4
        self._count(
            campaign,
            [(campaign.subject_ids, self.large, {self.rate.id: row}) for row in rows],
        )
        (rate,) = campaign.with_user(self.officer).get_results()["items"]
        self.assertEqual([row["title"] for row in rate["rows"]], ["Phones"])

    def test_an_answer_by_name_has_its_rows(self):
        answers = self.env["icrm.answer"].search(
            [("campaign_id", "=", self.campaign.id)]
        )
        full = answers.filtered(
            lambda answer: len(answer.scores.get(str(self.rate.id), ())) == 2
        )
        told = self.env["icrm.campaign.participant"]._render_answer(full[0])
        self.assertIn("<td>Rate: Phones</td>", told)
        self.assertIn("<td>Rate: Printers</td>", told)

    def test_exports(self):
        sheets = dict(self.campaign.with_user(self.officer)._get_export())
        lines = [row for row in sheets["Questions"] if row[0] == "Rate"]
        self.assertIn(
            ["Rate", "Printers", "Used – Used 1", "Rate 3", 4, 7, 2.14],
            [line[:7] for line in lines],
        )
        page, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html("icrm_internal.icrm_campaign_report", self.campaign.ids)
        )
        text = html.fromstring(page).text_content()
        for words in ("Printers", "Asked if: Used – Used 1"):
            self.assertIn(words, text)
        self.assertNotIn("Late 1", text)
