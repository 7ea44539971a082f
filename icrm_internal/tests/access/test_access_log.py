# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
from datetime import datetime, timedelta

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AccessHttpCommon
from .matrix_records import MatrixCommon

STARTS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "{=1}", "http://x", "internal:a!A1")


@tagged("post_install", "-at_install")
class TestAccessLog(MatrixCommon):
    """The auditor reads what was done, not to which record."""

    def test_names_are_neutral(self):
        Log = self.env["icrm.access.log"]
        complaint = self.records["icrm.complaint", "identified"]
        Log.with_user(self.desk)._record("reveal", complaint.sudo(), "Why")
        row = Log.with_user(self.auditor).search([], limit=1)
        self.assertEqual(row.record_name, "Complaint")
        self.assertEqual(row.company_id, self.company)
        for hidden in (str(complaint.id), complaint.subject, complaint.number or "--"):
            self.assertNotIn(hidden, str(row.read()))
        with self.assertRaises(AccessError):
            row.read(["res_id"])
        with self.assertRaises(AccessError):
            row.search([("res_id", "=", complaint.id)])

    def test_every_model_is_neutral_unless_it_says_otherwise(self):
        Log = self.env["icrm.access.log"]
        named = set()
        for (model, _kind), record in self.records.items():
            if not record or not model.startswith("icrm."):
                continue
            Log._record("reveal", record.sudo(), "Why")
            row = Log.search([], limit=1)
            if row.record_name != self.env["ir.model"]._get(model).name:
                named.add(model)
        self.assertLessEqual(named, {"icrm.campaign", "icrm.kpi.period"})

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        complaint = self.records["icrm.complaint", "identified"]
        Log = self.env["icrm.access.log"]
        Log._record("reveal", complaint.sudo(), "Ours")
        foreign = self._user("auditor_2", None, "icrm_internal.group_icrm_auditor")
        foreign.write({"company_ids": other.ids, "company_id": other.id})
        as_foreign = Log.with_user(foreign)
        self.assertFalse(as_foreign.search([]))
        self.assertFalse(Log.sudo().search([("company_id", "=", False)]))
        as_foreign.sudo()._record_export(self.env["icrm.kpi"], "x")
        Log.with_user(foreign)._record_export(self.env["icrm.kpi"], "Theirs")
        self.assertEqual(as_foreign.search([]).mapped("reason")[:1], ["Theirs"])
        self.assertNotIn(
            "Theirs", Log.with_user(self.auditor).search([]).mapped("reason")
        )
        for user in (self.staff, self.officer, self.admin_user, self.desk):
            self.assertFalse(Log.with_user(user).has_access("read"), user.name)


