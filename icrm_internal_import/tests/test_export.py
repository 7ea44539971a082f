# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import io

from odoo.tests import tagged

from .common import HEADER, ROWS, ImportCommon


@tagged("post_install", "-at_install")
class TestExport(ImportCommon):
    def test_templates_for_other_systems(self):
        self.checked(HEADER + ROWS).action_import()
        self.admin_user.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        for name, records in [
            ("customer", self._customer(self.staff)),
            ("request", self.requests()["1"]),
        ]:
            template = self.env.ref(f"icrm_internal_import.ir_exports_{name}")
            self.assertEqual(template.resource, records._name)
            paths = template.export_fields.mapped("name")
            rows = records.with_user(self.admin_user).export_data(paths)["datas"]
            values = dict(zip(paths, rows[0], strict=True))
            self.assertEqual(values["name"], records.name)
            self.assertTrue(values["id"], "a stable id to come back by")

    def test_export_can_be_imported_elsewhere(self):
        """What leaves here is a file this import itself understands."""
        self.checked(HEADER + ROWS).action_import()
        paths = self.env.ref("icrm_internal_import.ir_exports_request").export_fields
        requests = self.env["helpdesk.ticket"].concat(*self.requests().values())
        rows = requests.export_data(["number", "name", "icrm_submitted_at"])["datas"]
        self.assertIn("number", paths.mapped("name"))
        stream = io.StringIO()
        csv.writer(stream).writerows([["Number", "Subject", "Created"], *rows])
        job = self.checked(stream.getvalue(), default_state="new", code="again")
        self.assertEqual((job.new_count, job.error_count), (3, 0))
