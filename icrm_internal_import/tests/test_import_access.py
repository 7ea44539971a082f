# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import HEADER, ROWS, ImportCommon

MODELS = ("job", "profile", "column", "value", "issue", "progress")
ROLES = (
    "staff",
    "agent",
    "it_head",
    "officer",
    "auditor",
    "desk",
    "portal_user",
)


@tagged("post_install", "-at_install")
class TestImportAccess(ImportCommon):
    def test_only_administrators_see_and_start_imports(self):
        job = self.checked(HEADER + ROWS)
        for role in ROLES:
            user = getattr(self, role)
            for model in MODELS:
                Model = self.env[f"icrm.import.{model}"].with_user(user)
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(role=role, model=model, operation=operation):
                        self.assertFalse(Model.has_access(operation))
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["icrm.import.job"].with_user(user).create(
                    {"file": base64.b64encode(b"number\n1\n")}
                )
            for method in (
                "action_read",
                "action_start",
                "action_check",
                "action_import",
                "action_back",
                "action_keep_profile",
                "action_open_figures",
                "action_open_requests",
                "action_open_issues",
            ):
                with (
                    self.subTest(role=role, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(job.with_user(user), method)()
        self.assertFalse(self.requests())

    def test_findings_and_progress_are_not_written_by_hand(self):
        job = self.checked(HEADER + ROWS)
        for model in ("issue", "progress"):
            Model = self.env[f"icrm.import.{model}"].with_user(self.admin_user)
            with self.assertRaises(AccessError):
                Model.create({"job_id": job.id})

    def test_the_file_is_for_administrators(self):
        job = self.job(HEADER + ROWS)
        attachment = job._attachment_sudo()
        with self.assertRaises(AccessError):
            attachment.with_user(self.officer).read(["datas"])

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.env["icrm.import.job"].create(
            {
                "company_id": company.id,
                "file": base64.b64encode(b"number\n1\n"),
                "file_name": "x.csv",
            }
        )
        self.assertNotIn(
            other.with_user(self.admin_user), self.Job.search([("id", "=", other.id)])
        )
        with self.assertRaises(AccessError):
            other.with_user(self.admin_user).action_read()
