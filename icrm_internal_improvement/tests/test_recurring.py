# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.icrm_internal.tests.request.common import RequestCommon

from ..measures import recurring
from .measures.planted_requests import PLANTED


class RecurringCommon(RequestCommon):
    """Requests of one service, asked by five people of two departments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Problem = cls.env["icrm.recurring.problem"]
        cls.customers = cls.env["icrm.customer"].search(
            [("kind", "=", "employee")], limit=5
        )
        assert len(cls.customers) == 5

    @classmethod
    def _ask(cls, texts, days, people=5):
        """Return requests with *texts*, asked for so many days ago each."""
        tickets = cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": text,
                    "description": "x",
                    "icrm_service_id": cls.service.id,
                    "icrm_requester_id": cls.requester.id,
                }
                for text in texts
            ]
        )
        cls.env.flush_all()
        now = fields.Datetime.now()
        for place, (ticket, day) in enumerate(zip(tickets, days, strict=True)):
            cls.env.cr.execute(
                "UPDATE helpdesk_ticket SET icrm_submitted_at = %s,"
                " icrm_requester_id = %s, icrm_customer_department_id = %s"
                " WHERE id = %s",
                [
                    now - timedelta(days=day),
                    cls.customers[place % people].id,
                    (cls.finance if place % 2 else cls.it).id,
                    ticket.id,
                ],
            )
        cls.env.invalidate_all()
        return tickets

    @classmethod
    def _plant(cls, count=12, days=None, people=5):
        texts = [PLANTED["vpn"][place % 6].format(n=place) for place in range(count)]
        return cls._ask(texts, days or range(1, count + 1), people)

    def _find(self):
        self.Problem._find(self.service, self.Problem._read_names(self.env.company))
        self.env.invalidate_all()
        return self.Problem.search([("service_id", "=", self.service.id)])


@tagged("post_install", "-at_install")
class TestRecurringTour(HttpCase, RecurringCommon):
    def test_a_head_makes_a_need_of_it(self):
        self._plant()
        problem = self._find()
        self.start_tour(
            "/odoo/internal-recurring-problems",
            "icrm_recurring_to_need",
            login=self.it_head.login,
        )
        self.assertEqual(problem.need_id.source, "request")
        self.assertEqual(problem.state, "in_work")


@tagged("post_install", "-at_install")
class TestRecurring(RecurringCommon):
    # -- finding -----------------------------------------------------------------------
    def test_a_rising_problem_is_proposed_once(self):
        tickets = self._plant()
        others = self._ask(
            ["三楼打印机卡纸", "New chair", "Mouse double clicks", "Fan is loud"],
            (2, 3, 20, 70),
        )
        problem = self._find()
        self.assertEqual(len(problem), 1)
        self.assertEqual(problem.sudo().request_ids, tickets)
        self.assertFalse(problem.sudo().request_ids & others)
        self.assertIn("vpn", problem.words)
        self.assertRecordValues(
            problem,
            [
                {
                    "state": "proposed",
                    "request_count": 12,
                    "recent_count": 12,
                    "customer_department_count": 2,
                    "department_id": self.it.id,
                }
            ],
        )
        self.assertEqual(self._find(), problem)

    def test_too_few_too_old_or_of_one_person(self):
        self._plant(count=7)
        self.assertFalse(self._find())
        self._plant(count=8, days=range(40, 80, 5))
        self.assertFalse(self._find(), "no rise")

    def test_what_one_team_asks_alone_is_none(self):
        self._plant(people=3)
        self.assertFalse(self._find())

    def test_no_name_is_a_word(self):
        name = self.customers[0].name.split()[0]
        self._ask([f"{name} cannot log in again {n}" for n in range(10)], range(1, 11))
        for problem in self._find():
            self.assertNotIn(name.lower(), problem.words.lower())

    def test_complaints_are_not_read(self):
        """Texts come from requests alone; a complaint about one changes nothing."""
        self._plant()
        for _number in range(3):
            self.env["icrm.complaint"].with_user(self.staff).file_complaint(
                {
                    "protection": "confidential",
                    "against": "department",
                    "department_id": self.it.id,
                    "subject": "VPN drops and nobody cares",
                    "body": "VPN connection drops since the update",
                }
            )
        self.assertEqual(self._find().request_count, 12)

    def test_what_goes_away_is_proposed_no_more(self):
        tickets = self._plant()
        self.assertTrue(self._find())
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_submitted_at = icrm_submitted_at"
            " - INTERVAL '40 days' WHERE id = ANY(%s)",
            [tickets.ids],
        )
        self.env.invalidate_all()
        self.assertFalse(self._find())

    def test_the_job_looks_at_services_with_requests(self):
        self._plant()
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal_improvement.ir_cron_recurring_find"
            ).method_direct_trigger()
        self.assertEqual(len(self.Problem.search([])), 1)

    def test_queries_do_not_grow(self):
        self._plant()
        names = self.Problem._read_names(self.env.company)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Problem._find(self.service, names)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._find()
        few = count()
        self._plant(count=18)
        count()
        self.assertLessEqual(count(), few)

    # -- what is made of it ------------------------------------------------------------
    def test_a_need_an_article_an_improvement(self):
        tickets = self._plant()
        problem = self._find().with_user(self.it_head)
        need = self.env["icrm.need"].browse(problem.action_make_need()["res_id"])
        self.assertRecordValues(
            need,
            [
                {
                    "source": "request",
                    "mentions": 12,
                    "service_id": self.service.id,
                    "provider_department_id": self.it.id,
                }
            ],
        )
        self.assertEqual(problem.action_make_need()["res_id"], need.id)
        self.assertEqual(
            (problem.state, problem.decided_on), ("in_work", fields.Date.today())
        )
        article = self.env["icrm.service.article"].browse(
            problem.action_make_article()["res_id"]
        )
        self.assertEqual((article.state, article.reviewer_id), ("draft", self.it_head))
        improvement = self.env["icrm.improvement"].browse(
            problem.action_start_improvement()["res_id"]
        )
        self.assertEqual(improvement.origin, "recurring")
        self.assertIn("12 similar requests", improvement.origin_text)
        action = improvement.with_user(self.it_head).action_open_origin()
        self.assertEqual(action["res_id"], problem.id)
        opened = problem.action_open_requests()["domain"][0][2]
        self.assertEqual(set(opened), set(tickets.ids))
        with self.assertRaises(UserError):
            problem.action_dismiss()

    def test_an_improvement_alone_puts_it_in_work(self):
        self._plant()
        problem = self._find().with_user(self.it_head)
        problem.action_start_improvement()
        self.assertEqual(problem.state, "in_work")

    def test_what_is_dismissed_stays_so(self):
        self._plant()
        problem = self._find().with_user(self.it_head)
        problem.action_dismiss()
        self._plant(count=6)
        self.assertEqual(self._find(), problem)
        self.assertEqual(problem.state, "dismissed")
        problem.action_restore()
        self.assertEqual(problem.state, "proposed")

    def test_the_effect_is_counted_on_the_same_group(self):
        days = [*range(57, 81), *range(2, 56, 9)]
        self._plant(count=len(days), days=days)
        self._plant(count=12, days=[57] * 12)
        problem = self.Problem.create(
            {
                "words": "vpn",
                "service_id": self.service.id,
                "signature": self._signature(),
            }
        )
        problem.write(
            {
                "state": "in_work",
                "decided_on": fields.Date.today() - timedelta(days=56),
            }
        )
        problem = self._find()
        self.assertEqual(problem.effect, "fewer")
        self.assertRegex(problem.effect_text, r"^3\.0 a week before, 0\.[78]\d? after")
        problem.decided_on = fields.Date.today() - timedelta(days=20)
        self.assertEqual(problem.effect, "unknown")
        self.assertIn("Too early", problem.effect_text)

    def _signature(self):
        texts = [recurring.read_text(text) for text in PLANTED["vpn"]] * 3
        return recurring.group_texts(texts)[0].signature

    # -- who ---------------------------------------------------------------------------
    def test_heads_of_the_provider_and_the_office_alone(self):
        tickets = self._plant()
        problem = self._find()
        for user in (self.it_head, self.officer, self.auditor):
            self.assertEqual(self.Problem.with_user(user).search([]), problem)
            self.assertEqual(len(problem.with_user(user).example_ids), 5)
        for user in (self.staff, self.agent, self.colleague):
            with self.assertRaises(AccessError):
                problem.with_user(user).read(["words"])
        auditor = problem.with_user(self.auditor)
        for attempt in (
            auditor.action_dismiss,
            auditor.action_make_need,
            auditor.action_start_improvement,
            lambda: problem.with_user(self.it_head).write({"state": "in_work"}),
            lambda: problem.with_user(self.it_head).write({"request_count": 99}),
            lambda: problem.with_user(self.officer).unlink(),
            lambda: self.Problem.with_user(self.officer).create(
                {"words": "x", "service_id": self.service.id}
            ),
            lambda: problem.with_user(self.it_head).read(["request_ids"]),
            lambda: problem.with_user(self.officer).read(["signature"]),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.assertTrue(tickets)

    def test_heads_of_other_departments_do_not_see_it(self):
        self._plant()
        problem = self._find()
        self.it.manager_id = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.Problem.with_user(self.it_head).search([]))
        with self.assertRaises(AccessError):
            problem.with_user(self.it_head).action_dismiss()