@tagged("post_install", "-at_install")
class TestExports(AccessHttpCommon):
    """Exports are logged, and exported files contain no active formulas."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.officer, cls.admin_user):
            user.group_ids |= cls.env.ref("icrm_internal.group_icrm_export")
        cls.Log = cls.env["icrm.access.log"]

    def _export(self, user, model, names, kind="xlsx", **params):
        self.login(user)
        fields = [
            {"name": name, "label": f"={name}", "type": kind_of}
            for name, kind_of in names.items()
        ]
        data = {
            "model": model,
            "fields": fields,
            "ids": False,
            "domain": [],
            "import_compat": False,
            **params,
        }
        answer = self.url_open(
            f"/web/export/{kind}",
            data={"data": json.dumps(data), "csrf_token": self.csrf_token()},
        )
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def _book(self, content):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertFalse([cell for cell in cells if cell.hyperlink])
        return [cell.value for cell in cells]

    def _rows(self):
        self.env.invalidate_all()
        return self.Log.search([("kind", "=", "export")], order="id")

    def test_workbook_without_formulas(self):
        segments = self.env["icrm.segment"].create(
            [{"name": start} for start in STARTS]
        )
        domain = [("id", "in", segments.ids)]
        values = self._book(
            self._export(self.officer, "icrm.segment", {"name": "char"}, domain=domain)
        )
        self.assertIn("=name", values)
        for start in STARTS:
            self.assertIn(start, values)
        values = self._book(
            self._export(
                self.officer,
                "icrm.segment",
                {"name": "char", "note": "char"},
                domain=domain,
                groupby=["name"],
            )
        )
        self.assertIn("=1+1 (1)", values)
        row = self._rows()[-1]
        self.assertEqual(row.user_id, self.officer)
        self.assertEqual(
            (row.res_model, row.row_count, row.field_names),
            ("icrm.segment", len(STARTS), ".id, name, note"),
        )
        self.assertNotIn("1+1", str(row.read()))

    def test_every_door(self):
        before = len(self._rows())
        self._export(self.officer, "helpdesk.ticket", {"name": "char"}, "csv")
        self._export(self.officer, "helpdesk.ticket", {"name": "char"}, "xlsx")
        self.json2(
            self.officer,
            "helpdesk.ticket",
            "export_data",
            ids=self.own.ids,
            fields_to_export=["name"],
        )
        # by way of a model that is not ours
        self.json2(
            self.officer,
            "hr.department",
            "export_data",
            ids=self.it.ids,
            fields_to_export=["name", "icrm_team_ids/ticket_ids/name"],
        )
        rows = self._rows()[before:]
        self.assertEqual(len(rows), 4)
        self.assertEqual(set(rows.mapped("res_model")), {"helpdesk.ticket"})
        self.assertEqual(set(rows.mapped("record_name")), {"Request"})
        self.assertEqual(rows.user_id, self.officer)
        self.assertEqual(rows[2].row_count, 1)
        self.assertNotIn("SECRET", str(rows.read()))

    def test_only_members_of_the_role_export(self):
        """Core's own permission is not enough, and heads have reports instead."""
        self.officer.group_ids -= self.env.ref("icrm_internal.group_icrm_export")
        self.officer.group_ids += self.env.ref("base.group_allow_export")
        before = len(self._rows())
        for user in (self.officer, self.it_head, self.auditor):
            user.group_ids += self.env.ref("base.group_allow_export")
            for model, path in (
                ("helpdesk.ticket", "name"),
                ("icrm.service", "name"),
                ("hr.department", "icrm_team_ids/ticket_ids/name"),
            ):
                records = self.env[model].with_user(user)
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaisesRegex(AccessError, "Data Export"),
                ):
                    records.search([], limit=1).export_data([path])
            # what is not ours is core's to decide
            self.env["res.country"].with_user(user).search([], limit=1).export_data(
                ["name"]
            )
        self.assertEqual(len(self._rows()), before)
        with mute_logger("odoo.addons.web.controllers.export", "odoo.http"):
            self.login(self.officer)
            answer = self.url_open(
                "/web/export/csv",
                data={
                    "data": json.dumps(
                        {
                            "model": "icrm.service",
                            "fields": [{"name": "name", "label": "Name"}],
                            "ids": False,
                            "domain": [],
                            "import_compat": False,
                        }
                    ),
                    "csrf_token": self.csrf_token(),
                },
            )
        self.assertIn("Data Export", answer.text)
        self.assertNotIn(self.service.name, answer.text)
        self.assertTrue(self.admin_user.has_group("base.group_allow_export"))

    def test_lists_as_json(self):
        """Core's address of a list as JSON is an export, too."""
        self.env["ir.config_parameter"].set_param("web.json.enabled", "1")
        self.it_head.group_ids += self.env.ref("base.group_allow_export")
        before = len(self._rows())
        for user, status in ((self.it_head, 403), (self.officer, 200)):
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                ._generate("rpc", "test", datetime.now() + timedelta(days=1))
            )
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    "/json/1/internal-catalogue-all",
                    headers={"Authorization": f"bearer {key}"},
                )
            with self.subTest(user.login):
                self.assertEqual(answer.status_code, status)
        rows = self._rows()[before:]
        self.assertEqual(set(rows.mapped("res_model")), {"icrm.service"})
        self.assertEqual(rows.user_id, self.officer)

    def test_others_lists_are_not_ours(self):
        before = len(self._rows())
        self._export(self.officer, "res.country", {"name": "char"}, "csv")
        self.assertEqual(len(self._rows()), before)

    def test_each_company_reads_of_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        segments = self.env["icrm.segment"].create(
            [{"name": "a"}, {"name": "b", "company_id": other.id}]
        )
        segments.with_user(self.env.ref("base.user_admin")).sudo().export_data(["name"])
        self.assertEqual(self._rows()[-2:].company_id, self.company | other)

    def test_papers(self):
        """Every report on a model of ours is written down when it is rendered."""
        reports = (
            self.env["ir.actions.report"]
            .search([])
            .filtered(lambda report: report.model.startswith("icrm."))
        )
        self.assertGreater(len(reports), 5)
        before = len(self._rows())
        self.env["ir.actions.report"].with_user(self.officer)._render_qweb_html(
            "icrm_internal.icrm_service_charter", self.service.ids
        )
        rows = self._rows()[before:]
        self.assertEqual(rows.user_id, self.officer)
        self.assertEqual(rows.res_model, "icrm.service")
