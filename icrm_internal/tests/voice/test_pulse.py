# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ...models.voice import codes
from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestPulse(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._resolve(cls.people, hours=5)

    @classmethod
    def _resolve(cls, customers, hours):
        tickets = cls.env["helpdesk.ticket"].search(
            [("icrm_requester_id", "in", customers.ids)]
        )
        tickets.flush_recordset()
        cls.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_resolved_at = %s WHERE id IN %s",
            [fields.Datetime.now() - timedelta(hours=hours), tuple(tickets.ids)],
        )
        tickets.invalidate_recordset()

    def _pulse(self, **values):
        with Form(self.env["icrm.campaign"].with_user(self.officer)) as form:
            form.name = "How was it?"
            form.survey_id = self.survey
            form.trigger = "request_closed"
        form.record.write({"cooldown_days": 0, **values})
        return form.record

    def _cron(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a: 1):
            self.env["icrm.campaign"]._cron_pulse()

    def test_by_default_a_month_about_all_who_serve(self):
        pulse = self._pulse()
        self.assertEqual(pulse.recurrence, "month")
        self.assertGreater(pulse.closes_on, self.today + timedelta(days=26))
        pulse.action_open()
        self.assertEqual(pulse.subject_ids.department_id, self.it)
        self.assertFalse(pulse.sudo().participant_ids, "nobody is asked yet")

    def test_invites_once_whoever_was_served(self):
        pulse = self._pulse()
        pulse.action_open()
        self._cron()
        participants = pulse.sudo().participant_ids
        self.assertEqual(participants.customer_id, self.people)
        self.assertEqual(set(participants.mapped("state")), {"waiting"})
        self.assertTrue(all(participants.mapped("box_id")))
        self.assertEqual(participants.subject_ids, pulse.subject_ids)
        self.assertEqual(
            set(participants.mapped("answer_until")), {self.today + timedelta(days=7)}
        )
        self._cron()
        self.assertEqual(len(pulse.sudo().participant_ids), len(self.people))

    def test_not_before_the_delay(self):
        pulse = self._pulse(pulse_delay_hours=6)
        pulse.action_open()
        self._cron()
        self.assertFalse(pulse.sudo().participant_ids)
        self._resolve(self.sales_people, hours=7)
        self._cron()
        self.assertEqual(pulse.sudo().participant_ids.customer_id, self.sales_people)

    def test_a_share_of_requests_the_same_each_time(self):
        pulse = self._pulse(sample_share=50)
        pulse.action_open()
        self._cron()
        chosen = pulse.sudo().participant_ids.customer_id
        self.assertLess(len(chosen), len(self.people))
        self._cron()
        self.assertEqual(pulse.sudo().participant_ids.customer_id, chosen)

    def test_who_was_asked_lately_is_left_alone(self):
        self.sales_people.sudo().icrm_surveyed_on = self.today - timedelta(days=3)
        pulse = self._pulse(cooldown_days=14)
        pulse.action_open()
        self._cron()
        self.assertEqual(pulse.sudo().participant_ids.customer_id, self.finance_people)

    def test_one_click_in_the_mail(self):
        pulse = self._pulse()
        pulse.action_open()
        self._cron()
        person = pulse.sudo().participant_ids[0]
        body = pulse._get_message(False)[1]
        link = codes.get_link(person)
        text = pulse._fill_in(body, person.name, link)
        for score in range(1, 6):
            self.assertIn(f'href="{link}&amp;score={score}"', text)

    def test_expires(self):
        pulse = self._pulse()
        pulse.action_open()
        self._cron()
        person = pulse.sudo().participant_ids[0]
        answer = {pulse.subject_ids.id: {self.survey.question_ids.id: "4"}}
        person.answer_until = self.today - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "survey is closed"):
            person._submit(answer)
        person.answer_until = self.today
        person._submit(answer)
        self.assertEqual(pulse.sudo().participant_ids._get_answered(), person)

    def test_three_questions_at_most(self):
        self.survey.write(
            {
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": f"Item {number}",
                            "question_type": "scale",
                            "scale_min": 1,
                            "scale_max": 5,
                            "icrm_measure": "item",
                        }
                    )
                    for number in range(3)
                ]
            }
        )
        with self.assertRaisesRegex(UserError, "at most 3"):
            self._pulse().action_open()

    def test_feeds_the_same_facts(self):
        pulse = self._pulse()
        pulse.action_open()
        self._cron()
        answer = {pulse.subject_ids.id: {self.survey.question_ids.id: "5"}}
        for person in pulse.sudo().participant_ids:
            person._submit(answer)
        pulse.action_close()
        found = pulse.get_results()
        self.assertEqual(found["overall"]["csat"]["n"], len(self.people))
        self.assertEqual(found["overall"]["csat"]["value"], 100)
