# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from ..models import icrm_import_progress
from .common import HEADER, ROWS, ImportCommon


@tagged("post_install", "-at_install")
class TestImportBackground(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "icrm_internal.import_background_kb", "0"
        )
        cls.cron = cls.env.ref("icrm_internal_import.ir_cron_history_import")

    def run_cron(self):
        told = []
        with (
            self.enter_registry_test_mode(),
            patch.object(
                icrm_import_progress.IcrmImportProgress,
                "_write_progress",
                lambda self, job_id, done, total: told.append((done, total)),
            ),
        ):
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        return told

    def test_large_files_are_left_to_the_scheduler(self):
        job = self.job(HEADER + ROWS)
        for task, state in [
            ("read", "mapped"),
            ("check", "checked"),
            ("import", "done"),
        ]:
            getattr(job, f"action_{task}")()
            self.assertEqual(job.task, task)
            self.assertNotEqual(job.state, state)
            told = self.run_cron()
            self.assertEqual((job.task, job.state), (False, state), job.failure)
        self.assertEqual(told[-1], (3, 3))
        self.assertEqual(len(self.requests()), 3)
        self.assertEqual(job.request_ids.create_uid, self.admin_user)

    def test_failure_is_told(self):
        job = self.job(b"%PDF-1.7" + b"x" * 2000)
        job.sudo().write({"task": "read"})
        self.run_cron()
        self.assertIn("file type is not supported", job.failure)
        self.assertFalse(job.task)

    def test_import_that_was_killed(self):
        """Found running by the next cron: it wrote nothing, and that is reported."""
        job = self.job(HEADER + ROWS)
        job.sudo().write({"task": "import", "is_running": True})
        self.run_cron()
        self.assertIn("nothing was imported", job.failure)
        self.assertFalse(job.is_running)
        self.assertFalse(self.requests())

    def test_administrator_no_more(self):
        job = self.job(HEADER + ROWS)
        job.action_read()
        self.admin_user.group_ids = self.env.ref("base.group_user")
        self.run_cron()
        self.assertIn("Only Internal CRM administrators", job.sudo().failure)
        self.assertEqual(job.sudo().state, "draft")

    def test_limit_is_said_before_the_import(self):
        """What this server's limits allow is shown after the check of the file."""
        limits = {
            "workers": 0,
            "limit_time_cpu": 60,
            "limit_time_real": 120,
            "limit_time_real_cron": -1,
        }
        job = self.job(HEADER + ROWS)
        for changed, requests, words in (
            ({}, 300_000, "after 120 seconds"),
            ({}, 300_000, "about 16,800 requests; this file has 300,000"),
            ({}, 10_000, None),
            ({"workers": 2}, 300_000, "after 60 seconds"),
            ({"limit_time_real_cron": 1800}, 300_000, "after 1800 seconds"),
            ({"limit_time_real_cron": 0}, 300_000, None),
            ({"limit_time_real_cron": 0, "workers": 2}, 300_000, "after 60 seconds"),
        ):
            with (
                self.subTest(changed=changed, requests=requests),
                patch.dict(config._runtime_options, limits | changed),
            ):
                remark = job._limit_remark(requests, 0)
                if words:
                    self.assertIn(words, remark)
                else:
                    self.assertFalse(remark)
