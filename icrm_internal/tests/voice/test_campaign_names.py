# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignNames(CampaignCommon):
    """Names are shown exactly as announced to the participants."""

    def _answered(self, protection):
        """Return a closed campaign about IT that ten people answered with a text."""
        survey = self._survey()
        text = self.env["survey.question"].create(
            {"survey_id": survey.id, "title": "Why?", "question_type": "text_box"}
        )
        score = survey.question_ids - text
        campaign = self.env["icrm.campaign"].create(
            {
                "name": "Names",
                "survey_id": survey.id,
                "protection": protection,
                "subject_ids": [(0, 0, {"department_id": self.it.id})],
                "audience": "departments",
                "audience_department_ids": [(6, 0, (self.finance + self.sales).ids)],
                "closes_on": self.today,
                "cooldown_days": 0,
            }
        )
        campaign.action_open()
        subject = campaign.subject_ids.id
        for number, person in enumerate(campaign.participant_ids, 1):
            person._submit(
                {subject: {score.id: str(1 + number % 5), text.id: person.name}}
            )
        campaign.action_close()
        return campaign

    def _comments(self, campaign, user):
        return (
            self.env["icrm.comment"]
            .with_user(user)
            .search([("campaign_id", "=", campaign.id)])
        )

    def test_identified(self):
        campaign = self._answered("identified")
        comments = self._comments(campaign, self.officer)
        self.assertGreaterEqual(len(comments), 8)
        for comment in comments:
            self.assertEqual(comment.author_text, comment.body, "they wrote their name")
        person = campaign.participant_ids[0]
        self.assertIn("All in all", person.with_user(self.officer).answers)
        # the head reads comments once published, and no names
        campaign.with_user(self.officer).action_publish()
        as_head = self._comments(campaign, self.it_head)
        self.assertEqual(set(as_head.mapped("author_text")), {"Protected"})
        with self.assertRaises(AccessError):
            self.env["icrm.comment.author"].with_user(self.it_head).search([])

    def test_confidential(self):
        campaign = self._answered("confidential")
        for user in (self.officer, self.admin_user):
            comments = self._comments(campaign, user)
            self.assertEqual(set(comments.mapped("author_text")), {"Protected"})
            self.assertFalse(self.env["icrm.comment.author"].with_user(user).search([]))
            person = campaign.participant_ids[0].with_user(user)
            self.assertFalse(person.answers)
            with self.assertRaises(AccessError):
                comments[0].action_reveal("I want to know")
        comment = self._comments(campaign, self.desk)[0]
        self.assertEqual(comment.author_text, "Protected")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            comment.action_reveal("  ")
        comment.action_reveal("It speaks of violence")
        self.assertEqual(comment.author_text, comment.body)
        self.assertEqual(
            set((self._comments(campaign, self.desk) - comment).mapped("author_text")),
            {"Protected"},
        )
        log = self.env["icrm.access.log"].search([("res_model", "=", "icrm.comment")])
        self.assertEqual((log.user_id, log.kind), (self.desk, "reveal"))

    def test_anonymous(self):
        campaign = self._answered("anonymous")
        self.assertFalse(
            self.env["icrm.comment.author"].search_count(
                [("comment_id.campaign_id", "=", campaign.id)]
            )
        )
        comments = self._comments(campaign, self.officer)
        self.assertEqual(set(comments.mapped("author_text")), {"Anonymous"})
        self.assertFalse(campaign.participant_ids[0].with_user(self.officer).answers)
        self.assertFalse(self._comments(campaign, self.desk), "nothing to reveal")
