# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import contextlib
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.modules.module import get_module_path
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.access import jobs
from ..common import IcrmCommon

LOGGER = jobs.__name__


@tagged("post_install", "-at_install")
class TestJobs(IcrmCommon):
    """A bad record stops no job: it is rolled back and logged, the others are done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interests = cls.env["icrm.interest"].create(
            [{"name": f"Number {number}"} for number in range(5)]
        )
        cls.bad = cls.interests[1]
        cls.startClassPatcher(
            patch.object(
                type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
            )
        )

    def _step(self, error=ZeroDivisionError, in_database=False):
        def step(records):
            for record in records:
                record.name = f"{record.name} done"
                if record == self.bad:
                    if in_database:
                        # SQL: what the database refuses breaks a transaction
                        self.env.cr.execute("SELECT 1 / 0")
                    raise error("wrong")

        return step

    def _done(self):
        self.env.invalidate_all()
        return self.interests.filtered(lambda one: one.name.endswith("done"))

    def test_each(self):
        for in_database in (False, True):
            with (
                self.subTest(in_database),
                self.assertLogs(LOGGER, "ERROR") as logs,
                mute_logger("odoo.sql_db"),
            ):
                self.assertTrue(
                    jobs.run_each(self.interests, self._step(in_database=in_database))
                )
                self.assertEqual(self._done(), self.interests - self.bad)
                self.assertIn(str(self.bad), logs.output[0], "the record is named")
                self.assertIn("Traceback", logs.output[0])

    def test_a_lost_connection_stops_it(self):
        """No record's fault: the next run begins where this one was stopped."""
        # Not by assertRaises, which would roll back what was done before.
        with contextlib.suppress(ConnectionResetError):
            jobs.run_each(self.interests, self._step(ConnectionResetError))
            self.fail("The job went on")
        self.assertEqual(self._done(), self.interests[0])

    def test_each_refused_by_a_rule(self):
        told = []
        with self.assertLogs(LOGGER, "WARNING") as logs:
            jobs.run_each(
                self.interests,
                self._step(UserError),
                on_error=lambda record, error: told.append((record, str(error))),
            )
        self.assertEqual(told, [(self.bad, "wrong")])
        self.assertNotIn("Traceback", logs.output[0])

    def test_each_whose_report_fails(self):
        def report(record, error):
            record.name = "half"
            raise KeyError(record)

        with self.assertLogs(LOGGER, "ERROR") as logs:
            jobs.run_each(self.interests, self._step(), on_error=report)
        self.assertEqual(len(logs.output), 2)
        self.assertEqual(self._done(), self.interests - self.bad)
        self.assertEqual(self.bad.name, "Number 1")

    def test_each_that_is_gone_or_changed(self):
        self.interests[4].color = 1
        domain = [("color", "=", 0)]
        gone = self.interests[3]

        def step(record):
            gone.exists().unlink()
            record.name += " done"

        self.assertTrue(jobs.run_each(self.interests, step, domain=domain))
        self.interests -= gone
        self.assertEqual(self._done(), self.interests[:3])

    def test_time_is_up(self):
        """A failure does not use up the time of the others: it comes first each run."""
        self.bad = self.interests[0]
        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0),
            mute_logger(LOGGER),
        ):
            self.assertFalse(jobs.run_each(self.interests, self._step()))
        self.assertEqual(self._done(), self.interests[1])

    def test_batches(self):
        domain = [("id", "in", self.interests.ids), ("name", "not like", "done")]
        sizes = []

        def step(records):
            sizes.append(len(records))
            self._step()(records)

        with self.assertLogs(LOGGER, "ERROR") as logs:
            self.assertTrue(
                jobs.run_batches(self.env["icrm.interest"], domain, step, 3, "id")
            )
        self.assertEqual(self._done(), self.interests - self.bad)
        self.assertEqual(sizes, [3, 1, 1, 1, 2], "one by one where a batch fails only")
        self.assertEqual(len(logs.output), 1)
        self.assertIn(str(self.bad), logs.output[0])

    def test_a_batch_that_fails_throughout_is_told_in_short(self):
        some = self.env["icrm.interest"].create(
            [{"name": f"More {number}"} for number in range(12)]
        )

        def step(records):
            raise KeyError("all")

        with self.assertLogs(LOGGER, "ERROR") as logs:
            failed = jobs.attempt_batch(some, step)
        self.assertEqual(len(failed), 12)
        self.assertEqual(len(logs.output), jobs.TOLD + 1)

    def test_step(self):
        with self.assertLogs(LOGGER, "ERROR") as logs:
            self.assertFalse(
                jobs.run_step(self.env, "the lot", lambda: self._step()(self.interests))
            )
        self.assertFalse(self._done())
        self.assertIn("the lot", logs.output[0])
        self.bad = self.bad.browse()
        self.assertTrue(
            jobs.run_step(self.env, "the lot", lambda: self._step()(self.interests))
        )
        self.assertEqual(self._done(), self.interests)

    def test_administrators_are_told_once_a_day(self):
        cron = self.env.ref("icrm_internal.ir_cron_segment_refresh")
        channel = self.env.ref("mail.channel_admin")
        progress = self.env["ir.cron.progress"].create({"cron_id": cron.id})
        interests = self.interests.with_context(
            cron_id=cron.id, ir_cron_progress_id=progress.id
        )
        before = channel.message_ids
        with mute_logger(LOGGER):
            jobs.run_each(interests, self._step())
            jobs.run_each(interests, self._step())
        message = channel.message_ids - before
        self.assertEqual(len(message), 1)
        self.assertIn(cron.name, message.body)
        self.assertIn("1 records failed", message.body)
        self.assertNotIn("Number", message.body)
        message.date = fields.Datetime.subtract(message.date, days=2)
        with mute_logger(LOGGER):
            jobs.run_each(interests, self._step())
        self.assertEqual(len(channel.message_ids - before), 2)


@tagged("post_install", "-at_install")
class TestEveryJob(IcrmCommon):
    """Each scheduled job of ours is made of the helpers, whichever addon has it."""

    def _crons(self):
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=like", "icrm\\_internal%")]
        )
        self.assertTrue(data)
        return {
            data.complete_name: self.env["ir.cron"].browse(data.res_id) for data in data
        }

    def test_all_use_the_helpers(self):
        helpers = {"run_each", "run_batches", "run_step", "attempt_batch"}
        for name, cron in self._crons().items():
            method = cron.code.strip().removeprefix("model.").removesuffix("()")
            called = self._calls(method, set())
            with self.subTest(name):
                self.assertTrue(called & helpers, f"{method} calls none of {helpers}")

    def _calls(self, method, seen):
        """Return the names of what *method* calls, and of what those methods call."""
        seen.add(method)
        found = set(self.called.get(method, ()))
        for name in found - seen:
            if name in self.called:
                found = found | self._calls(name, seen)
        return found

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.called = {}
        modules = cls.env["ir.module.module"].search(
            [("state", "=", "installed"), ("name", "=like", "icrm\\_internal%")]
        )
        for module in modules:
            for path in Path(get_module_path(module.name)).glob("models/**/*.py"):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.FunctionDef):
                        cls.called.setdefault(node.name, set()).update(
                            getattr(call.func, "attr", getattr(call.func, "id", ""))
                            for call in ast.walk(node)
                            if isinstance(call, ast.Call)
                        )
