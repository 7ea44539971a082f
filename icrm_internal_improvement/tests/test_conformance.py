# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..measures import conformance
from .common import ProcessCommon

QUEUE = (1, "new", "provider")
WORK = (4, "in_progress", "provider")
CUSTOMER = (10, "waiting", "customer")
ELSEWHERE = (5, "in_progress", "department")

NEW = {"progress": "new"}
WORKING = {"progress": "in_progress"}
ASKED = {"progress": "waiting", "holder": "customer", "is_optional": True}
AGAIN = {"progress": "in_progress", "is_optional": True}


@tagged("post_install", "-at_install")
class TestConformance(ProcessCommon):
    def setUp(self):
        super().setUp()
        # One request is enough; that it is not: test_few_requests
        self.patch(conformance, "MIN_LISTED", 1)

    def _standard(self, *steps, **values):
        return self._process(
            {"name": "Work"},
            path_step_ids=[
                Command.create({"sequence": place, **step})
                for place, step in enumerate(steps)
            ],
            **values,
        )

    def _rows(self, process, user=None):
        data = process.with_user(user or self.it_head).get_conformance()
        return data, {(row["kind"], row["name"]): row for row in data["deviations"]}

    # -- figures -----------------------------------------------------------------------
    def test_share_and_deviations(self):
        for _number in range(3):
            self._course(QUEUE, WORK)
        self._course(QUEUE, WORK, CUSTOMER, WORK)
        self._course(QUEUE, ELSEWHERE, WORK)
        self._course(WORK)
        self._course(QUEUE, WORK, over=False)
        data, rows = self._rows(self._standard(NEW, WORKING, ASKED, AGAIN))
        self.assertEqual((data["requests"], data["conforming"]), (6, 4))
        self.assertIn("66.7% of 6 requests", data["sentences"][0])
        self.assertEqual(
            {key: row["count"] for key, row in rows.items()},
            {
                ("inserted", "In progress at Finance"): 1,
                ("skipped", "Waiting to be taken by IT"): 1,
            },
        )
        for row in rows.values():
            self.assertEqual((row["verdict"], row["share_text"]), ("unknown", "16.7%"))

    def test_a_reopening_deviates(self):
        self._course(QUEUE, WORK, (2, "resolved", False), WORK)
        _data, rows = self._rows(self._standard(NEW, WORKING))
        self.assertIn(("inserted", "Resolved, then reopened"), rows)
        self.assertIn(("repeated", "In progress at IT"), rows)

    def test_another_team_of_the_provider_is_a_hand_over(self):
        other = self.it_team.copy({"name": "Second Level"})
        ticket = self._course(QUEUE, WORK, (3, "in_progress", "provider"))
        last = self.env["icrm.request.event"].search(
            [("ticket_id", "=", ticket.id), ("state", "=", "in_progress")]
        )[-1]
        last.team_id = other
        _data, rows = self._rows(self._standard(NEW, WORKING))
        self.assertIn(("inserted", "In progress at Second Level"), rows)
        process = self._standard(NEW, WORKING, {**WORKING, "team_id": other.id})
        self.assertEqual(process.get_conformance()["conforming"], 1)

    def test_a_new_assignee_is_no_step(self):
        self._course(QUEUE, WORK, WORK)
        self.assertEqual(
            self._standard(NEW, WORKING).get_conformance()["conforming"], 1
        )

    def test_few_requests_that_deviate_have_no_name(self):
        """Four go another way: counted among the others, and not to be opened."""
        for _number in range(4):
            self._course(QUEUE, CUSTOMER, WORK)
        self._course(QUEUE, WORK)
        process = self._standard(NEW, WORKING)
        code = process.get_conformance()["deviations"][0]["code"]
        self.patch(conformance, "MIN_LISTED", 5)
        data, rows = self._rows(process)
        self.assertEqual((data["requests"], data["conforming"]), (5, 1))
        self.assertFalse(rows)
        self.assertEqual(
            data["others_text"], "Other deviations: fewer than 5 requests."
        )
        self.assertEqual({node["kind"] for node in data["nodes"]}, {"end", "standard"})
        self.assertTrue(all(edge["is_standard"] for edge in data["edges"]))
        with self.assertRaisesRegex(UserError, "fewer than 5"):
            process.with_user(self.it_head).action_open_deviation(code)
        fifth = self._course(QUEUE, CUSTOMER, WORK)
        data, rows = self._rows(process)
        self.assertEqual([row["count"] for row in rows.values()], [5])
        self.assertFalse(data["others_text"])
        action = process.with_user(self.it_head).action_open_deviation(code)
        self.assertIn(fifth.id, action["domain"][0][2])

    def test_delay_needs_ten_on_either_side(self):
        for number in range(10):
            self._course(QUEUE, (4 + number % 3, "in_progress", "provider"))
            self._course(QUEUE, WORK, (30 + number % 3, "waiting", "customer"), WORK)
        _data, rows = self._rows(self._standard(NEW, WORKING))
        row = rows["inserted", "Waiting for the customer"]
        self.assertEqual(row["verdict"], "longer")
        self.assertTrue(row["delay_text"].startswith("+"), row["delay_text"])
        self.assertIn("[", row["median_text"])

    def test_one_statement_however_many(self):
        process = self._standard(NEW, WORKING)
        self._course(QUEUE, WORK)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            process.get_conformance()
            return self.env.cr.sql_log_count - before

        count()
        one = count()
        for turns in ((QUEUE, WORK), (QUEUE, CUSTOMER, WORK), (WORK,)):
            self._course(*turns)
        self.assertEqual(count(), one)

    def test_without_a_standard_path(self):
        self._course(QUEUE, WORK)
        data, rows = self._rows(self._standard())
        self.assertFalse(data["has_path"] or rows or data["nodes"])
        self.assertIn("No standard path yet", data["sentences"][0])

    def test_without_requests(self):
        data, _rows = self._rows(self._standard(NEW, WORKING))
        self.assertEqual(data["requests"], 0)
        self.assertEqual(
            [node["kind"] for node in data["nodes"]],
            ["end", "standard", "standard", "end"],
        )

    def test_the_drawing(self):
        for _number in range(3):
            self._course(QUEUE, WORK)
        self._course(QUEUE, CUSTOMER, WORK)
        data, _rows = self._rows(self._standard(NEW, WORKING))
        self.assertEqual(len(data["screen"]["nodes"]), len(data["nodes"]))
        self.assertEqual(len(data["phone"]["edges"]), len(data["edges"]))
        beside = [node for node in data["nodes"] if node["kind"] == "beside"]
        self.assertEqual(
            [(node["name"], node["share_text"]) for node in beside],
            [("Waiting for the customer", "25%")],
        )
        self.assertEqual(
            [edge["label"] for edge in data["edges"] if edge["is_standard"]],
            ["100%", "75%", "100%"],
        )

    # -- the standard path -------------------------------------------------------------
    def test_taken_from_history_and_edited(self):
        for _number in range(3):
            self._course(QUEUE, WORK, CUSTOMER, WORK)
        self._course(QUEUE, WORK)
        process = self._standard().with_user(self.it_head)
        process.action_path_from_history()
        self.assertEqual(
            process.path_step_ids.mapped("name"),
            [
                "Waiting to be taken by IT",
                "In progress at IT",
                "Waiting for the customer",
                "In progress at IT",
            ],
        )
        self.assertEqual(process.get_conformance()["conforming"], 3)
        process.path_step_ids[2:].is_optional = True
        self.assertEqual(process.get_conformance()["conforming"], 4)
        process.action_path_from_history()
        self.assertEqual(len(process.path_step_ids), 4)

    def test_history_without_requests(self):
        with self.assertRaisesRegex(UserError, "no resolved requests"):
            self._standard().action_path_from_history()

    def test_published_it_stands_and_a_version_copies_it(self):
        process = self._standard(NEW, WORKING).with_user(self.it_head)
        process.action_publish()
        for attempt in (
            lambda: process.path_step_ids[0].write({"is_optional": True}),
            lambda: process.path_step_ids[0].unlink(),
            lambda: process.write({"path_step_ids": [Command.create(WORKING)]}),
            process.action_path_from_history,
        ):
            with self.assertRaises(AccessError):
                attempt()
        draft = process.browse(process.action_new_version()["res_id"])
        self.assertEqual(draft.path_step_ids.mapped("progress"), ["new", "in_progress"])
        draft.path_step_ids[1].unlink()
        self.assertEqual(len(process.path_step_ids), 2)

    def test_steps_that_cannot_be(self):
        for step in (
            {"progress": "in_progress", "holder": "department"},
            {"progress": "new", "department_id": self.finance.id},
            {"progress": "waiting", "holder": "customer", "team_id": self.it_team.id},
        ):
            with self.subTest(step=step), self.assertRaises(ValidationError):
                self._standard(step)
        with self.assertRaisesRegex(ValidationError, "at most 30"):
            self._standard(*[NEW, WORKING] * 16)

    # -- who ---------------------------------------------------------------------------
    def test_staff_reads_figures_of_standards_and_opens_nothing_foreign(self):
        ticket = self._course(QUEUE, CUSTOMER, WORK)
        process = self._standard(NEW, WORKING)
        code = self._rows(process)[0]["deviations"][0]["code"]
        stranger = process.with_user(self.colleague)
        for attempt in (
            stranger.get_conformance,
            lambda: stranger.action_open_deviation(code),
            stranger.action_path_from_history,
        ):
            with self.assertRaises(AccessError):
                attempt()
        process.action_publish()
        data = stranger.get_conformance()
        self.assertEqual(data["requests"], 1)
        self.assertFalse(data["can_open"])
        self.assertEqual(
            stranger.action_open_deviation(code)["domain"], [("id", "in", [])]
        )
        self.assertEqual(
            process.with_user(self.agent).action_open_deviation(code)["domain"],
            [("id", "in", ticket.ids)],
        )
        with self.assertRaises(AccessError):
            stranger.path_step_ids[0].write({"is_optional": True})

    def test_drill_down(self):
        conforming = self._course(QUEUE, WORK)
        deviating = self._course(QUEUE, CUSTOMER, WORK)
        process = self._standard(NEW, WORKING).with_user(self.it_head)
        row = process.get_conformance()["deviations"][0]
        action = process.action_open_deviation(row["code"])
        self.assertEqual(action["domain"], [("id", "in", deviating.ids)])
        self.assertEqual(action["name"], "Inserted: Waiting for the customer")
        action = process.action_open_deviation("conforming", 1)
        self.assertEqual(action["domain"], [("id", "in", conforming.ids)])
        for code in ("skipped:new:provider::", "x", ""):
            with self.assertRaisesRegex(UserError, "does not occur"):
                process.action_open_deviation(code)
        for months in (0, 61, "12"):
            with self.assertRaises(UserError):
                process.get_conformance(months)
            with self.assertRaises(UserError):
                process.action_open_deviation("conforming", months)

    def test_on_paper(self):
        self._course(QUEUE, WORK)
        self._course(QUEUE, CUSTOMER, WORK)
        process = self._standard(NEW, WORKING)
        content = self.env["ir.actions.report"]._render_qweb_html(
            "icrm_internal_improvement.icrm_process_sheet", process.ids
        )[0]
        page = content.decode()
        self.assertIn("Standard path and real paths", page)
        self.assertIn("50% of 2 requests followed the standard path", page)
        self.assertIn("Inserted", page)
        process.path_step_ids.unlink()
        content = self.env["ir.actions.report"]._render_qweb_html(
            "icrm_internal_improvement.icrm_process_sheet", process.ids
        )[0]
        self.assertNotIn("Standard path and real paths", content.decode())
