# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .counted_common import CountedCommon


@tagged("post_install", "-at_install")
class TestCampaignAnswer(CountedCommon):
    """What was said leads to something: public answers, and needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey, ids = cls._survey(
            [
                cls._question("csat", icrm_measure="csat"),
                {"title": "text", "question_type": "text_box"},
            ]
        )
        cls.campaign = cls._campaign(cls.survey, [cls.it, cls.finance])
        cls._count(
            cls.campaign,
            [
                (subject, cls.large, {ids["csat"]: 4})
                for subject in cls.campaign.subject_ids
                for _one in range(8)
            ],
            [
                (subject, ids["text"], f"{subject.display_name} {number}")
                for subject in cls.campaign.subject_ids
                for number in range(8)
            ],
        )
        cls.comments = cls.env["icrm.comment"].search(
            [("campaign_id", "=", cls.campaign.id)]
        )
        cls.about_it = cls.comments.filtered(
            lambda comment: comment.department_id == cls.it
        )

    def form(self, user, action):
        """Return the form that *action* opens."""
        self.assertFalse(action.get("res_id"))
        return Form(
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
        )

    # -- public answers ----------------------------------------------------------------

    def answer(self, user):
        return self.form(
            user, self.campaign.with_user(user).action_create_public_answer()
        )

    def test_a_head_answers_for_the_own_department(self):
        form = self.answer(self.it_head)
        form.heard = "Nobody tells us how long it takes"
        entry = form.save()
        self.assertEqual(
            (entry.source, entry.campaign_id, entry.department_id),
            ("campaign", self.campaign, self.it),
        )
        self.assertEqual(entry.state, "draft")
        campaign = self.campaign.with_user(self.it_head)
        self.assertEqual(campaign.public_answer_count, 1)
        action = campaign.action_open_public_answers()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), entry.sudo()
        )
        # a draft of another department is not counted for others
        as_finance = self.campaign.with_user(self.finance_head)
        self.assertEqual(as_finance.public_answer_count, 0)

    def test_an_officer_says_for_whom(self):
        form = self.answer(self.officer)
        self.assertFalse(form.department_id)
        form.heard = "It takes long"
        form.department_id = self.finance
        self.assertEqual(form.save().campaign_id, self.campaign)

    def test_who_may_not(self):
        self.campaign.visibility = "everybody"
        for user in (self.staff, self.agent):
            with self.assertRaises(AccessError):
                self.answer(user)
        self.campaign._write_workflow({"state": "closed"})
        self.answer(self.officer)
        with self.assertRaises(AccessError):
            self.answer(self.it_head)
        draft = self.campaign.copy().with_user(self.officer)
        with self.assertRaisesRegex(UserError, "no results to respond to"):
            draft.action_create_public_answer()

    # -- themes ------------------------------------------------------------------------

    def test_themes_by_words(self):
        """Found in both scripts and in other forms; counted from the minimum up."""
        theme = self.env["icrm.theme"].create(
            {"name": "Waiting", "words": "waiting, 等待; too slow, IT 支持"}
        )
        for body, wanted in (
            ("We waited for days", True),
            ("要等待很久", True),
            ("It is too slow.", True),
            ("IT支持很差", True),
            ("I like it.", False),
            ("Slow, too", False),
            ("Friendly", False),
        ):
            with self.subTest(body=body):
                found = self.env["icrm.theme"]._find([body], self.company)
                self.assertEqual(found, [theme.ids if wanted else []])

    def test_themes_are_counted_from_the_minimum_up(self):
        themes = self.env["icrm.theme"].create([{"name": "Often"}, {"name": "Rare"}])
        same = self.about_it.filtered(
            lambda comment: comment.question_id == self.about_it[0].question_id
        )
        same[:5].theme_ids = themes[0]
        same[:4].theme_ids |= themes[1]
        found = self.campaign.with_user(self.officer).get_results()["themes"]
        self.assertEqual(found, [{"name": "Often", "n": 5}])

    def test_who_may_find_themes(self):
        some = self.about_it[:2]
        theme = self.env["icrm.theme"].create(
            {"name": "Said", "words": some[0].body.split()[0]}
        )
        some.with_user(self.officer).action_find_themes()
        self.assertIn(theme, some[0].theme_ids)
        with self.assertRaises(AccessError):
            some.with_user(self.it_head).action_find_themes()

    # -- needs -------------------------------------------------------------------------

    def test_comments_become_a_need(self):
        theme = self.env["icrm.theme"].create({"name": "Waiting"})
        some = self.about_it[:3].with_user(self.officer)
        some.theme_ids = theme
        form = self.form(self.officer, some.action_make_need())
        self.assertEqual(form.name, "Waiting")
        need = form.save()
        self.assertEqual(
            (need.source, need.campaign_id, need.mentions),
            ("survey", self.campaign, 3),
        )
        self.assertEqual(need.provider_department_id, self.it)
        self.assertEqual(need.comment_ids, some)
        # Agents read needs, and no comments.
        as_agent = need.with_user(self.agent)
        self.assertFalse(as_agent.description)
        with self.assertRaises(AccessError):
            as_agent.read(["comment_ids"])

    def test_comments_of_two_departments(self):
        form = self.form(
            self.officer, self.comments.with_user(self.officer).action_make_need()
        )
        form.name = "Shorter ways"
        need = form.save()
        self.assertFalse(need.provider_department_id)
        self.assertEqual(need.mentions, len(self.comments))

    def test_others_make_no_needs_of_comments(self):
        for user in (self.it_head, self.auditor, self.staff, self.agent):
            with self.assertRaises(AccessError):
                self.about_it.with_user(user).action_make_need()
