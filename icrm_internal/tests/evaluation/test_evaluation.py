# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .cycle_common import CycleCommon


@tagged("post_install", "-at_install")
class TestEvaluation(CycleCommon):
    """An evaluator answers, comes back, submits once; no one else reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls._open()

    def test_saves_comes_back_submits_once(self):
        mine = self._mine(self.cycle, self.staff)
        self.assertEqual(mine.progress, "0 of 1 done")
        first = mine.line_ids[0]
        mine.write({"line_ids": [Command.update(first.id, {"score": 4})]})
        mine.action_save()
        with self.assertRaisesRegex(UserError, "Not answered: Quality"):
            mine.action_submit()
        (mine.line_ids - first).write({"is_skipped": True})
        mine.action_submit()
        self.assertEqual(mine.state, "submitted")
        self.assertEqual(mine.progress, "1 of 1 done")
        for attempt in (
            mine.action_submit,
            lambda: mine.write({"comment": "x"}),
            lambda: first.write({"score": 1}),
            # not the superuser either
            lambda: mine.sudo().write({"comment": "x"}),
            lambda: mine.sudo().write({"state": "todo"}),
            lambda: first.sudo().write({"score": 1}),
            first.sudo().unlink,
            mine.sudo().unlink,
            lambda: first.sudo().copy({"person_id": self._customer(self.agent).id}),
            lambda: mine.sudo().copy(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()

    def test_bad_answers(self):
        mine = self._mine(self.cycle, self.staff)
        for values, words in (
            ({"score": 6}, "between 1 and 5"),
            ({"score": -1}, "between 1 and 5"),
            ({"comment": "x" * 2001}, "2000 characters"),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                mine.line_ids[0].write(values)
        with self.assertRaisesRegex(UserError, "4000 characters"):
            mine.comment = "x" * 4001
        other = self.template.criterion_ids[-1]
        for attempt in (
            lambda: mine.write({"department_id": self.legal.id}),
            lambda: mine.write({"user_id": self.colleague.id}),
            lambda: mine.write({"state": "submitted"}),
            lambda: mine.line_ids[0].write({"criterion_id": other.id}),
            lambda: mine.write({"line_ids": [Command.delete(mine.line_ids[0].id)]}),
            lambda: mine.create({"cycle_id": self.cycle.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()
        mine.line_ids.write({"is_skipped": True})
        with self.assertRaisesRegex(UserError, "at least one score"):
            mine.action_submit()

    def test_closed_is_closed(self):
        mine = self._mine(self.cycle, self.staff)
        self.cycle.action_close()
        for attempt in (
            mine.action_submit,
            mine.action_save,
            lambda: mine.line_ids[0].write({"score": 1}),
            lambda: mine.line_ids[0].sudo().write({"score": 1}),
        ):
            with self.assertRaisesRegex(AccessError, "cycle is closed"):
                attempt()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_else_reads_it(self):
        """Not by reading, searching, grouping, exporting, messages or the log."""
        mine = self._evaluate(self.cycle, self.staff, 2, comment="SECRET words")
        line = mine.line_ids[0]
        for user in (
            self.colleague,
            self.finance_head,
            self.it_head,
            self.officer,
            self.admin_user,
            self.auditor,
            self.desk,
        ):
            user.group_ids += self.env.ref("icrm_internal.group_icrm_export")
            for record in (mine, line):
                theirs = record.with_user(user)
                with self.assertRaises(AccessError):
                    theirs.read()
                with self.assertRaises(AccessError):
                    theirs.export_data(["id", "display_name"])
                with self.assertRaises(AccessError):
                    theirs.write({"comment": "x"})
                self.assertFalse(theirs.search([("id", "=", record.id)]))
                self.assertFalse(
                    theirs.formatted_read_group(
                        [("id", "=", record.id)], ["id"], ["__count"]
                    )
                )
            Evaluation = self.env["icrm.evaluation"].with_user(user)
            self.assertFalse(
                Evaluation.search(
                    [("comment", "ilike", "SECRET"), ("user_id", "=", self.staff.id)]
                )
            )
            self.assertFalse(Evaluation.name_search("IT", [("id", "=", mine.id)]))
        # Nothing that others may read leads to it.
        raw = ("icrm.evaluation", "icrm.evaluation.line")
        self.assertFalse(
            [
                str(field)
                for model in self.env.registry.values()
                if model._name not in raw
                for field in model._fields.values()
                if field.comodel_name in raw
            ]
        )
        self.assertFalse(
            self.env["mail.message"].search_count(
                [("model", "in", ("icrm.evaluation", "icrm.evaluation.line"))]
            )
        )
        for model in ("icrm.evaluation", "icrm.evaluation.line"):
            self.assertFalse(
                {"create_uid", "write_uid", "create_date", "write_date"}
                & set(self.env[model]._fields)
            )

    def test_a_new_account_reads_nothing(self):
        """A user linked to the employee later does not get what was answered."""
        mine = self._evaluate(self.cycle, self.staff, 2)
        employee = self.staff.sudo().employee_id
        employee.user_id = self.auditor
        self.assertFalse(mine.with_user(self.auditor).search([("id", "=", mine.id)]))
        self.assertTrue(mine.with_user(self.staff).search([("id", "=", mine.id)]))

    def test_facts(self):
        ticket = self.env["helpdesk.ticket"].search(
            [("icrm_customer_department_id", "=", self.finance.id)], limit=1
        )
        ticket.with_user(self.agent).action_icrm_take()
        self.env.flush_all()
        facts = self._mine(self.cycle, self.people[self.finance][0]).facts
        self.assertRegex(facts, "Requests of your department</dt><dd>3<")
        self.assertRegex(facts, "Yours</dt><dd>3<")
        self.assertNotIn("Complaints", facts)
        # Who may not know of a complaint sees no count.
        self.env["icrm.complaint"].with_user(self.staff).file_complaint(
            {
                "protection": "identified",
                "against": "department",
                "department_id": self.it.id,
                "subject": "Slow",
                "body": "Very",
            }
        )
        self.env.invalidate_all()
        self.assertRegex(
            self._mine(self.cycle, self.staff).facts, "Complaints you know of</dt><dd>1"
        )
        self.assertNotIn(
            "Complaints", self._mine(self.cycle, self.people[self.finance][0]).facts
        )

    def test_constant_number_of_queries(self):
        """The list of what is to do, whatever there is of it."""
        mine = self._mine(self.cycle, self.staff)
        fields = ["display_name", "progress", "answered_count", "facts", "is_open"]
        counts = []
        for chosen in (mine, self.env["icrm.evaluation"].search([])):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            chosen.read(fields)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
