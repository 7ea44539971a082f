# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignPeople(CampaignCommon):
    """People added and reminded one by one; nothing tells who has answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.more = cls._people("More", cls.sales, 6)

    def _open(self, **values):
        campaign = self._campaign(**values)
        campaign.action_open()
        self._write_to(campaign)
        return campaign

    def _write_to(self, campaign):
        """Do what the job does: invite who waits."""
        waiting_sudo = campaign.sudo().participant_ids.filtered(
            lambda participant_sudo: participant_sudo.state == "waiting"
        )
        waiting_sudo._send_messages(False, {"state": "invited"})
        self._mails().unlink()

    def _add(self, campaign, customers, user=None):
        return (
            self.env["icrm.campaign.add"]
            .with_user(user or self.officer)
            .create(
                {
                    "campaign_id": campaign.id,
                    "customer_ids": [Command.set(customers.ids)],
                }
            )
            .action_add()
        )

    def _participant(self, campaign, customer):
        return campaign.participant_ids.filtered(
            lambda participant: participant.customer_id == customer
        )

    def _mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "icrm.campaign.participant")]
        )

    # -- adding --

    def test_added_people_can_answer(self):
        """Also within the cool-down and without contact; their answers count."""
        self.more[0].icrm_surveyed_on = self.today
        campaign = self._open(protection="confidential", cooldown_days=30)
        self._add(campaign, self.more[0])
        added = self._participant(campaign, self.more[0])
        self.assertTrue(added.is_added)
        self.assertEqual(added.state, "waiting")
        self.assertEqual(added.subject_ids, campaign.subject_ids)
        self._answer(campaign, self.more[0])
        self.assertEqual(campaign.response_count, 1)
        self.assertFalse(self._participant(campaign, self.people[0]).is_added)

    def test_anonymous_needs_the_minimum_at_once(self):
        campaign = self._open()
        with self.assertRaisesRegex(UserError, "at least 5 people at once"):
            self._add(campaign, self.more[:4])
        self.assertFalse(self._participant(campaign, self.more[0]))
        self._add(campaign, self.more[:5])
        self.assertEqual(self._asked(campaign), self.people | self.more[:5])

    def test_anonymous_needs_the_minimum_of_those_who_can_answer(self):
        """Four without address and account hide nobody."""
        campaign = self._open()
        silent = self._people("Silent", self.sales, 4, email=False)
        with self.assertRaisesRegex(UserError, "Only 1 of these people"):
            self._add(campaign, self.more[:1] | silent)

    def test_added_people_fill_no_group(self):
        """Four of sales answer; five added by the officer do not make them visible."""
        campaign = self._open()
        self._add(campaign, self.more)
        self._answer(campaign, self.sales_people | self.more)
        campaign.action_close()
        self.assertFalse(campaign.group_ids)
        self.assertEqual(campaign.answered_count, 10)

    def test_who_cannot_be_added(self):
        campaign = self._open(protection="identified")
        for people, words in (
            (self.people[0], "Already invited: Finance 0"),
            (self._customer(self.agent), "Cannot be asked"),
            (self.people.browse(), "Choose the people"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._add(campaign, people)
        with self.assertRaises(AccessError):
            self._add(campaign, self.more, user=self.auditor)
        draft = self._campaign()
        with self.assertRaisesRegex(UserError, "is not open"):
            self._add(draft, self.more)

    # -- reminding --

    def test_reminder_tells_nothing(self):
        """The same answer and the same row for who has answered and who has not."""
        campaign = self._open(protection="confidential")
        done, open_ = (
            self._participant(campaign, customer) for customer in self.people[:2]
        )
        self._answer(campaign, self.people[0])
        told = [person.action_remind() for person in (done, open_)]
        self.assertEqual(*told)
        self.assertEqual(self._mails().mapped("res_id"), open_.ids)
        read = [
            person.read(["reminders", "reminded_on", "state", "answered"])[0]
            for person in (done, open_)
        ]
        for row in read:
            row.pop("id")
        self.assertEqual(*read)
        self.assertEqual((done.can_remind, open_.can_remind), (True, True))

    def test_refused_reminders(self):
        campaign = self._open()
        person = self._participant(campaign, self.people[0])
        self.assertFalse(person.can_remind)
        with self.assertRaisesRegex(UserError, "reminded all at once"):
            person.action_remind()
        named = self._open(protection="identified", cooldown_days=0)
        person = self._participant(named, self.people[1])
        with self.assertRaises(AccessError):
            person.with_user(self.auditor).action_remind()
        person.action_remind()
        with self.assertRaisesRegex(UserError, "already reminded today"):
            person.action_remind()
        self.assertEqual(len(self._mails()), 1)
        person.sudo().write({"reminded_on": False, "reminders": 10})
        with self.assertRaisesRegex(UserError, "10 times"):
            person.action_remind()
        named.action_close()
        with self.assertRaisesRegex(UserError, "is not open"):
            person.action_remind()
