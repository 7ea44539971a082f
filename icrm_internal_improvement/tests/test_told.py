# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.complaint.common import ComplaintCommon
from odoo.addons.icrm_internal.tests.scan import Scan
from odoo.addons.icrm_internal.tests.voice.ballot_common import BallotCommon

from .improvement_common import ImprovementCommon

LOUD, QUIET = "matter_told", "matter_told_quietly"


@tagged("post_install", "-at_install")
class TestTold(ImprovementCommon, ComplaintCommon, BallotCommon):
    """What came of it reaches those who raised it, once, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Message = cls.env["icrm.message"]
        cls.people = cls._users(
            *((f"asked_{letter}", cls.finance, "") for letter in "abcdef")
        )

    def _published(self, source=None, **values):
        """Return a closed, published improvement that began with *source*."""
        improvement = self._improvement(
            **{
                "feedback_heard": "People waited.",
                "feedback_done": "Ten laptops in stock.",
                "feedback_result": "Nobody waits.",
                "implemented_on": self._day(1),
                **values,
            }
        )
        if source:
            improvement.write({"origin_model": source._name, "origin_id": source.id})
        improvement.write(
            {"state": "done", "outcome": "failure", "closed_on": self.today}
        )
        improvement.write({"published": True, "published_on": self.today})
        return improvement

    def _tell(self):
        """Run the job; return {event: users told} of what waits to be sent."""
        self.Improvement._cron_tell()
        self.Message._flush_outbox()
        return {
            event: self.Message.search(
                [("event", "=", event), ("state", "=", "waiting")]
            ).partner_id.user_ids
            for event in (LOUD, QUIET, "internal_notice")
        }

    def _idea(self):
        idea = (
            self.env["icrm.idea"]
            .with_user(self.staff)
            .create({"name": "Laptops in stock", "department_id": self.it.id})
        )
        idea.with_user(self.colleague).action_vote()
        return idea.sudo()

    # -- exactly those --
    def test_author_and_voters_of_an_idea(self):
        self._published(self._idea(), origin="idea")
        told = self._tell()
        self.assertEqual(told[LOUD], self.staff)
        self.assertEqual(told[QUIET], self.colleague)
        self.assertFalse(told["internal_notice"])

    def test_idea_that_is_done_was_answered_already(self):
        idea = self._idea()
        idea.with_user(self.it_head).write({"state": "done", "answer": "Done"})
        improvement = self._published(idea, origin="idea")
        told = self._tell()
        self.assertFalse(told[LOUD] | told[QUIET])
        self.assertEqual(improvement.told_on, self.today)

    def test_author_of_feedback(self):
        feedback = self.env["icrm.feedback"].with_user(self.staff)
        feedback = feedback.create({"name": "Slow", "department_id": self.it.id})
        self._published(feedback, origin="feedback")
        self.assertEqual(self._tell()[LOUD], self.staff)

    def test_requesters_before_the_change(self):
        requests = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "x",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self._customer(user).id,
                }
                for user in (self.staff, self.staff, self.colleague, self.it_head)
            ]
        )
        requests[2].icrm_submitted_at = self._day(-10)
        problem = self.env["icrm.recurring.problem"].create(
            {
                "words": "printer",
                "service_id": self.service.id,
                "signature": {},
                "request_ids": [Command.set(requests[:3].ids)],
            }
        )
        # The staff's came on the day after the change.
        self._published(problem, origin="recurring", implemented_on=self._day(-5))
        self.assertEqual(self._tell()[LOUD], self.colleague)

    def test_requesters_before_the_change_that_a_need_led_to(self):
        requests = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "x",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self._customer(user).id,
                }
                for user in (self.staff, self.colleague)
            ]
        )
        requests[1].icrm_submitted_at = self._day(-10)
        need = self.env["icrm.need"].create(
            {"name": "Printers", "provider_department_id": self.it.id}
        )
        self.env["icrm.recurring.problem"].create(
            {
                "words": "printer",
                "service_id": self.service.id,
                "signature": {},
                "need_id": need.id,
                "request_ids": [Command.set(requests.ids)],
            }
        )
        # Later requests join the group every night.
        self._published(need, origin="need", implemented_on=self._day(-5))
        self.assertEqual(self._tell()[LOUD], self.colleague)

    def test_requesters_of_missed_promises(self):
        requests = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "x",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": self._customer(user).id,
                }
                for user in (self.staff, self.colleague)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_clock SET state = 'missed', missed_at = NOW() - '2d'::interval"
            " WHERE ticket_id = %s AND kind = 'resolution'",
            [requests[0].id],
        )
        self.env.invalidate_all()
        self._published(
            origin="miss", origin_topic=f"miss:{self.service.id}:resolution"
        )
        self.assertEqual(self._tell()[LOUD], self.staff)

    def test_everybody_asked_about_it_of_an_anonymous_survey(self):
        campaign = self._campaign(self.people)
        need = self._need(campaign)
        self._published(need, origin="need")
        told = self._tell()
        self.assertEqual(told[QUIET], self.people)
        self.assertFalse(told[LOUD])

    def _need(self, campaign):
        comment = self.env["icrm.comment"].create(
            {
                "campaign_id": campaign.id,
                "company_id": self.company.id,
                "subject_id": campaign.subject_ids.id,
                "department_id": self.it.id,
                "question_id": self.q_text.id,
                "body": "I wait for laptops.",
            }
        )
        return self.env["icrm.need"].create(
            {
                "name": "Laptops",
                "provider_department_id": self.it.id,
                "campaign_id": campaign.id,
                "comment_ids": [Command.link(comment.id)],
            }
        )

    def test_writer_of_an_identified_comment(self):
        campaign = self._campaign(self.people, protection="identified")
        need = self._need(campaign)
        self.env["icrm.comment.author"].create(
            {
                "comment_id": need.comment_ids.id,
                "participant_id": self._participant(campaign, self.people[2]).id,
            }
        )
        self._published(need, origin="need")
        self.assertEqual(self._tell()[QUIET], self.people[2])

    def test_complainants_of_the_cause_look_and_find_it(self):
        mine = self._file()
        other = self._file(self.colleague)
        unjust = self._file(self.finance_head)
        anonymous, key = self._file_anonymous()
        for complaint in (mine, other, anonymous):
            self._decide(complaint)
        for complaint in (mine, other, unjust, anonymous):
            complaint.sudo().state = "closed"
        before = self._tell()["internal_notice"]
        self.Message.search([]).unlink()
        improvement = self._published(
            mine.sudo(), origin="complaint", complaint_cause_id=self.cause.id
        )
        told = self._tell()
        self.assertTrue(before)
        self.assertEqual(told["internal_notice"], self.staff | self.colleague)
        self.assertFalse(told[LOUD] | told[QUIET])
        for complaint in (mine, other):
            self.assertIn("Ten laptops in stock.", complaint.status_text)
        self.assertNotIn("laptops", unjust.status_text)
        # The page of the key shows the same, and nothing says who reads it.
        found = self.env["icrm.complaint"]._find_by_key(key)
        self.assertIn("Ten laptops in stock.", found.status_text)
        improvement.published = False
        found.invalidate_recordset()
        self.assertNotIn("laptops", found.status_text)

    # -- whoever was asked about it, and no one else --
    def test_asked_about_everything_is_asked_about_it(self):
        """Who has no subjects of their own is asked about all of a survey's."""
        campaign = self._campaign(self.people)
        need = self._need(campaign)
        self._participant(campaign, self.people[0]).subject_ids = False
        self._published(need, origin="need")
        self.assertEqual(self._tell()[QUIET], self.people)

    def _campaign_of_two(self):
        """Ask two about IT, two about finance, the rest about both."""
        campaign = self._campaign(self.people, subjects=self.it | self.finance)
        of_it = campaign.subject_ids.filtered(lambda s: s.department_id == self.it)
        for user in self.people[:2]:
            self._participant(campaign, user).subject_ids = of_it
        for user in self.people[2:4]:
            self._participant(campaign, user).subject_ids = campaign.subject_ids - of_it
        return campaign

    def test_asked_about_another_department_did_not_raise_it(self):
        campaign = self._campaign_of_two()
        asked = self.people[:2] | self.people[4:]
        self._published(campaign, origin="gap")
        self.assertEqual(self._tell()[QUIET], asked)
        self.Message.search([]).unlink()
        need = self.env["icrm.need"].create(
            {
                "name": "Laptops",
                "provider_department_id": self.it.id,
                "campaign_id": campaign.id,
            }
        )
        self._published(need, origin="need")
        self.assertEqual(self._tell()[QUIET], asked)

    def test_survey_named_beside_quotes_of_another_one(self):
        need = self._need(self._campaign(self.people[:3]))
        need.campaign_id = self._campaign(self.people[3:])
        self._published(need, origin="need")
        self.assertEqual(self._tell()[QUIET], self.people)

    def test_complaint_of_the_same_number_is_no_source(self):
        mine = self._file()
        self._decide(mine)
        mine.sudo().state = "closed"
        self._tell()
        self.Message.search([]).unlink()
        self._published(
            origin="complaint", origin_model="icrm.service", origin_id=mine.id
        )
        self.assertFalse(self._tell()["internal_notice"])

    def _ticket(self, customer, **values):
        return self.env["helpdesk.ticket"].create(
            {
                "name": "x",
                "description": "x",
                "icrm_service_id": self.service.id,
                "icrm_requester_id": customer.id,
                **values,
            }
        )

    def _problem(self, requests):
        return self.env["icrm.recurring.problem"].create(
            {
                "words": "printer",
                "service_id": self.service.id,
                "signature": {},
                "request_ids": [Command.set(requests.ids)],
            }
        )

    def test_requester_of_an_archived_request(self):
        request = self._ticket(self._customer(self.staff))
        problem = self._problem(request)
        request.active = False
        self._published(problem, origin="recurring")
        self.assertEqual(self._tell()[LOUD], self.staff)

    def test_outside_organizations_read_nothing_of_the_company(self):
        organization = self._organization("Vendor")
        requests = self._ticket(organization) | self._ticket(self._customer(self.staff))
        self._published(self._problem(requests), origin="recurring")
        self._tell()
        messages = self.Message.search([("event", "in", (LOUD, QUIET))])
        self.assertEqual(messages.partner_id, self.staff.partner_id)

    def test_voter_who_left_one_of_two_companies(self):
        """A person is told where they still are."""
        idea = self._idea()
        other = self.env["res.company"].create({"name": "Other"})
        gone = self.env["hr.employee"].create(
            {
                "name": "Colleague, once",
                "company_id": other.id,
                "work_contact_id": self.colleague.partner_id.id,
            }
        )
        customer = self.env["icrm.customer"].search([("employee_id", "=", gone.id)])
        self.assertEqual(customer.partner_id, self.colleague.partner_id)
        idea.author_id = customer
        gone.active = False
        self.env.flush_all()
        self.assertFalse(customer.active)
        self._published(idea, origin="idea")
        told = self._tell()
        self.assertEqual(told[LOUD] | told[QUIET], self.colleague)

    def test_missed_promises_are_those_that_it_began_with(self):
        request = self._ticket(self._customer(self.staff))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_clock SET state = 'missed', missed_at = NOW() - '2d'::interval"
            " WHERE ticket_id = %s AND kind = 'resolution'",
            [request.id],
        )
        self.env.invalidate_all()
        self._published(
            origin="miss",
            origin_topic=f"miss:{self.service.id}:resolution",
            service_id=self._service("Another").id,
        )
        self.assertEqual(self._tell()[LOUD], self.staff)

    # -- until it is sent --
    def _sent(self):
        """Send what waits; return the people to whom a mail or note went."""
        self.Message._flush_outbox()
        messages = self.Message.search([("event", "in", (LOUD, QUIET))])
        sent = self.env["res.partner"]
        for message in messages:
            partner = message.partner_id
            before = self.env["mail.message"].search_count([])
            message._attempt()
            if self.env["mail.message"].search_count([]) > before:
                sent |= partner
        return sent.user_ids

    def test_all_who_wait_are_told(self):
        self._published(self._idea(), origin="idea")
        self._tell()
        self.assertEqual(self._sent(), self.staff | self.colleague)

    def test_vote_taken_back_before_it_is_sent(self):
        idea = self._idea()
        self._published(idea, origin="idea")
        self.assertEqual(self._tell()[QUIET], self.colleague)
        idea.with_user(self.colleague).sudo(False).action_vote(False)
        self.assertEqual(self._sent(), self.staff)

    def test_source_deleted_or_answered_before_it_is_sent(self):
        idea, feedback = self._idea(), self.env["icrm.feedback"]
        feedback = feedback.with_user(self.staff).create(
            {"name": "Slow", "department_id": self.it.id}
        )
        self._published(idea, origin="idea")
        self._published(feedback, origin="feedback")
        self._tell()
        idea.with_user(self.it_head).write({"state": "done", "answer": "Done"})
        feedback.sudo().unlink()
        self.assertFalse(self._sent())

    def test_removed_from_the_survey_before_it_is_sent(self):
        campaign = self._campaign(self.people)
        self._published(self._need(campaign), origin="need")
        self.assertEqual(self._tell()[QUIET], self.people)
        self._participant(campaign, self.people[0]).state = "withdrawn"
        self.assertEqual(self._sent(), self.people[1:])

    def test_reopened_or_unpublished_before_it_is_sent(self):
        for values in ({"state": "act"}, {"published": False}):
            with self.subTest(values=values):
                improvement = self._published(self._idea(), origin="idea")
                self._tell()
                improvement.write(values)
                self.assertFalse(self._sent())

    def test_verdict_is_the_one_of_the_day_it_is_sent(self):
        improvement = self._published(self._idea(), origin="idea")
        self._tell()
        improvement.write(
            {
                "feedback_result": "Few wait.",
                "proof_values": {"verdict": "unknown", "reason": "early"},
                "proof_verdict": "unknown",
            }
        )
        message = self.Message.search([("event", "=", LOUD)])
        text = message._render()
        self.assertIn("Few wait.", text.body)
        self.assertIn("Cannot be determined: no full period", text.body)
        # no numbers of fewer people than the company's minimum
        improvement.proof_values = {
            "verdict": "unknown",
            "reason": "cases",
            "n_before": 3,
            "n_after": 1,
            "people": [1, 1],
        }
        self.assertIn("Cannot be determined: too few cases<", message._render().body)

    # -- once --
    def test_each_hears_of_a_matter_once(self):
        improvement = self._published(self._idea(), origin="idea")
        self._tell()
        self.assertEqual(self.Message.search_count([("event", "=", LOUD)]), 1)
        self._tell()
        self.assertEqual(self.Message.search_count([("event", "=", LOUD)]), 1)
        # Were the day lost, the key of the message would still be there.
        improvement.told_on = False
        self._tell()
        self.assertEqual(self.Message.search_count([("event", "=", LOUD)]), 1)

    def test_killed_job_tells_all_or_none(self):
        improvement = self._published(self._idea(), origin="idea")
        with (
            patch.object(
                self.registry["icrm.message"], "_enqueue", side_effect=ConnectionError
            ),
            self.assertRaises(ConnectionError),
            self.env.cr.savepoint(),
        ):
            self.Improvement._cron_tell()
        improvement.invalidate_recordset()
        self.assertFalse(improvement.told_on)
        self.assertEqual(self._tell()[LOUD], self.staff)

    def test_what_is_open_or_unpublished_is_not_told(self):
        improvement = self._published(self._idea(), origin="idea")
        improvement.published = False
        told = self._tell()
        self.assertFalse(told[LOUD] | told[QUIET])
        improvement.write({"published": True, "state": "act"})
        told = self._tell()
        self.assertFalse(told[LOUD] | told[QUIET])

    def test_words_are_those_for_everybody(self):
        improvement = self._published(self._idea(), origin="idea")
        improvement.write(
            {
                "proof_values": {"verdict": "unknown", "reason": "early"},
                "proof_verdict": "unknown",
            }
        )
        self._tell()
        message = self.Message.search([("event", "=", LOUD)])
        self.assertFalse(message.res_model or message.res_id)
        text = message._render()
        self.assertIn("Ten laptops in stock.", text.body)
        self.assertIn("Cannot be determined", text.body)
        improvement.published = False
        self.assertIsNone(message._render())

    # -- no way back --
    def test_dump_does_not_tell_which_of_those_asked_wrote(self):
        """All rows that telling writes, of somebody who wrote and of the others."""
        campaign = self._campaign(self.people)
        need = self._need(campaign)
        self._published(need, origin="need")
        scan = Scan(self.env)
        self._tell()
        changes = scan.changes()
        rows = changes.pop("icrm_message")
        self.assertEqual(len(rows), len(self.people))
        # The same but for id, key and person: nothing tells one from another.
        messages = self.Message.search([("event", "=", QUIET)])
        seen = {
            (
                message.res_model,
                message.res_id,
                str(message.values),
                message.author_id.id,
                message.state,
                message.queued_at,
                message.try_at,
                message.is_logged,
            )
            for message in messages
        }
        self.assertEqual(len(seen), 1)
        self.assertEqual(
            {message.thread for message in messages}, {False}, "no record is named"
        )
        self._assert_alike(scan, changes)
        # Once they are sent the outbox is empty; mails wait for the mail server, those
        # of all alike, and are deleted then.
        for message in messages:
            message._attempt()
        self.assertFalse(self.Message.search([("event", "=", QUIET)]))
        self._assert_alike(scan, scan.changes())

    def _assert_alike(self, scan, changes):
        """Every table says the same of each person, but for who it is."""
        for table, rows in changes.items():
            said = {
                tuple(
                    sorted(
                        text.partition(":")[0].partition(" = ")[0]
                        for text in scan.mentions(table, rows, person)
                        # the time of the job, the same for all
                        if " is exact: " not in text
                    )
                )
                for person in self.people
            }
            with self.subTest(table=table):
                self.assertEqual(len(said), 1)

    def test_dump_says_nothing_of_an_anonymous_complaint(self):
        complaint, _key = self._file_anonymous()
        self._decide(complaint)
        complaint.state = "closed"
        self._tell()
        self._published(complaint, origin="complaint", complaint_cause_id=self.cause.id)
        scan = Scan(self.env)
        told = self._tell()
        self.assertFalse(told[LOUD] | told[QUIET])
        changes = scan.changes()
        self.assertNotIn("icrm_message", changes)
        self.assertFalse({table for table in changes if "complaint" in table})
