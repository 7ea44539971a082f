# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignWorkflow(CampaignCommon):
    def _closed(self, **values):
        campaign = self._campaign(**values)
        campaign.action_open()
        self._answer(campaign, self.people)
        campaign.action_close()
        return campaign

    # -- the promise --

    def test_never_less_anonymous(self):
        """What was promised holds against officer, administrator and superuser."""
        campaign = self._campaign()
        campaign.action_open()
        other = self._survey()
        for env_user in (self.officer, self.admin_user, None):
            one = campaign.with_user(env_user) if env_user else campaign.sudo()
            for values in (
                {"protection": "identified"},
                {"protection": "confidential"},
                {"anonymity_threshold": 4},
                {"anonymity_threshold_text": 5},
                {"survey_id": other.id},
                {"about": "company"},
                {"audience": "departments"},
                {"audience_department_ids": [Command.set(self.it.ids)]},
                {"breakdown": "none"},
                {"sample_share": 50},
                {"cooldown_days": 1, "subjects_per_person": 2},
                {"trigger": "request_closed"},
                {"state": "draft"},
                {"subject_ids": [Command.clear()]},
                {"subject_ids": [Command.create({"department_id": self.sales.id})]},
                {"about_department_ids": [Command.set(self.sales.ids)]},
                {"opens_on": self.today - timedelta(days=3)},
                {"closes_on": self.today - timedelta(days=1)},
                {"closes_on": False},
                {"active": False},
            ):
                with self.subTest(user=env_user and env_user.name, values=values):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        one.write(values)
                        one.flush_recordset()
                    self.env.invalidate_all()
        self.assertEqual(campaign.protection, "anonymous")
        self.assertEqual(campaign.subject_ids.department_id, self.it)

    def test_by_import(self):
        """An import writes by the same checks."""
        campaign = self._campaign()
        campaign.action_open()
        xml_id = "__import__.campaign_spring"
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "campaign_spring",
                "model": "icrm.campaign",
                "res_id": campaign.id,
            }
        )
        result = campaign.load(
            ["id", "protection", "anonymity_threshold"], [[xml_id, "Identified", "4"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("can no longer change", result["messages"][0]["message"])
        self.assertEqual(
            (campaign.protection, campaign.anonymity_threshold), ("anonymous", 5)
        )

    def test_safer_is_allowed(self):
        campaign = self._campaign()
        campaign.action_open()
        campaign.write({"anonymity_threshold": 6, "anonymity_threshold_text": 9})
        campaign.closes_on = self.today + timedelta(days=30)
        self.assertEqual(campaign.anonymity_threshold, 6)

    def test_draft_changes_freely(self):
        campaign = self._campaign()
        campaign.write({"protection": "identified", "anonymity_threshold": 6})
        campaign.about_department_ids = self.sales
        self.assertEqual(campaign.subject_ids.department_id, self.sales)

    def test_never_under_five(self):
        for values in ({"anonymity_threshold": 4}, {"anonymity_threshold_text": 7}):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                with self.cr.savepoint():
                    self._campaign(**values).flush_recordset()

    def test_course_is_not_written_by_hand(self):
        for values in ({"state": "open"}, {"wave": 3}, {"closed_on": self.today}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._campaign(**values)

    def test_begins_as_a_draft(self):
        """Whatever a context says: a column of the kanban, or a caller."""
        officer = self.env(user=self.officer)
        campaign = (
            officer["icrm.campaign"]
            .with_context(default_state="published", default_wave=7)
            .create({"name": "Spring", "survey_id": self.survey.id})
        )
        self.assertEqual((campaign.state, campaign.wave), ("draft", 0))

    # -- each step once --

    def test_steps_in_order(self):
        campaign = self._campaign()
        for method in ("action_close", "action_publish"):
            with (
                self.subTest(method=method),
                self.assertRaisesRegex(UserError, "this is not possible"),
            ):
                getattr(campaign, method)()
        campaign.action_open()
        with self.assertRaisesRegex(UserError, "is running"):
            campaign.action_open()
        self.assertEqual(len(campaign.participant_ids), 10)

    def test_closing_counts(self):
        campaign = self._closed()
        self.assertEqual(campaign.state, "closed")
        self.assertEqual(
            (campaign.participant_count, campaign.response_count), (10, 10)
        )
        results = self.env["icrm.result"].search([("campaign_id", "=", campaign.id)])
        self.assertTrue(results)
        self.assertTrue(all(result.response_count >= 5 for result in results))
        participants = campaign.sudo().participant_ids
        self.assertFalse(participants.box_id)
        with self.assertRaisesRegex(UserError, "answered|closed"):
            participants[0]._submit({})

    def test_publishing_tells_the_heads(self):
        campaign = self._closed()
        head = campaign.with_user(self.it_head)
        with self.assertRaises(AccessError):
            head.read(["name"])
        campaign.action_publish()
        self.assertEqual(head.read(["state"])[0]["state"], "published")
        notified = self._get_notified(campaign)
        self.assertIn(self.it_head.partner_id, notified)
        self.assertNotIn(self.finance_head.partner_id, notified)
        with self.assertRaises(AccessError):
            campaign.with_user(self.finance_head).read(["name"])

    def _get_notified(self, campaign):
        self._send_messages()
        messages = self.env["mail.message"].search(
            [("model", "=", campaign._name), ("res_id", "=", campaign.id)]
        )
        return messages.notified_partner_ids

    def test_published_for_officers_only(self):
        campaign = self._closed(visibility="officers")
        campaign.action_publish()
        with self.assertRaises(AccessError):
            campaign.with_user(self.it_head).read(["name"])
        self.assertNotIn(self.it_head.partner_id, self._get_notified(campaign))

    def test_deleting(self):
        """Answered campaigns cannot be deleted; drafts and unanswered ones can."""
        answered = self._campaign()
        answered.action_open()
        self._answer(answered, self.people[:1])
        for user in (self.officer, self.env.ref("base.user_root")):
            with self.assertRaisesRegex(UserError, "has answers"), self.cr.savepoint():
                answered.with_user(user).unlink()
        answered.action_close()
        with self.assertRaisesRegex(UserError, "has answers"), self.cr.savepoint():
            answered.unlink()
        answered.active = False
        self._campaign().unlink()

    def test_refused_to_others(self):
        campaign = self._campaign()
        campaign.action_open()
        for user in (self.staff, self.it_head, self.auditor, self.desk):
            for method in (
                "action_close",
                "action_publish",
                "action_test_run",
            ):
                with self.subTest(user=user.name, method=method):
                    with self.assertRaises(AccessError):
                        getattr(campaign.with_user(user), method)()
        self.assertEqual(campaign.state, "open")

    def test_codes_are_nobodys(self):
        """Not even an officer reads or searches the secret part of a link."""
        campaign = self._campaign()
        campaign.action_open()
        participants = campaign.participant_ids
        with self.assertRaises(AccessError):
            participants.read(["code_digest"])
        with self.assertRaises(AccessError):
            participants.search([("code_digest", "=like", "a%")])

    # -- people --

    def test_leaver_is_taken_off_the_list(self):
        campaign = self._campaign()
        campaign.action_open()
        stays, leaves = self.finance_people[0], self.finance_people[1]
        self._answer(campaign, stays)
        (stays | leaves).sudo().employee_id.action_archive()
        states = {
            participant.customer_id: participant.state
            for participant in campaign.sudo().participant_ids
        }
        self.assertEqual(states[leaves], "withdrawn")
        self.assertEqual(states[stays], "waiting")
        self.assertEqual((campaign.participant_count, campaign.response_count), (9, 1))
        with self.assertRaises(UserError):
            self._answer(campaign, leaves)

    def test_moving_changes_nothing(self):
        campaign = self._campaign()
        campaign.action_open()
        person = self.finance_people[0]
        person.sudo().employee_id.department_id = self.it
        participant = campaign.sudo().participant_ids.filtered(
            lambda participant: participant.customer_id == person
        )
        self.assertEqual(participant.department_id, self.finance)
        self._answer(campaign, person)
        self.assertEqual(campaign.response_count, 1)

    def test_small_departments_are_shown_together(self):
        campaign = self._campaign()
        campaign.action_open()
        self._answer(campaign, self.sales_people[:1])
        rows = campaign.sudo()._get_shown_turnout()
        self.assertEqual(
            [(row["name"], row["invited"], row["answered"]) for row in rows],
            [("Finance", 6, 0), ("Smaller departments combined", 4, 1)],
        )

    # -- by itself --

    def test_closes_by_itself(self):
        campaign = self._campaign()
        campaign.action_open()
        with freeze_time(self.today + timedelta(days=14)):
            self._follow()
            self.assertEqual(campaign.state, "open")
        with freeze_time(self.today + timedelta(days=16)):
            self._follow()
            self.assertEqual(campaign.state, "closed")

    def test_opens_by_itself(self):
        campaign = self._campaign(opens_on=self.today + timedelta(days=3))
        campaign.action_plan()
        self._follow()
        self.assertEqual(campaign.state, "draft")
        with freeze_time(self.today + timedelta(days=4)):
            self._follow()
            self._follow()
        self.assertEqual(campaign.state, "open")
        self.assertEqual(len(campaign.participant_ids), 10)

    def test_refused_by_itself_is_told(self):
        campaign = self._campaign(opens_on=self.today)
        campaign.action_plan()
        campaign.contact_days = 5
        self._follow()
        self._follow()
        self.assertEqual((campaign.state, campaign.is_planned), ("draft", False))
        self.assertEqual(campaign.activity_ids.user_id, self.officer)
        self.assertEqual(len(campaign.activity_ids), 1)
        self.assertIn("would be asked", campaign.activity_ids.note)

    def test_next_wave(self):
        campaign = self._closed(recurrence="quarter", name="Pulse of IT")
        self._follow()
        self._follow()
        following = campaign.next_ids
        self.assertEqual(len(following), 1)
        self.assertEqual(
            (following.state, following.is_planned, following.wave),
            ("draft", True, 2),
        )
        self.assertEqual(following.series_id, campaign)
        self.assertEqual(following.subject_ids.department_id, self.it)
        self.assertEqual(following.closes_on - following.opens_on, timedelta(days=14))
        self.assertEqual(following.display_name, "Pulse of IT (wave 2)")
        self._ask(self.people)
        with freeze_time(following.opens_on + timedelta(days=1)):
            self._ask(self.people, days=1)
            self._follow()
            self.assertEqual(following.state, "open")

    def test_dates_of_a_series_do_not_wander(self):
        with freeze_time(date(2027, 1, 31)):
            campaign = self._campaign(
                recurrence="month", closes_on=date(2027, 2, 5), contact_days=3650
            )
            campaign.action_open()
        with freeze_time(date(2027, 2, 10)):
            campaign.action_close()
            self._follow()
            second = campaign.next_ids
            self.assertEqual(second.opens_on, date(2027, 2, 28))
        with freeze_time(date(2027, 3, 1)):
            self._follow()
            second.action_close()
            self._follow()
            self.assertEqual(second.next_ids.opens_on, date(2027, 3, 31))

    def _follow(self):
        """Run the job as it runs by itself, without its commits."""
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
        )
        self.env["icrm.campaign"]._cron_advance()
