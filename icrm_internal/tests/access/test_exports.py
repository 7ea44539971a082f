# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

ADDONS = "icrm_internal"
#: Reports that write down more than that they were printed, with the test of it
OWN_LOG = {
    "icrm_internal.icrm_campaign_code_document": "test_campaign_sending: who has codes",
}
#: What makes a file of records, in the source of a controller
FILES = {"write_workbook", "content_disposition", "make_response"}
#: Files that are no export: (module, function): why
NO_EXPORT = {
    ("icrm_internal/survey_page.py", "_save_draft"): "an empty answer to a script",
    (
        "icrm_internal/own_data_portal.py",
        "icrm_download_own_data",
    ): "logged by _take, as a kind of its own",
}


@tagged("post_install", "-at_install")
class TestExports(TransactionCase):
    """Whatever takes records out of the system is in the access log."""

    def test_every_report_is_logged(self):
        reports = self.env["ir.actions.report"].search([])
        ours = reports.filtered(
            lambda report: report.report_name.startswith(ADDONS)
            or is_hardened(self.env, report.model)
        )
        self.assertGreater(len(ours), 6)
        officer = self.env["res.users"].create(
            {
                "name": "Printer",
                "login": "printer",
                "group_ids": [
                    (4, self.env.ref("icrm_internal.group_icrm_officer").id),
                    (4, self.env.ref("icrm_internal.group_icrm_admin").id),
                ],
            }
        )
        Log = self.env["icrm.access.log"]
        for report in ours:
            with self.subTest(report.report_name):
                if report.report_name in OWN_LOG:
                    continue
                before = Log.search_count([("kind", "=", "export")])
                report.with_user(officer)._get_rendering_context(
                    report.with_user(officer), [], {}
                )
                rows = Log.search([("kind", "=", "export")], order="id desc")
                self.assertEqual(len(rows), before + 1)
                self.assertEqual(rows[0].res_model, report.model)
                self.assertEqual(rows[0].user_id, officer)
        own = {
            report.report_name
            for report in ours
            if getattr(
                report._get_rendering_context_model(report),
                "_icrm_keeps_own_log",
                False,
            )
        }
        self.assertEqual(own, set(OWN_LOG), "each exception has its own log")

    def test_every_file_of_a_controller_is_logged(self):
        installed = self.env["ir.module.module"].search(
            [("name", "like", "icrm_internal%"), ("state", "=", "installed")]
        )
        found = {}
        for name in installed.mapped("name"):
            folder = Path(get_module_path(name)) / "controllers"
            for path in sorted(folder.rglob("*.py")):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                for node in ast.walk(tree):
                    if isinstance(node, ast.FunctionDef):
                        called = _get_called(node)
                        if called & FILES:
                            found[f"{name}/{path.name}", node.name] = called
        self.assertGreater(len(found), 1)
        silent = {place for place, called in found.items() if not _is_logged(called)}
        self.assertEqual(silent - set(NO_EXPORT), set(), "_record_export is missing")
        self.assertEqual(set(NO_EXPORT) - set(found), set())


def _get_called(node):
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute | ast.Name)
    }


def _is_logged(called):
    return "_record_export" in called
