# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.voice import crypto
from ...models.voice.ballot_storage import BallotStorage, destroy_key_after_commit
from ...models.voice.campaign_count import CampaignCount
from .ballot_common import BallotCommon

JOBS = "odoo.addons.icrm_internal.models.access.jobs"


class DeletedCommon(BallotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(
                type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
            )
        )
        employees = cls.env["hr.employee"].create(
            [
                {"name": f"Person {number}", "department_id": cls.finance.id}
                for number in range(12)
            ]
        )
        cls.people = employees.sudo().icrm_customer_ids
        cls.today = fields.Date.today()
        cls.hr = cls._user("hr", None, "hr.group_hr_manager")

    def _answered(self, people=None, **values):
        """Return a campaign of the twelve that *people* (all) have answered."""
        campaign = self._campaign(self.people, user_id=self.officer.id, **values)
        for participant in campaign.participant_ids:
            if people is None or participant.customer_id in people:
                participant._submit(self._values(campaign, q_text="A word"))
        return campaign

    def _delete(self, customers):
        customers.employee_id.with_user(self.hr).unlink()
        self.env.invalidate_all()

    @classmethod
    def _due(cls, campaigns):
        campaigns.flush_recordset()
        cls.env.cr.execute(
            "UPDATE icrm_campaign SET closes_on = %s, opens_on = %s, opened_on = %s"
            " WHERE id = ANY(%s)",
            [
                cls.today - timedelta(days=2),
                cls.today - timedelta(days=9),
                cls.today - timedelta(days=9),
                campaigns.ids,
            ],
        )
        campaigns.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestDeletedPeople(DeletedCommon):
    """HR deletes employees who were asked, have answered, voted, or complained."""

    def test_named(self):
        campaign = self._answered(protection="identified")
        self._delete(self.people[:1])
        campaign.with_user(self.officer).action_close()
        self.assertEqual(campaign.state, "closed")
        answers = self.env["icrm.answer"].search([("campaign_id", "=", campaign.id)])
        self.assertEqual(len(answers), 12, "the answer counts")
        self.assertEqual(campaign.answered_count, 12)
        self.assertEqual(campaign.invited_count, 12)
        self.assertEqual(
            len(self.env["icrm.comment"].search([("campaign_id", "=", campaign.id)])),
            12,
        )
        former = campaign.participant_ids.filtered(lambda one: not one.customer_id)
        self.assertEqual(former.name, "Former employee")
        self.assertTrue(former.answered)
        self.assertNotIn(
            "Person 0", "".join(campaign.participant_ids.mapped("display_name"))
        )

    def test_confidential_after_closing(self):
        campaign = self._answered(protection="confidential")
        campaign.with_user(self.officer).action_close()
        self._delete(self.people[:2])
        self.assertEqual(len(campaign.participant_ids), 12)
        self.assertEqual(campaign.answered_count, 12)
        authors = self.env["icrm.comment.author"].search(
            [("comment_id.campaign_id", "=", campaign.id)]
        )
        self.assertEqual(len(authors), 12)

    def test_anonymous_counts(self):
        """Twelve asked, nine answered, two of each deleted: twelve, and nine."""
        campaign = self._answered(self.people[:9])
        self._delete(self.people[:2] | self.people[10:])
        self.assertEqual(campaign.participant_count, 12 - 2)
        self.assertEqual(campaign.response_count, 9)
        campaign.with_user(self.officer).action_close()
        self.assertEqual(campaign.answered_count, 9)
        self.assertEqual(
            self.env["icrm.answer"].search_count([("campaign_id", "=", campaign.id)]), 9
        )
        self.assertFalse(
            self.env["icrm.answer"]
            .search([("campaign_id", "=", campaign.id)])
            .participant_id
        )

    def test_deleted_before_this_release(self):
        """Their rows are gone with them, and the boxes still name them."""
        campaign = self._answered(protection="identified")
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM icrm_campaign_participant WHERE id = %s",
            [campaign.participant_ids[:1].id],
        )
        self.env.invalidate_all()
        campaign.with_user(self.officer).action_close()
        answers = self.env["icrm.answer"].search([("campaign_id", "=", campaign.id)])
        self.assertEqual(len(answers), 12)
        self.assertEqual(len(answers.participant_id), 11)

    def test_deleted_department(self):
        campaign = self._answered()
        original = BallotStorage.decrypt_boxes

        def of_a_deleted_department(storage):
            responses, texts = original(storage)
            for response in responses:
                response["d"] = 2**31 - 1
            return responses, texts

        with patch.object(BallotStorage, "decrypt_boxes", of_a_deleted_department):
            campaign.with_user(self.officer).action_close()
        self.assertEqual(campaign.group_ids.name, "no department")
        self.assertEqual(campaign.group_ids.respondent_count, 12)

    def test_their_code_is_void(self):
        campaign = self._answered(self.people[:6])
        key = crypto.load(self.cr, campaign.sudo().key_name)
        left = campaign.participant_ids.filtered(
            lambda one: one.customer_id == self.people[7]
        )
        code = key.make_code(left.id)
        campaign.sudo()._write_workflow({"opened_on": self.today})
        self._delete(self.people[7])
        found = self.env["icrm.campaign.participant"]._find_by_code(code)
        self.assertEqual(found, left)
        self.assertEqual(found.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "no longer invited"):
            found._submit(self._values(campaign))
        left_mail = self.env["mail.mail"].search_count([])
        self.env["icrm.campaign"]._cron_send()
        self.assertEqual(self.env["mail.mail"].search_count([]), left_mail)

    def test_nobody_else_takes_their_place(self):
        """Rows without a person are nobody's: of users without an employee neither."""
        campaign = self._answered(protection="identified")
        self._delete(self.people[:1])
        rows = self.env["icrm.campaign.participant"].with_user(self.auditor)
        self.assertFalse(rows.search([("campaign_id", "=", campaign.id)]))
        self.assertFalse(rows.search([("my_state", "in", ["open", "done", "closed"])]))
        former = campaign.participant_ids.filtered(lambda one: not one.customer_id)
        with self.assertRaises(AccessError):
            former.with_user(self.auditor).read(["name"])
        with self.assertRaisesRegex(UserError, "invited people only"):
            former.with_user(self.officer).action_answer()

    def test_votes(self):
        idea = self.env["icrm.idea"].create(
            {"name": "Plants", "author_id": self._customer(self.staff).id}
        )
        idea.with_user(self.colleague).action_vote()
        idea.with_user(self.agent).action_vote()
        self._delete(self._customer(self.colleague))
        self.assertEqual(idea.vote_count, 2)
        idea.with_user(self.it_head).action_vote()
        self.assertEqual(idea.vote_count, 3)
        # The auditor has no employee, as the deleted vote has none.
        for user in (self.auditor, self.colleague):
            self.assertFalse(idea.with_user(user).is_voted)
            self.assertNotIn(
                idea,
                self.env["icrm.idea"].with_user(user).search([("is_voted", "=", True)]),
            )

    def test_memberships(self):
        segment = self.env["icrm.segment"].create({"name": "Some", "kind": "manual"})
        segment.customer_ids = self.people[:3]
        Membership = self.env["icrm.segment.membership"]
        self.assertEqual(Membership.search_count([("segment_id", "=", segment.id)]), 3)
        self._delete(self.people[:1])
        rows = Membership.search([("segment_id", "=", segment.id)])
        self.assertEqual(len(rows), 3, "how many there were stays true")
        self.assertEqual(rows.filtered("left_on").customer_id.ids, [])
        self.assertEqual(len(rows.filtered("left_on")), 1)

    def test_no_reference_dies_with_a_person(self):
        """Each reference of ours refuses the deletion, or is emptied by it."""
        found = self.env["ir.model.fields"].search(
            [
                ("relation", "=", "icrm.customer"),
                ("ttype", "=", "many2one"),
                ("store", "=", True),
                ("on_delete", "=", "cascade"),
            ]
        )
        dying = {field.model for field in found if not self.env[field.model]._transient}
        self.assertFalse(dying)


