# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import secrets
from urllib.parse import urlencode

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...controllers.voice.survey_page import wrong_codes
from ...models.voice import codes, drafts
from ..access.common import AccessHttpCommon
from .ballot_common import BallotCommon

WORDS = "The printer on the third floor"


@tagged("post_install", "-at_install")
class TestSurveyDrafts(AccessHttpCommon, BallotCommon):
    """Go on where one stopped, on any device; no one else reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.staff | cls.colleague
        cls.named = cls._campaign(people, protection="identified")
        cls.mine = cls._participant(cls.named, cls.staff)
        cls.code = codes.get_code(cls.mine)
        cls.anonymous = cls._campaign(people, name="Autumn")
        cls.hidden = cls._participant(cls.anonymous, cls.staff)

    def setUp(self):
        super().setUp()
        wrong_codes.clear()
        self.addCleanup(wrong_codes.clear)
        self.authenticate(None, None)

    def post_page(self, code=None, **data):
        return self.url_open(
            "/survey/me",
            data=urlencode({"code": code or self.code, **data}),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            allow_redirects=False,
        )

    def save(self, changes, code=None):
        draft = changes if isinstance(changes, str) else json.dumps(changes)
        return self.post_page(code, draft=draft).status_code

    def name(self, question, participant=None):
        subject = (participant or self.mine).subject_ids[:1]
        return f"a-{subject.id}-{question.id}"

    def fields(self, page):
        form = html.fromstring(page.text).get_element_by_id("icrm_survey_form")
        return dict(form.fields)

    def rows(self):
        self.env.flush_all()
        self.cr.execute("SELECT participant_id, ciphertext FROM icrm_campaign_draft")
        return self.cr.fetchall()

    # -- on any device --
    def test_go_on_with_the_link(self):
        page = self.post_page()
        self.assertIn('data-store="server"', page.text)
        self.assertEqual(self.rows(), [], "opening stores nothing")
        self.assertEqual(self.save({self.name(self.q_speed): ["4"]}), 204)
        self.assertEqual(self.save({self.name(self.q_text): [WORDS]}), 204)
        page = self.post_page()
        self.assertIn('data-resumed="1"', page.text)
        given = self.fields(page)
        self.assertEqual(given[self.name(self.q_speed)], "4")
        self.assertEqual(given[self.name(self.q_text)], WORDS)

    def test_two_devices_do_not_undo_each_other(self):
        self.save({self.name(self.q_speed): ["4"], self.name(self.q_nps): ["9"]})
        self.save({self.name(self.q_text): [WORDS]})
        self.save({self.name(self.q_nps): []})
        given = self.fields(self.post_page())
        self.assertEqual(given[self.name(self.q_speed)], "4")
        self.assertFalse(given[self.name(self.q_nps)], "taken back")
        self.assertEqual(given[self.name(self.q_text)], WORDS)

    def test_another_language_shows_what_is_typed_not_the_draft(self):
        self.save({self.name(self.q_speed): ["4"]})
        page = self.post_page(speak="en_US", **{self.name(self.q_speed): "2"})
        self.assertEqual(self.fields(page)[self.name(self.q_speed)], "2")

    def test_delete(self):
        self.save({self.name(self.q_speed): ["4"]})
        page = self.post_page(forget="1")
        self.assertFalse(self.fields(page)[self.name(self.q_speed)])
        self.assertEqual(self.rows(), [])

    # -- no one else --
    def test_sealed(self):
        self.save({self.name(self.q_text): [WORDS]})
        ((owner, first),) = self.rows()
        self.assertEqual(owner, self.mine.id)
        self.save({self.name(self.q_text): [WORDS * 20]})
        ((_owner, second),) = self.rows()
        self.assertEqual(len(first), len(second), "the size tells nothing")
        self.assertNotIn(WORDS.encode(), bytes(first))
        other = self._participant(self.named, self.colleague)
        self.assertEqual(drafts.load(self.mine, codes.get_code(other)), {})
        self.assertEqual(drafts.load(other, self.code), {})
        # A row moved to somebody else's place does not open either.
        self.cr.execute(
            "UPDATE icrm_campaign_draft SET participant_id = %s", [other.id]
        )
        page = self.post_page(codes.get_code(other))
        self.assertNotIn(WORDS, page.text)

    def test_without_the_code_nothing_opens(self):
        self.save({self.name(self.q_text): [WORDS]})
        page = self.post_page("0" * 16)
        self.assertEqual(page.status_code, 404)
        self.assertEqual(self.save({self.name(self.q_text): ["x"]}, "0" * 16), 404)
        self.login(self.officer)
        page = self.get(f"/survey/interview/{self.mine.id}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(WORDS, page.text, "an officer reads no draft on the phone")

    def test_no_user_reads_drafts(self):
        self.save({self.name(self.q_text): [WORDS]})
        for user in (self.staff, self.officer, self.env.ref("base.user_admin")):
            drafts_of_user = self.env["icrm.campaign.draft"].with_user(user)
            for method, args in (
                ("search_read", [[]]),
                ("search_count", [[]]),
                ("create", [{"participant_id": self.hidden.id}]),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(drafts_of_user, method)(*args)

    def test_no_time(self):
        self.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = 'icrm_campaign_draft'
             ORDER BY column_name
            """
        )
        self.assertEqual(
            [name for (name,) in self.cr.fetchall()],
            ["ciphertext", "id", "participant_id"],
        )

    # -- anonymous ones stay on the device --
    def test_of_anonymous_campaigns_nothing_is_stored(self):
        code = codes.get_code(self.hidden)
        page = self.post_page(code)
        self.assertIn('data-store="device"', page.text)
        self.assertEqual(
            self.save({self.name(self.q_speed, self.hidden): ["4"]}, code), 409
        )
        self.assertEqual(self.rows(), [])
        with self.assertRaises(ValueError):
            drafts.save(self.hidden, code, {"a-1-1": ["4"]})
        self.assertFalse(
            self.fields(self.post_page(code))[self.name(self.q_speed, self.hidden)]
        )

    # -- until it is sent, or cannot be sent any more --
    def test_sending_deletes_it(self):
        self.save({self.name(self.q_speed): ["4"]})
        page = self.post_page(send="1", **{self.name(self.q_speed): "5"})
        self.assertEqual(page.status_code, 303)
        self.assertEqual(self.rows(), [])
        # What a slow network brings afterwards
        self.assertEqual(self.save({self.name(self.q_speed): ["4"]}), 409)
        self.assertEqual(self.rows(), [])

    def test_closing_and_withdrawing_delete_it(self):
        other = self._participant(self.named, self.colleague)
        self.save({self.name(self.q_speed): ["4"]})
        self.save({self.name(self.q_speed, other): ["4"]}, codes.get_code(other))
        self.env.invalidate_all()
        other._withdraw()
        self.assertEqual([row[0] for row in self.rows()], [self.mine.id])
        self.named._destroy_boxes()
        self.assertEqual(self.rows(), [])

    def test_late_ones_are_deleted(self):
        self.save({self.name(self.q_speed): ["4"]})
        self.mine.answer_until = "2020-01-01"
        self.env["icrm.campaign.draft"]._gc_late()
        self.assertEqual(self.rows(), [])

    # -- bad input --
    def test_bad_drafts(self):
        foreign = self.survey.copy({"title": "Other"}).question_ids[:1]
        for changes in (
            "",
            "{",
            "[" * 5000,
            "[]",
            "null",
            '"text"',
            {"x": ["1"]},
            {"a-1-1": ["1"]},
            {self.name(foreign): ["1"]},
            {self.name(self.q_speed): "1"},
            {self.name(self.q_speed): [1]},
            {self.name(self.q_speed): [None]},
            {"skip-999999999": ["1"]},
            {"code": ["1"]},
        ):
            with self.subTest(changes=changes):
                self.assertEqual(self.save(changes), 409)
        self.assertEqual(self.rows(), [])
        # What is saved is not what is sent: that is checked again.
        self.assertEqual(self.save({self.name(self.q_speed): ["x" * 9999]}), 204)
        page = self.post_page(send="1", **{self.name(self.q_speed): "77"})
        self.assertIn("choose a number from 1 to 5", page.text)

    def test_a_draft_that_is_too_large_leaves_no_trace(self):
        texts = [secrets.token_hex(10_000) for _number in range(80)]
        self.assertEqual(self.save({self.name(self.q_text): texts}), 409)
        self.assertEqual(self.post_page().status_code, 200)
        self.assertEqual(self.rows(), [])

    def test_half_a_character_closes_no_survey(self):
        self.save({self.name(self.q_text): ["\ud83d"]})
        self.assertEqual(self.post_page().status_code, 200)
        self.save({self.name(self.q_text): ["\0"]})
        self.assertEqual(self.post_page().status_code, 200)

    # -- thanks --
    def send(self, participant, **more):
        return self.post_page(
            codes.get_code(participant),
            send="1",
            script="1",
            **{self.name(self.q_speed, participant): "5"},
            **more,
        )

    def test_thanks_in_the_place_of_the_form(self):
        self.named.closes_on = "2026-12-12"
        self.env["icrm.public.answer"].create(
            {"heard": "Slow laptops", "answer": "New ones"}
        ).action_publish()
        self.env["icrm.public.answer"].create({"heard": "A draft", "answer": "Hm"})
        self.env.flush_all()
        page = self.send(self.mine)
        self.assertEqual(page.status_code, 200)
        for words in ("Thank you", "Results after", "12/12/2026", "Autumn", "Slow lap"):
            self.assertIn(words, page.text)
        self.assertNotIn("A draft", page.text)
        self.assertNotIn(codes.get_code(self.hidden), page.text)
        self.assertNotIn(self.code, page.text)
        # Coming back shows what is next, not a form to send again.
        page = self.post_page()
        self.assertIn("already answered", page.text)
        self.assertIn("Autumn", page.text)

    def test_the_next_survey_needs_a_login(self):
        self.env.ref("base.user_admin").flush_recordset()
        answer = self.get("/my/surveys/next")
        self.assertIn("/web/login", answer.headers["Location"])
        self.login(self.staff)
        answer = self.get("/my/surveys/next")
        self.assertEqual(answer.status_code, 303)
        self.assertIn(
            answer.headers["Location"].split("#code=")[1],
            {self.code, codes.get_code(self.hidden)},
        )
        for participant in (self.mine, self.hidden):
            self.send(participant)
        answer = self.get("/my/surveys/next")
        self.assertNotIn("code=", answer.headers["Location"])

    def test_a_paper_code_leads_to_no_other_survey(self):
        self.mine.state = "handed"
        self.env.flush_all()
        self.assertNotIn("Autumn", self.send(self.mine).text)
