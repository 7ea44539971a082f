# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestRating(RequestCommon):
    def resolved(self, **values):
        ticket = self.request(**values)
        ticket._icrm_set_state("resolved")
        return ticket

    def row(self, ticket):
        return self.env["icrm.request.rating"].search([("ticket_id", "=", ticket.id)])

    def test_rate(self):
        ticket = self.resolved()
        mine = ticket.with_user(self.staff)
        self.assertTrue(mine.icrm_can_rate)
        self.assertFalse(mine.icrm_my_score)
        messages = ticket.message_ids
        mine.action_icrm_rate(5)
        self.assertRecordValues(
            self.row(ticket),
            [
                {
                    "score": 5,
                    "customer_id": self.requester.id,
                    "service_id": self.service.id,
                    "team_id": self.it_team.id,
                    "provider_department_id": self.it.id,
                    "customer_department_id": self.finance.id,
                }
            ],
        )
        self.assertEqual(mine.icrm_my_score, 5)
        self.assertEqual(ticket.message_ids, messages)
        # Changed within twelve hours: still one row, and still of the first hour.
        rated_at = self.row(ticket).rated_at
        mine.action_icrm_rate(2, "Too slow after all")
        self.assertEqual(self.row(ticket).score, 2)
        self.assertEqual(self.row(ticket).rated_at, rated_at)

    def test_the_head_gets_a_task_where_ratings_are_shown(self):
        head = self.it_head
        self.assertIn(head, self.it.icrm_head_user_ids)
        hidden = self.resolved()
        hidden.with_user(self.staff).action_icrm_rate(1, "Too slow")
        self.assertFalse(self.row(hidden).task_id)
        self.company.icrm_show_ratings = True
        good, bad = self.resolved(), self.resolved()
        good.with_user(self.staff).action_icrm_rate(3)
        self.assertFalse(self.row(good).task_id)
        mine = bad.with_user(self.staff)
        mine.action_icrm_rate(2, "Too slow")
        mine.action_icrm_rate(1, "Far too slow")
        rating = self.row(bad)
        self.assertEqual(rating.task_id.user_id, head)
        self.assertNotIn("slow", rating.task_id.summary)
        for user in (self.finance_head, self.colleague):
            with self.assertRaises(AccessError):
                rating.with_user(user).action_answer("Sorry")
        with self.assertRaises(AccessError):
            rating.with_user(self.staff).action_answer("Sorry")
        with self.assertRaises(UserError):
            rating.with_user(head).action_answer("")
        messages = bad.message_ids
        rating.with_user(head).action_answer("Sorry, I call you today")
        self._send_messages()
        self.assertFalse(rating.task_id)
        self.assertEqual(mine.icrm_task["reply"], "Sorry, I call you today")
        # The rater alone: nothing of it in the conversation.
        self.assertEqual(bad.message_ids, messages)
        message = self.env["mail.message"].search([], order="id desc", limit=1)
        self.assertEqual(message.partner_ids, self.staff.partner_id)
        self.assertEqual(bad.with_user(self.colleague).icrm_task["reply"], "")

    def test_the_head_reads_nothing_where_ratings_are_hidden(self):
        ticket = self.resolved()
        ticket.with_user(self.staff).action_icrm_rate(1, "Too slow")
        with self.assertRaises(AccessError):
            self.row(ticket).with_user(self.it_head).action_answer("Sorry")

    def test_only_for_some_hours(self):
        ticket = self.resolved().with_user(self.staff)
        ticket.action_icrm_rate(4)
        with freeze_time(fields.Datetime.now() + timedelta(hours=12, minutes=1)):
            self.env.invalidate_all()
            self.assertFalse(ticket.icrm_can_rate)
            with self.assertRaisesRegex(UserError, "12 hours"):
                ticket.action_icrm_rate(5)
            self.company.icrm_rating_change_hours = 24
            ticket.action_icrm_rate(5)

    def test_wrong_scores(self):
        ticket = self.resolved().with_user(self.staff)
        for score in (0, 6, -1, True, "5", 4.5, float("nan"), None, [5], 10**30):
            with self.assertRaisesRegex(UserError, "whole number"):
                ticket.action_icrm_rate(score)
        for comment in (None, "", "  "):
            for score in (1, 2):
                with self.assertRaisesRegex(UserError, "Comment"):
                    ticket.action_icrm_rate(score, comment)
        with self.assertRaisesRegex(UserError, "Comment: .* maximum 5000"):
            ticket.action_icrm_rate(5, "x" * 5001)
        with self.assertRaisesRegex(UserError, "Comment: enter text"):
            ticket.action_icrm_rate(5, ["x"])
        self.assertFalse(self.row(ticket))

    def test_who_may_not(self):
        ticket = self.resolved()
        for user in (self.agent, self.colleague, self.it_head, self.officer):
            with self.assertRaises(AccessError):
                ticket.with_user(user).action_icrm_rate(5)
        with self.assertRaises(UserError):
            self.request().with_user(self.staff).action_icrm_rate(5)

    def test_who_served_does_not_rate(self):
        ticket = self.resolved(
            icrm_requester_id=self._customer(self.agent).id, user_id=self.agent.id
        )
        self.assertFalse(ticket.with_user(self.agent).icrm_can_rate)
        with self.assertRaisesRegex(UserError, "served by you"):
            ticket.with_user(self.agent).action_icrm_rate(5)

    def test_one_rating_of_two_customers(self):
        ticket = self.resolved(icrm_beneficiary_id=self._customer(self.colleague).id)
        ticket.with_user(self.colleague).action_icrm_rate(3)
        self.assertFalse(ticket.with_user(self.staff).icrm_my_score)
        with self.assertRaisesRegex(UserError, "already rated"):
            ticket.with_user(self.staff).action_icrm_rate(5)

    def test_who_serves_sees_averages_only(self):
        ticket = self.resolved()
        ticket.with_user(self.staff).action_icrm_rate(1, "Rude")
        Rating = self.env["icrm.request.rating"]
        for user in (self.agent, self.it_head, self.colleague):
            self.assertFalse(Rating.with_user(user).search([]))
            with self.assertRaises(AccessError):
                self.row(ticket).with_user(user).read(["score"])
            self.assertFalse(
                Rating.with_user(user)._read_group([], [], ["score:sum"])[0][0]
            )
            seen = ticket.with_user(user) if user != self.colleague else None
            if seen:
                self.assertFalse(seen.icrm_rating_ids)
                self.assertFalse(seen.icrm_my_score)
        self.company.icrm_show_ratings = True
        for user in (self.agent, self.it_head):
            self.assertEqual(Rating.with_user(user).search([]), self.row(ticket))
        self.assertFalse(Rating.with_user(self.colleague).search([]))

    def test_averages_name_nobody(self):
        people = [self.staff, self.colleague]
        people += [self._user(f"rater_{number}", self.finance) for number in range(3)]
        seen = []
        # One who rates five times is one.
        for user, score in (
            *((self.staff, 5) for _time in range(5)),
            *zip(people[1:], (4, 4, 3, 4), strict=True),
            *zip(people[1:], (1, 1, 1, 1), strict=True),
        ):
            ticket = self.resolved(icrm_requester_id=self._customer(user).id)
            ticket.with_user(user).action_icrm_rate(score, "Because")
            self.env.invalidate_all()
            for record in (self.service, self.it_team, self.it):
                record = record.with_user(self.agent)
                prefix = "" if record._name == "icrm.service" else "icrm_"
                seen.append(
                    (record[f"{prefix}rating_count"], record[f"{prefix}rating_avg"])
                )
        # Nothing of four people; of five the average of their first ratings; nothing
        # new until all five have rated a second time.
        self.assertEqual(seen[:24], [(0, 0.0)] * 24)
        self.assertEqual(seen[24:36], [(5, 4.0)] * 12)
        self.assertEqual(seen[36:], [(10, 2.9)] * 3)

    def test_five_people_at_least(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.company.icrm_rating_min_count = 4
                self.company.flush_recordset()