@tagged("post_install", "-at_install")
class TestFailedClosing(DeletedCommon):
    """A closing that fails leaves all as it was; others of the day are closed."""

    def _break(self, bad):
        original = CampaignCount.run

        def run(count, responses, texts):
            original(count, responses, texts)
            if count.campaign == bad:
                raise KeyError("wrong")

        return patch.object(CampaignCount, "run", run)

    def test_key_is_given_back(self):
        campaign = self._answered(self.people[:6])
        key = campaign.sudo().key_name
        with self._break(campaign), self.assertRaises(KeyError):
            campaign.with_user(self.officer).action_close()
        self.assertEqual(campaign.state, "open")
        self.assertEqual(campaign.sudo().key_name, key)
        self.assertTrue(crypto.load(self.cr, key), "in use")
        self.assertFalse(campaign.group_ids)
        late = campaign.participant_ids.filtered(
            lambda one: one.customer_id == self.people[8]
        )
        late._submit(self._values(campaign))
        campaign.with_user(self.officer).action_close()
        self.assertEqual(campaign.answered_count, 7)

    def test_a_key_that_was_retired_before_stays_so(self):
        """Who opens boxes in secret cannot get the key back by a failing closing."""
        campaign = self._answered(self.people[:6])
        campaign._decrypt_boxes()
        with self._break(campaign), self.assertRaises(KeyError):
            campaign.with_user(self.officer).action_close()
        self.assertIsNone(crypto.load(self.cr, campaign.sudo().key_name))
        other = campaign.participant_ids.filtered(
            lambda one: one.customer_id == self.people[8]
        )
        with self.assertRaisesRegex(UserError, "no longer accepts"):
            other._submit(self._values(campaign))
        campaign.with_user(self.officer).action_close()
        self.assertEqual(campaign.answered_count, 6)

    def test_key_is_not_destroyed_by_a_closing_taken_back(self):
        campaign = self._answered(self.people[:6])
        key = campaign.sudo().key_name
        campaign.flush_recordset()
        destroy_key_after_commit(self.cr, key)
        self.cr.postcommit.run()
        self.assertTrue(crypto.load(self.cr, key))
        campaign.with_user(self.officer).action_close()
        self.env.flush_all()
        self.cr.postcommit.run()
        self.assertIsNone(crypto.load(self.cr, key, retired=True))

    def test_one_bad_campaign_stops_no_other(self):
        campaigns = self.env["icrm.campaign"]
        for _number in range(3):
            campaigns |= self._answered(self.people[:6])
        self._due(campaigns)
        bad = campaigns[0]
        with self._break(bad), self.assertLogs(JOBS, "ERROR") as logs:
            self.env["icrm.campaign"]._cron_advance()
        self.env.invalidate_all()
        self.assertEqual(
            campaigns.mapped("state"), ["open", "closed", "closed"], logs.output
        )
        self.assertTrue(any(str(bad) in line for line in logs.output))
        told = bad.activity_ids.filtered(lambda one: one.user_id == self.officer)
        self.assertEqual(len(told), 1)
        self.assertNotIn("KeyError", told.note)
        # The next night: told once, and closed when it can be.
        with self._break(bad), mute_logger(JOBS):
            self.env["icrm.campaign"]._cron_advance()
        self.assertEqual(len(bad.activity_ids), 1)
        self.env["icrm.campaign"]._cron_advance()
        self.assertEqual(bad.state, "closed")
        self.assertEqual(bad.answered_count, 6)


