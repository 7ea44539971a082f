# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...measures.replay import Axis, infer_work, replay
from ...models.promise import simulation_ledger
from .test_agreement import AgreementCommon

START = datetime(2026, 3, 2, 9)  # a Monday


@tagged("post_install", "-at_install")
class TestPromiseSimulation(AgreementCommon):
    """IT promises Finance 8 hours; twelve requests took 1 to 12 hours each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.promise_ids.unlink()
        cls.service.promise_ids = [
            Command.create(
                {"priority": "1", "response_hours": 4, "resolution_hours": 8}
            )
        ]
        # Hours without gaps: an hour is an hour.
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Always",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 24,
                        }
                    )
                    for day in range(7)
                ],
            }
        )
        cls.service.calendar_id = cls.calendar
        with freeze_time(START) as clock:
            for hours in range(1, 13):
                ticket = cls._ask(form_key=f"key{hours}")
                clock.tick(timedelta(hours=hours))
                ticket.with_user(cls.agent)._icrm_set_state("resolved")
                clock.tick(timedelta(days=1))
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        frozen = freeze_time(START + timedelta(days=60))
        frozen.start()
        self.addCleanup(frozen.stop)

    def _simulate(self, user=None, hours=None, **values):
        simulation = (
            self.env["icrm.promise.simulation"]
            .with_user(user or self.finance_head)
            .create({"relationship_id": self.relationship.id, **values})
        )
        if hours:
            simulation.line_ids.hours_then = hours
        simulation.action_simulate()
        return simulation

    def test_proposed_from_what_was_requested(self):
        simulation = self._simulate()
        self.assertRecordValues(
            simulation.line_ids,
            [
                {
                    "service_id": self.service.id,
                    "priority": "1",
                    "hours_now": 8,
                    "hours_then": 8,
                    "request_count": 12,
                    "met_now": 0.667,
                    "met_then": 0.667,
                    "missed_then": 4,
                }
            ],
        )
        self.assertEqual(simulation.request_count, 12)
        self.assertIn(
            self.finance_head.partner_id, simulation.sudo().message_partner_ids
        )
        self.assertIn(self.it_head.partner_id, simulation.sudo().message_partner_ids)

    def test_other_hours(self):
        for hours, missed in ((4, 8), (8, 4), (10, 2), (12, 0), (0.5, 12)):
            simulation = self._simulate(hours=hours)
            self.assertEqual(simulation.missed_then, missed, hours)
            self.assertAlmostEqual(simulation.met_then, (12 - missed) / 12, 3)
            self.assertAlmostEqual(simulation.met_now, 8 / 12, 3)
            self.assertLessEqual(simulation.met_low, simulation.met_then)
            self.assertGreaterEqual(simulation.met_high, simulation.met_then)
        self.assertEqual(self.agreement.line_ids.resolution_hours, 8)
        tickets = self.env["helpdesk.ticket"].search(
            [("icrm_service_id", "=", self.service.id)]
        )
        self.assertEqual(
            set(tickets.icrm_clock_ids.mapped("budget_seconds")), {4 * 3600, 8 * 3600}
        )

    def test_other_working_hours(self):
        """At night nobody works: what was begun at nine ends by four, or is longer."""
        day = self.calendar.copy({"name": "Day"})
        day.attendance_ids.write({"hour_from": 9, "hour_to": 16})
        simulation = self._simulate(calendar_id=day.id)
        # 9:00 is the start of the first only; of all, no more time is used than before.
        self.assertLess(simulation.missed_then, 4)

    def test_more_people_and_order(self):
        """One after the other, none waited for another: more people do not help."""
        simulation = self._simulate(people_now=1, people_then=3)
        self.assertEqual(simulation.missed_then, 4)
        self.assertIn("inferred", simulation.summary)
        simulation = self._simulate(people_now=1, people_then=1, work_order="due")
        self.assertEqual(simulation.missed_then, 4)

    def test_people_who_are_busy(self):
        """Six at once for one person: two people halve the waiting."""
        with freeze_time(START + timedelta(days=40)) as clock:
            tickets = [self._ask(form_key=f"busy{place}") for place in range(6)]
            for ticket in tickets:
                clock.tick(timedelta(hours=4))
                ticket.with_user(self.agent)._icrm_set_state("resolved")
        one = self._simulate(people_now=1, people_then=1)
        two = self._simulate(people_now=1, people_then=2)
        # 4, 8, 12, .. hours; then 4, 4, 8, 8, 12, 12
        self.assertEqual(one.missed_then, 4 + 4)
        self.assertEqual(two.missed_then, 4 + 2)

    def test_open_and_withdrawn_requests(self):
        """What is overdue is missed; what may still be met is neither."""
        with freeze_time(START + timedelta(days=59)):
            self._ask(form_key="overdue")
            withdrawn = self._ask(form_key="withdrawn")
            withdrawn._icrm_set_state("withdrawn")
        self.assertEqual(self._simulate().missed_then, 5)
        self.assertEqual(self._simulate(hours=30).request_count, 12)

    def test_a_change_voids_the_result(self):
        simulation = self._simulate(hours=4)
        for vals in ({"months": 6}, {"people_then": 2}, {"work_order": "due"}):
            simulation.action_simulate()
            self.assertTrue(simulation.computed_at)
            simulation.write(vals)
            self.assertFalse(simulation.computed_at, vals)
            self.assertFalse(simulation.request_count)
        simulation.action_simulate()
        simulation.line_ids.hours_then = 5
        self.assertFalse(simulation.computed_at)

    def test_nobody_writes_a_result(self):
        simulation = self._simulate(hours=4)
        for record, values in (
            (simulation, {"met_then": 1}),
            (simulation, {"computed_at": fields.Datetime.now()}),
            (simulation.line_ids, {"met_then": 1}),
            (simulation.line_ids, {"hours_now": 2}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            simulation.create({"relationship_id": self.relationship.id, "met_then": 1})

    def test_who_may(self):
        simulation = self._simulate()
        for user in (self.it_head, self.officer):
            simulation.with_user(user).action_simulate()
            self.assertTrue(simulation.with_user(user).summary)
        self.assertTrue(simulation.with_user(self.auditor).summary)
        for user in (self.auditor, self.agent, self.staff, self.research_head):
            with self.assertRaises(AccessError):
                simulation.with_user(user).action_simulate()
            with self.assertRaises(AccessError):
                simulation.with_user(user).action_use()
            with self.assertRaises(AccessError), mute_logger("odoo.sql_db"):
                self._simulate(user)
        for user in (self.agent, self.staff, self.research_head):
            with self.assertRaises(AccessError):
                simulation.with_user(user).read(["met_then"])

    def test_of_a_service(self):
        simulation = (
            self.env["icrm.promise.simulation"]
            .with_user(self.it_head)
            .create({"service_id": self.service.id})
        )
        simulation.action_simulate()
        self.assertEqual(simulation.request_count, 12)
        self.assertFalse(simulation.customer_department_id)
        # The customer's head is no side of it.
        with self.assertRaises(AccessError):
            simulation.with_user(self.finance_head).read(["met_then"])
        with self.assertRaises(AccessError):
            self.env["icrm.promise.simulation"].with_user(self.finance_head).create(
                {"service_id": self.service.id}
            )
        with self.assertRaises(UserError):
            simulation.action_use()

    def test_of_a_service_that_another_department_takes_over(self):
        """Its new head sees what its requests became, the former one no longer."""
        simulation = self.env["icrm.promise.simulation"].with_user(self.it_head)
        simulation = simulation.create({"service_id": self.service.id})
        simulation.action_simulate()
        self.service.write({"department_id": self.finance.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(simulation.sudo().provider_department_id, self.finance)
        with self.assertRaises(AccessError):
            simulation.read(["met_then"])
        self.assertTrue(simulation.with_user(self.finance_head).met_then)

    def test_expected_of_a_service_that_is_no_longer_offered(self):
        self.env["icrm.expectation"].create(
            {
                "name": "Faster",
                "relationship_id": self.relationship.id,
                "service_id": self.service.id,
                "owner_id": self.finance_head.id,
            }
        )
        simulation = self._simulate()
        self.service.state = "retired"
        self.env.flush_all()
        for user in (self.finance_head, self.it_head):
            self.env.invalidate_all()
            self.assertIn("Faster, Laptop", simulation.with_user(user).evidence)
            self.assertIn("66.7%", simulation.with_user(user).summary)
        self.env.invalidate_all()
        again = self._simulate()
        self.assertEqual(again.line_ids.service_id.ids, self.service.ids)
        for values in ({"priority": "2"}, {"priority": "1"}, {"hours_then": 5}):
            self.env.invalidate_all()
            again.line_ids.write(values)
        again.action_simulate()
        self.assertEqual(again.missed_then, 7)

    def test_wrong_input(self):
        simulation = self._simulate()
        with self.assertRaises(UserError):
            simulation.relationship_id = self._between(self.it, self.research)
        with self.assertRaises(UserError):
            simulation.line_ids.simulation_id = self._simulate()
        for vals in (
            {"months": 0},
            {"months": 999},
            {"people_then": -1},
            {"people_now": 1000},
        ):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                with self.cr.savepoint():
                    simulation.write(vals)
        for hours in (0, -1, 1e9):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                with self.cr.savepoint():
                    simulation.line_ids.hours_then = hours
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Finance desk", "icrm_department_id": self.finance.id}
        )
        other = self.env["icrm.service"].create(
            {
                "name": "Other",
                "department_id": self.finance.id,
                "team_id": team.id,
                "category_id": self.service.category_id.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "not among the promises"):
            simulation.line_ids.create(
                {
                    "simulation_id": simulation.id,
                    "service_id": other.id,
                    "hours_then": 3,
                }
            )
        for values in (
            {},
            {"relationship_id": self.relationship.id, "service_id": self.service.id},
        ):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                with self.cr.savepoint():
                    self.env["icrm.promise.simulation"].create(values)

    def test_too_many_are_refused(self):
        simulation = self._simulate()
        ledger = simulation._get_ledger()
        with patch.object(simulation_ledger, "MOST_CASES", 11):
            with self.assertRaisesRegex(UserError, "12 requests are too many"):
                simulation.action_simulate()
            # Refused by counting, whatever the number of stretches; nothing is read.
            for read in (ledger.read_promised, ledger.read_cases):
                before = self.env.cr.sql_log_count
                with self.assertRaisesRegex(UserError, "12 requests are too many"):
                    read()
                self.assertEqual(self.env.cr.sql_log_count, before + 1)
        with patch.object(simulation_ledger, "MOST_CASES", 12):
            self.assertEqual(len(ledger.read_cases()), 12)

    def test_hours_that_never_open(self):
        closed = self.calendar.copy({"name": "Never", "attendance_ids": [(5,)]})
        with self.assertRaisesRegex(UserError, "no working time"):
            self._simulate(calendar_id=closed.id)

    def test_nothing_to_replay(self):
        self.env["icrm.relationship"]._ensure(
            {(self.it.id, self.research.id, self.company.id)}
        )
        simulation = (
            self.env["icrm.promise.simulation"]
            .with_user(self.it_head)
            .create({"relationship_id": self._between(self.it, self.research).id})
        )
        simulation.action_simulate()
        self.assertFalse(simulation.line_ids)
        self.assertIn("nothing to replay", simulation.summary)
        with self.assertRaises(UserError):
            simulation.action_use()

    def test_side_by_side(self):
        first = self._simulate(hours=4, name="Four hours")
        self.assertFalse(first.comparison)
        second = self._simulate(hours=10, name="<b>Ten</b>")
        table = second.comparison
        self.assertIn("Four hours", table)
        self.assertIn("&lt;b&gt;Ten", table)
        self.assertIn("33.3%", table)
        self.assertIn("83.3%", table)

    def test_it_becomes_the_next_version(self):
        """Both sign what was simulated; after a quarter reality is beside it."""
        self.agreement.date_from = START.date()
        with freeze_time(START):
            self._sign()
        simulation = self._simulate(hours=10)
        action = simulation.action_use()
        draft = self.env["icrm.agreement"].browse(action["res_id"])
        self.assertEqual((draft.state, draft.version), ("draft", 2))
        self.assertEqual(draft.line_ids.resolution_hours, 10)
        self.assertEqual(draft.line_ids.response_hours, 1)
        self.assertEqual(draft.simulation_id, simulation)
        self.assertEqual(self.agreement.line_ids.resolution_hours, 8)
        # Used again it is the same draft.
        self.assertEqual(simulation.action_use()["res_id"], draft.id)
        self._sign(draft)
        self.assertIn("from", draft.with_user(self.finance_head).reality)
        with freeze_time(START + timedelta(days=70)) as clock:
            for hours in (1, 2, 3, 20):
                ticket = self._ask(form_key=f"later{hours}")
                clock.tick(timedelta(hours=hours))
                ticket.with_user(self.agent)._icrm_set_state("resolved")
        with freeze_time(START + timedelta(days=160)):
            draft.invalidate_recordset(["reality"])
            reality = draft.with_user(self.finance_head).reality
            self.assertIn("75% of 4", reality)
            self.assertIn("as forecast", reality)
            # What was asked for after its end is of the next version.
            draft._store({"date_to": START.date() + timedelta(days=71)})
            draft.invalidate_recordset(["reality"])
            self.assertIn("of 4", draft.with_user(self.finance_head).reality)
            draft._store({"date_to": START.date() + timedelta(days=69)})
            draft.invalidate_recordset(["reality"])
            self.assertNotIn("of 4", draft.with_user(self.finance_head).reality)

    def test_a_signed_forecast_stays(self):
        """Neither head makes it fit to what happened."""
        self.agreement.date_from = START.date()
        with freeze_time(START):
            self._sign()
        simulation = self._simulate(hours=10)
        draft = self.env["icrm.agreement"].browse(simulation.action_use()["res_id"])
        simulation.line_ids.hours_then = 9
        simulation.action_simulate()
        self._sign(draft)
        line = simulation.line_ids
        for change in (
            lambda: simulation.write({"months": 3}),
            lambda: line.write({"hours_then": 20}),
            line.unlink,
            simulation.action_simulate,
            simulation.unlink,
        ):
            with self.assertRaisesRegex(UserError, "signed agreement"):
                change()
        twin = simulation.copy()
        twin.line_ids.hours_then = 20
        twin.action_simulate()
        self.assertEqual(simulation.line_ids.hours_then, 9)

    def test_comments_reach_only_who_may_read(self):
        """Who is no longer head follows, but hears nothing."""
        simulation = self._simulate()
        self.it.manager_id = False
        self.env.flush_all()
        self.env.invalidate_all()
        former = self.it_head.partner_id
        self.assertIn(former, simulation.sudo().message_partner_ids)
        with self.assertRaises(AccessError):
            simulation.with_user(self.it_head).read(["name"])
        for author in (self.officer, self.finance_head):
            message = simulation.with_user(author).message_post(
                body="Ten?", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            told = message.sudo().notified_partner_ids
            self.assertNotIn(former, told)
            if author == self.officer:
                self.assertIn(self.finance_head.partner_id, told)

    def test_what_is_proposed_is_not_overwritten(self):
        self.agreement.action_propose()
        simulation = self._simulate(hours=10)
        with self.assertRaises(UserError):
            simulation.action_use()
        self.assertEqual(self.agreement.line_ids.resolution_hours, 8)

    def test_buttons(self):
        for user in (self.it_head, self.finance_head, self.officer):
            action = self.relationship.with_user(user).action_open_simulations()
            self.assertEqual(action["res_model"], "icrm.promise.simulation")
        found = self.env["icrm.promise.simulation"].search([])
        self.assertEqual(len(found), 1)
        self.assertEqual(found.create_uid, self.it_head)
        self.relationship.with_user(self.auditor).action_open_simulations()
        self.service.with_user(self.it_head).action_open_simulations()
        self.assertEqual(
            self.env["icrm.promise.simulation"].search_count(
                [("service_id", "=", self.service.id)]
            ),
            1,
        )

    def test_the_ledger_is_replayed_to_the_second(self):
        """As it was, what is replayed is what the clocks say."""
        simulation = self._simulate()
        ledger = simulation._get_ledger()
        cases = list(ledger.read_cases().values())
        axis = ledger.get_axis(self.calendar.id)
        self.assertIsInstance(axis, Axis)
        used = replay(cases, infer_work(cases, axis, 2), axis, axis, 2)
        clocks = self.env["icrm.clock"].browse([case.key for case in cases])
        self.assertEqual(used, clocks.mapped("elapsed_seconds"))


@tagged("post_install", "-at_install")
class TestPromiseSimulationTour(HttpCase, AgreementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.promise_ids.unlink()
        cls.service.promise_ids = [
            Command.create(
                {"priority": "1", "response_hours": 1, "resolution_hours": 8}
            )
        ]
        cls.service.calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Always",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 24,
                        }
                    )
                    for day in range(7)
                ],
            }
        )
        with freeze_time(fields.Datetime.now() - timedelta(days=20)) as clock:
            for hours in (1, 1.5, 3):
                ticket = cls._ask(form_key=f"key{hours}")
                clock.tick(timedelta(hours=hours))
                ticket.with_user(cls.agent)._icrm_set_state("resolved")

    def test_a_head_tries_fewer_hours(self):
        self.agreement.unlink()
        self.start_tour(
            f"/odoo/icrm.relationship/{self.relationship.id}",
            "icrm_simulate_promises",
            login="icrm_it_head",
        )
        draft = self.relationship.agreement_ids
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.line_ids.resolution_hours, 2)
        self.assertTrue(draft.simulation_id.computed_at)
