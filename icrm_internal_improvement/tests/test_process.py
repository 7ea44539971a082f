# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ProcessCommon

QUEUE = {"name": "Queue", "value": "waste", "match_state": "new"}
WORK = {"name": "Work", "value": "value", "match_state": "in_progress"}
ELSEWHERE = {
    "name": "Elsewhere",
    "value": "needed",
    "match_state": "in_progress",
    "match_holder": "department",
}
CUSTOMER = {"name": "Customer", "value": "waste", "match_holder": "customer"}


@tagged("post_install", "-at_install")
class TestProcess(ProcessCommon):
    def _figures(self, process):
        figures = process._get_figures(self.begin - timedelta(days=1))
        by_name = {
            step.name: figures["steps"].get(step.id) for step in process.step_ids
        }
        return figures, by_name

    # -- figures -----------------------------------------------------------------------
    def test_times_waiting_and_value(self):
        """Recomputed by hand: 2 requests, 10 + 20 hours."""
        self._course((2, "new", "provider"), (8, "in_progress", "provider"))
        self._course(
            (4, "new", "provider"),
            (6, "in_progress", "provider"),
            (10, "waiting", "customer"),
        )
        process = self._process(QUEUE, WORK, CUSTOMER)
        figures, steps = self._figures(process)
        self.assertEqual(figures["requests"], 2)
        self.assertAlmostEqual(figures["lead_hours"], 15)
        self.assertAlmostEqual(figures["waiting_hours"], 8)
        self.assertAlmostEqual(figures["value_hours"], 7)
        self.assertAlmostEqual(figures["value_share"], 14 / 30)
        self.assertAlmostEqual(figures["unmatched_share"], 0)
        self.assertEqual(
            {
                name: (row["requests"], round(row["hours"], 3))
                for name, row in steps.items()
            },
            {"Queue": (2, 3.0), "Work": (2, 7.0), "Customer": (1, 10.0)},
        )
        self.assertAlmostEqual(steps["Queue"]["waiting_hours"], 3)
        self.assertAlmostEqual(steps["Work"]["waiting_hours"], 0)
        self.assertEqual(process._get_bottleneck(figures).name, "Work")

    def test_working_time_is_the_calendar_s(self):
        """Eight hours a day: a request that lies for a whole week lay 40 hours."""
        self.calendar.attendance_ids.unlink()
        self.calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Day",
                    "dayofweek": str(day),
                    "hour_from": 8,
                    "hour_to": 16,
                    "day_period": "morning",
                }
            )
            for day in range(5)
        ]
        self._course((7 * 24, "new", "provider"))
        figures, _steps = self._figures(self._process(QUEUE))
        self.assertAlmostEqual(figures["lead_hours"], 40)

    def test_the_step_that_says_most_takes_the_time(self):
        self._course((5, "in_progress", "department"), (3, "in_progress", "provider"))
        _figures, steps = self._figures(self._process(WORK, ELSEWHERE))
        self.assertAlmostEqual(steps["Elsewhere"]["hours"], 5)
        self.assertAlmostEqual(steps["Work"]["hours"], 3)

    def test_open_requests_are_counted_where_they_are(self):
        self._course((2, "new", "provider"), (1, "in_progress", "provider"), over=False)
        figures, steps = self._figures(self._process(QUEUE, WORK))
        self.assertEqual(figures["requests"], 0)
        self.assertEqual(steps["Work"]["open"], 1)
        self.assertEqual(steps["Queue"]["open"], 0)

    def test_time_of_no_step(self):
        self._course((2, "new", "provider"), (8, "in_progress", "provider"))
        process = self._process(WORK)
        figures, _steps = self._figures(process)
        self.assertAlmostEqual(figures["unmatched_share"], 0.2)
        self.assertIn("20%", " ".join(process.get_diagram()["sentences"]))

    def test_without_requests(self):
        process = self._process(QUEUE, WORK)
        diagram = process.get_diagram()
        self.assertEqual(diagram["requests"], 0)
        self.assertFalse(diagram["bottleneck"])
        self.assertEqual(len(diagram["nodes"]), 2)

    def test_one_statement_however_many(self):
        process = self._process(QUEUE, WORK)
        self._course((2, "new", "provider"), (8, "in_progress", "provider"))

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            process.get_diagram()
            return self.env.cr.sql_log_count - before

        # The first time looks the language up, too.
        count()
        one = count()
        for _number in range(5):
            self._course((2, "new", "provider"), (8, "in_progress", "provider"))
        self.assertEqual(count(), one)

    def test_bad_period(self):
        process = self._process(QUEUE)
        for months in (0, 61, "12; DROP TABLE"):
            with self.subTest(months=months), self.assertRaises(UserError):
                process.get_diagram(months)

    # -- draft from history ------------------------------------------------------------
    def test_draft_from_history(self):
        for _number in range(3):
            self._course((1, "new", "provider"), (8, "in_progress", "provider"))
        self._course(
            (1, "new", "provider"),
            (2, "in_progress", "provider"),
            (30, "waiting", "customer"),
            (2, "in_progress", "provider"),
        )
        process = self._process().with_user(self.it_head)
        process.action_draft_from_history()
        names = process.step_ids.mapped("name")
        self.assertEqual(
            names,
            [
                "Request submitted",
                "Waiting to be taken by IT",
                "In progress at IT",
                "Waiting for the customer",
                "Request resolved",
            ],
        )
        start, queue, work, customer, end = process.step_ids
        self.assertEqual(start.next_ids, queue)
        self.assertEqual(queue.next_ids, work)
        self.assertEqual(work.next_ids, customer | end)
        self.assertEqual(customer.next_ids, work)
        diagram = process.get_diagram()
        back = [(edge["from"], edge["to"]) for edge in diagram["edges"] if edge["back"]]
        self.assertEqual(back, [(customer.id, work.id)])
        self.assertEqual(diagram["bottleneck"], customer.id)
        self.assertAlmostEqual(diagram["unmatched_share"], 0)

    def test_draft_shows_its_own_measurements(self):
        """What a new version measures differently, the standard measures as before."""
        self._course((2, "new", "provider"), (8, "in_progress", "provider"))
        process = self._process(QUEUE, WORK).with_user(self.it_head)
        process.action_publish()
        action = process.action_new_version()
        draft = process.browse(action["res_id"])

        def hours(version):
            nodes = version.get_diagram()["nodes"]
            return {node["name"]: node["hours_text"] for node in nodes}

        standard = hours(process)
        self.assertEqual(hours(draft), standard)
        draft.step_ids[1].match_state = "waiting"
        changed = hours(draft)
        self.assertNotEqual(changed, standard)
        self.assertEqual(changed[draft.step_ids[1].name], "0.0")
        self.assertEqual(hours(process), standard)

    def test_draft_without_history(self):
        with self.assertRaisesRegex(UserError, "no resolved requests"):
            self._process().action_draft_from_history()

    # -- a standard --------------------------------------------------------------------
    def test_a_standard_stands(self):
        process = self._process(QUEUE, WORK).with_user(self.it_head)
        process.action_publish()
        self.assertEqual(process.state, "published")
        self.assertEqual(process.standard_since, fields.Date.today())
        for attempt in (
            lambda: process.write({"name": "x"}),
            lambda: process.step_ids[0].write({"name": "x"}),
            lambda: process.step_ids[0].unlink(),
            lambda: process.write({"step_ids": [Command.create({"name": "x"})]}),
            process.action_draft_from_history,
            process.unlink,
        ):
            with self.assertRaises(UserError):
                attempt()
        process.audit_date = "2030-01-01"  # what is done with it goes on

    def test_a_new_version_replaces_it(self):
        process = self._process(QUEUE, WORK, CUSTOMER).with_user(self.it_head)
        process.step_ids[0].next_ids = process.step_ids[1] | process.step_ids[2]
        process.action_publish()
        process.trained_customer_ids = self.requester
        draft = process.browse(process.action_new_version()["res_id"])
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        self.assertFalse(draft.trained_customer_ids)
        self.assertEqual(draft.step_ids.mapped("name"), process.step_ids.mapped("name"))
        self.assertEqual(draft.step_ids[0].next_ids, draft.step_ids[1:])
        draft.action_publish()
        self.assertEqual((process.state, draft.state), ("retired", "published"))

    def test_state_is_not_set_by_hand(self):
        process = self._process(QUEUE).with_user(self.it_head)
        with self.assertRaises(AccessError):
            process.write({"state": "published"})
        born = process.with_context(default_state="published").create(
            {"name": "x", "service_id": self.service.id}
        )
        self.assertEqual(born.state, "draft")

    def test_steps_of_another_process(self):
        process, other = self._process(QUEUE), self._process(WORK)
        with self.assertRaises(ValidationError):
            process.step_ids.next_ids = other.step_ids

    def test_nothing_to_publish(self):
        with self.assertRaisesRegex(UserError, "no steps"):
            self._process().action_publish()

    # -- who ---------------------------------------------------------------------------
    def test_staff_reads_standards_and_no_drafts(self):
        process = self._process(QUEUE, WORK)
        mine = process.with_user(self.staff)
        step = process.step_ids[0].with_user(self.staff)
        for attempt in (mine.get_diagram, step.action_open_requests):
            with self.assertRaises(AccessError):
                attempt()
        process.action_publish()
        self.assertEqual(len(mine.get_diagram()["nodes"]), 2)
        self.assertFalse(mine.get_diagram()["can_open"])
        for attempt in (
            lambda: mine.write({"audit_date": "2030-01-01"}),
            mine.action_retire,
            mine.action_new_version,
            lambda: self.env["icrm.process.problem"]
            .with_user(self.staff)
            .create({"name": "x", "process_id": process.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_an_owner_takes_over_no_other_service(self):
        """Publishing replaces the standard of the service: not one of somebody else."""
        finance_team = self.it_team.copy({"icrm_department_id": self.finance.id})
        other = self._service(
            "Invoice", department_id=self.finance.id, team_id=finance_team.id
        )
        process = self._process(QUEUE, owner_id=self.agent.id).with_user(self.agent)
        process.name = "Mine to edit"
        with self.assertRaises(AccessError):
            process.service_id = other
        with self.assertRaises(AccessError):
            process.with_user(self.it_head).service_id = other

    # -- evaluations and reminders -----------------------------------------------------
    def test_an_evaluation_keeps_its_figures(self):
        self._course((2, "new", "provider"), (8, "in_progress", "provider"))
        process = self._process(QUEUE, WORK)
        evaluation = (
            self.env["icrm.process.evaluation"]
            .with_user(self.it_head)
            .create({"process_id": process.id, "interviews": "<p>Too slow</p>"})
        )
        self.assertRecordValues(
            evaluation,
            [{"request_count": 1, "lead_hours": 10, "bottleneck": "Work"}],
        )
        self._course((50, "new", "provider"))
        self.env.invalidate_all()
        self.assertAlmostEqual(evaluation.lead_hours, 10)
        with self.assertRaises(AccessError):
            evaluation.lead_hours = 1

    def test_an_audit_is_remembered_once(self):
        process = self._process(QUEUE)
        process.action_publish()
        process.audit_date = fields.Date.today() + timedelta(days=3)
        for _time in range(2):
            self.env["icrm.process"]._cron_remind()
        self.assertEqual(process.activity_ids.user_id, self.it_head)
        self.assertEqual(len(process.activity_ids), 1)

    def test_a_problem_becomes_an_improvement(self):
        process = self._process(QUEUE, WORK)
        process.action_publish()
        problem = (
            self.env["icrm.process.problem"]
            .with_user(self.it_head)
            .create({"process_id": process.id, "name": "It lies", "cause": "One desk"})
        )
        action = problem.action_start_improvement()
        improvement = self.env["icrm.improvement"].browse(action["res_id"])
        self.assertRecordValues(
            improvement,
            [{"origin": "process", "cause": "One desk", "service_id": self.service.id}],
        )
        with self.assertRaises(AccessError):
            problem.with_user(self.staff).action_start_improvement()