@tagged("post_install", "-at_install")
class TestClosingDate(DeletedCommon):
    """The date decides, not the job that closes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(
            cls.people | cls._customer(cls.staff),
            user_id=cls.officer.id,
            protection="identified",
        )
        cls.mine = cls._participant(cls.campaign, cls.staff)

    def test_answer_after_the_date_is_refused(self):
        self._due(self.campaign)
        with self.assertRaisesRegex(UserError, "This survey is closed"):
            self.mine._submit(self._values(self.campaign))
        with self.assertRaisesRegex(UserError, "This survey is closed"):
            self.mine.with_user(self.staff).action_answer()
        self.assertFalse(self.mine._get_answered())

    def test_on_the_last_day(self):
        self.campaign.flush_recordset()
        self.env.cr.execute(
            "UPDATE icrm_campaign SET closes_on = %s WHERE id = %s",
            [self.campaign._get_today(), self.campaign.id],
        )
        self.campaign.invalidate_recordset()
        self.mine._submit(self._values(self.campaign))
        self.assertEqual(self.mine._get_answered(), self.mine)

    def test_my_surveys(self):
        own = self.mine.with_user(self.staff)
        self.assertEqual(own.my_state, "open")
        self._due(self.campaign)
        own.invalidate_recordset()
        self.assertEqual(own.my_state, "closed")
        self.assertFalse(
            self.env["icrm.campaign.participant"]
            .with_user(self.staff)
            .search([("my_state", "=", "open")])
        )

    def test_own_last_day_after_a_request(self):
        self.mine.answer_until = self.today - timedelta(days=2)
        own = self.mine.with_user(self.staff)
        self.assertEqual(own.my_state, "closed")

    def test_nobody_is_invited_or_reminded_any_more(self):
        self.campaign.participant_ids.state = "waiting"
        self._due(self.campaign)
        before = self.env["mail.mail"].search_count([])
        self.env["icrm.campaign"]._cron_send()
        self.assertEqual(
            set(self.campaign.participant_ids.mapped("state")), {"waiting"}
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_phone_and_paper(self):
        other = self.campaign.participant_ids - self.mine
        other[:1].state = "unreachable"
        self._due(self.campaign)
        self.assertFalse(other[1].can_interview)
        with self.assertRaisesRegex(UserError, "no longer accepts"):
            other[1].with_user(self.officer).action_interview()
        with self.assertRaisesRegex(UserError, "cannot get a paper code"):
            other[:1].with_user(self.desk).action_issue_code()

    def test_failed_mails_are_not_sent_again(self):
        self.mine.state = "failed"
        self._due(self.campaign)
        with self.assertRaisesRegex(UserError, "not open"):
            self.campaign.with_user(self.officer).action_resend()

    def test_the_officer_may_give_more_time(self):
        self._due(self.campaign)
        self.campaign.with_user(self.officer).closes_on = self.today + timedelta(days=3)
        self.mine._submit(self._values(self.campaign))
        self.assertEqual(self.mine._get_answered(), self.mine)
