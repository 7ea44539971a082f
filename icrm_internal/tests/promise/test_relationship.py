# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import IcrmCommon


class RelationshipCommon(IcrmCommon):
    """IT serves finance; and research, of which finance sees nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.research = cls.env["hr.department"].create({"name": "Research"})
        cls.scientist = cls._user("scientist", cls.research)
        cls.research_head = cls._user(
            "research_head", cls.research, "icrm_internal.group_icrm_manager"
        )
        cls.research.manager_id = cls.research_head.sudo().employee_id

    @classmethod
    def _ask(cls, user=None, service=None, **values):
        service = service or cls.service
        return (
            service.with_user(user or cls.staff)
            .submit_request({"name": "Help", "description": "Please", **values})
            .sudo(False)
            .with_user(cls.env.user)
        )

    @classmethod
    def _between(cls, provider, customer):
        return cls.env["icrm.relationship"].search(
            [
                ("provider_department_id", "=", provider.id),
                ("customer_department_id", "=", customer.id),
            ]
        )


@tagged("post_install", "-at_install")
class TestRelationship(RelationshipCommon):
    def test_the_first_request_makes_one(self):
        self.assertFalse(self._between(self.it, self.finance))
        self._ask()
        self._ask(form_key="again")
        relationship = self._between(self.it, self.finance)
        self.assertEqual(len(relationship), 1)
        self.assertEqual(relationship.company_id, self.company)
        self.assertEqual(relationship.display_name, "IT for Finance")

    def test_within_a_department_there_is_none(self):
        self._ask(self.agent)
        self.assertFalse(self._between(self.it, self.it))

    def test_a_batch_costs_what_one_costs(self):
        requester = self._customer(self.staff)
        values = {
            "name": "Help",
            "description": "x",
            "icrm_service_id": self.service.id,
            "icrm_requester_id": requester.id,
        }
        Ticket = self.env["helpdesk.ticket"]
        Ticket.create([values])
        self.env.flush_all()
        counts = []
        for number in (2, 50):
            start = self.env.cr.sql_log_count
            Ticket.create([dict(values) for _one in range(number)])
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_import_and_change_of_the_customer(self):
        ticket = self._ask()
        ticket.icrm_beneficiary_id = self._customer(self.scientist)
        self.assertTrue(self._between(self.it, self.research))

    def test_who_hands_over_becomes_a_customer(self):
        buying = self.env["hr.department"].create({"name": "Buying"})
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Buyers", "icrm_department_id": buying.id}
        )
        ticket = self._ask()
        ticket.with_user(self.agent).action_icrm_hand_over(team.id, "Yours")
        relationship = self._between(buying, self.it)
        self.assertEqual(relationship.handover_count, 1)

    def test_the_pair_stays(self):
        self._ask()
        relationship = self._between(self.it, self.finance).with_user(self.it_head)
        relationship.account_manager_id = self.agent
        with self.assertRaisesRegex(UserError, "Create a new one"):
            relationship.customer_department_id = self.research

    def test_who_sees_what_in_the_matrix(self):
        self._ask()
        self._ask(self.scientist)
        Relationship = self.env["icrm.relationship"]

        def pairs(user):
            matrix = Relationship.with_user(user).get_matrix()
            return {
                (matrix["providers"][row[1]][1], matrix["customers"][row[2]][1])
                for row in matrix["cells"]
            } & {("IT", "Finance"), ("IT", "Research")}

        both = {("IT", "Finance"), ("IT", "Research")}
        self.assertEqual(pairs(self.officer), both)
        self.assertEqual(pairs(self.auditor), both)
        self.assertEqual(pairs(self.it_head), both)
        self.assertEqual(pairs(self.agent), both)
        self.assertEqual(pairs(self.finance_head), {("IT", "Finance")})
        self.assertEqual(pairs(self.research_head), {("IT", "Research")})
        for user in (self.staff, self.desk, self.portal_user):
            with self.assertRaises(AccessError):
                Relationship.with_user(user).get_matrix()
        with self.assertRaises(AccessError):
            self._between(self.it, self.research).with_user(
                self.finance_head
            ).action_open_requests()

    def test_figures_equal_what_one_counts(self):
        now = fields.Datetime.now()
        tickets = [self._ask(form_key=f"key {place}") for place in range(4)]
        # met, late, open and overdue, older than a year
        for ticket, days, due, resolved in (
            (tickets[0], 10, 5, 8),
            (tickets[1], 10, 8, 5),
            (tickets[2], 10, 5, None),
            (tickets[3], 400, 395, 390),
        ):
            ticket.sudo().write(
                {
                    "icrm_submitted_at": now - timedelta(days=days),
                    "icrm_due_at": now - timedelta(days=due),
                    "icrm_next_due_at": now - timedelta(days=due),
                    "icrm_response_due_at": False,
                    "icrm_resolved_at": resolved and now - timedelta(days=resolved),
                    "icrm_state": "resolved" if resolved else "in_progress",
                    "icrm_reopen_count": 1 if ticket == tickets[0] else 0,
                }
            )
        relationship = self._between(self.it, self.finance)
        self.assertRecordValues(
            relationship,
            [
                {
                    "request_count": 3,
                    "open_count": 1,
                    "overdue_count": 1,
                    "resolution_measured": 3,
                    "resolution_met": 0.333,
                    "response_measured": 0,
                    "reopened_count": 1,
                    "rating_count": 0,
                    # 40 * 1/3 + 20 * 0 + 10 * 2/3, of 70
                    "health": 29,
                }
            ],
        )
        self.assertIn("no data yet", relationship.health_formula)
        found = self.env["icrm.relationship"].search([("health", "<", 60)])
        self.assertIn(relationship, found)
        action = relationship.with_context(icrm_filter="overdue").action_open_requests()
        self.assertEqual(
            self.env["icrm.request.report"].search(action["domain"]).ticket_id,
            tickets[2],
        )
        with self.assertRaisesRegex(UserError, "does not exist"):
            relationship.with_context(icrm_filter="x").action_open_requests()

    def _rate(self, users, score):
        for place, user in enumerate(users):
            ticket = self._ask(user, form_key=f"{user.login} {score} {place}")
            self.env["icrm.request.rating"].create(
                {
                    "ticket_id": ticket.id,
                    "score": score,
                    "customer_id": self._customer(user).id,
                    "provider_department_id": self.it.id,
                    "customer_department_id": self._customer(user).department_id.id,
                    "company_id": self.company.id,
                }
            )

    def test_few_ratings_are_nobodys_business(self):
        people = [self._user(f"clerk_{place}", self.finance) for place in range(5)]
        self._rate(people[:4], 4)
        relationship = self._between(self.it, self.finance)
        self.assertEqual(relationship.rating_avg, 0)
        # The fifth rating does not count if its author rated before.
        self._rate(people[:1], 5)
        relationship.invalidate_recordset()
        self.assertEqual(relationship.rating_count, 0)

    def test_enough_ratings_move_in_batches(self):
        people = [self._user(f"clerk_{place}", self.finance) for place in range(5)]
        self._rate(people, 4)
        relationship = self._between(self.it, self.finance)
        self.assertEqual((relationship.rating_avg, relationship.rating_count), (4, 5))
        self._rate(people[:1], 1)
        relationship.invalidate_recordset()
        self.assertEqual((relationship.rating_avg, relationship.rating_count), (4, 5))

    def test_no_subtraction_tells_the_hidden_one(self):
        people = [self._user(f"clerk_{place}", self.finance) for place in range(5)]
        self._rate(people, 4)
        self._rate([self.scientist], 1)
        self.assertEqual(self._between(self.it, self.finance).rating_count, 0)

    def test_a_list_costs_a_constant_number_of_queries(self):
        departments = self.env["hr.department"].create(
            [{"name": f"Department {place}"} for place in range(50)]
        )
        Relationship = self.env["icrm.relationship"]
        Relationship._ensure(
            {(self.it.id, department.id, self.company.id) for department in departments}
        )
        names = [*Relationship._get_figure_names(), "health", "display_name"]
        counts = []
        for limit in (1, 50):
            found = Relationship.with_user(self.officer).search([], limit=limit)
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            found.read(names)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
        counts = []
        for user in (self.finance_head, self.officer):
            Relationship.with_user(user).get_matrix()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            Relationship.with_user(user).get_matrix()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(max(counts), 12)

    def test_expectations_remind_their_owner_once(self):
        self._ask()
        expectation = (
            self.env["icrm.expectation"]
            .with_user(self.finance_head)
            .create(
                {
                    "name": "Faster",
                    "relationship_id": self._between(self.it, self.finance).id,
                    "review_date": fields.Date.today() + timedelta(days=3),
                }
            )
        )
        for _twice in range(2):
            self.env["icrm.agreement"]._cron_advance()
        activity = expectation.sudo().activity_ids
        self.assertEqual(activity.user_id, self.finance_head)
        self.assertEqual(len(activity), 1)
        activity.action_done()
        self.env["icrm.agreement"]._cron_advance()
        self.assertFalse(expectation.sudo().activity_ids)
        with self.assertRaises(AccessError):
            expectation.with_user(self.research_head).read(["name"])
        with self.assertRaises(AccessError):
            expectation.with_user(self.agent).write({"level": "x"})

    def test_external_orders(self):
        partner = self.env["res.partner"].create({"name": "Acme"})
        ticket = self._ask(external_customer_id=partner.id, external_order=" SO17 ")
        self.assertEqual(ticket.icrm_external_customer_id, partner)
        self.assertEqual(ticket.icrm_external_order, "SO17")
        for wrong in (0, True, "1", 2**40):
            with self.assertRaisesRegex(UserError, "External customer"):
                self._ask(external_customer_id=wrong)
        with self.assertRaisesRegex(UserError, "maximum 64"):
            self._ask(external_order="x" * 65)
        report = self.env["icrm.external.delay.report"]
        self.assertFalse(report.search([("ticket_id", "=", ticket.id)]))
        clock = ticket.icrm_clock_ids[:1]
        clock.sudo().write(
            {
                "state": "missed",
                "missed_at": fields.Datetime.now() - timedelta(hours=2),
                "department_id": self.it.id,
            }
        )
        self.env.flush_all()
        row = report.with_user(self.it_head).search([("ticket_id", "=", ticket.id)])
        self.assertEqual(row.department_id, self.it)
        self.assertAlmostEqual(row.late_hours, 2, 1)
        self.assertFalse(
            report.with_user(self.research_head).search([("ticket_id", "=", ticket.id)])
        )

    def test_new_heads_and_rows(self):
        self._ask()
        relationship = self._between(self.it, self.finance)
        other = self.research_head
        self.assertFalse(relationship.with_user(other).has_access("read"))
        self.finance.manager_id = other.sudo().employee_id
        self.env["hr.department"].invalidate_model()
        self.assertTrue(relationship.with_user(other).has_access("write"))

    def test_services_of_the_form_stay_those_of_the_provider(self):
        foreign = self._service("Elsewhere", department_id=self.research.id)
        self._ask()
        agreement = self.env["icrm.agreement"].create(
            {"relationship_id": self._between(self.it, self.finance).id}
        )
        with self.assertRaisesRegex(UserError, "belongs to Research"):
            agreement.line_ids = [
                Command.create(
                    {
                        "service_id": foreign.id,
                        "response_hours": 1,
                        "resolution_hours": 2,
                    }
                )
            ]
