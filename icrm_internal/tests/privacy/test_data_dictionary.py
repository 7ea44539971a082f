# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..access.common import AccessHttpCommon


@tagged("post_install", "-at_install")
class TestDataDictionary(AccessHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Field = cls.env["icrm.data.field"]
        cls.Field._refresh()

    def row(self, model, name):
        return self.Field.search([("model", "=", model), ("name", "=", name)])

    def test_it_says_what_models_declare(self):
        for model, name, personal, erased in (
            ("helpdesk.ticket", "description", "yes", "gone"),
            ("helpdesk.ticket", "icrm_requester_id", "link", "keep"),
            ("helpdesk.ticket", "priority", "no", "keep"),
            ("icrm.request.rating", "comment", "yes", "gone"),
            ("icrm.request.rating", "score", "yes", "keep"),
            ("icrm.request.rating", "answer", "text", "sweep"),
            ("res.partner", "email", "yes", "gone"),
        ):
            with self.subTest(model=model, name=name):
                row = self.row(model, name)
                self.assertEqual((row.personal, row.erased), (personal, erased))
        self.assertFalse(self.row("res.partner", "credit_limit"), "not ours")

    def test_refresh_keeps_what_people_wrote(self):
        row = self.row("helpdesk.ticket", "priority")
        row.with_user(self.officer).write(
            {"meaning": "Set by the service", "owner_id": self.it_head.id}
        )
        gone = self.Field.create(
            {
                "model": "helpdesk.ticket",
                "name": "icrm_gone",
                "personal": "no",
                "erased": "keep",
            }
        )
        row.kind = "x"
        count = self.Field.search_count([])
        self.Field.with_user(self.officer).action_refresh()
        self.assertFalse(gone.exists())
        self.assertEqual(self.Field.search_count([]), count - 1)
        self.assertEqual((row.kind, row.meaning), ("selection", "Set by the service"))

    def test_retention(self):
        row = self.row("helpdesk.ticket", "description")
        self.assertFalse(row.retention)
        rule = self.env.ref("icrm_internal.icrm_retention_rule_request")
        rule.active = True
        row.invalidate_recordset()
        self.assertEqual(row.retention, "Anonymize after 60 months")

    def test_found_by_its_words(self):
        rows = self.Field.search([("label", "ilike", "Requester at Submission")])
        self.assertIn(self.row("helpdesk.ticket", "icrm_first_requester_id"), rows)
        rows = self.Field.search([("model_name", "ilike", "Request Rating")])
        self.assertIn("icrm.request.rating", rows.mapped("model"))

    def test_workbook(self):
        self.row("helpdesk.ticket", "priority").meaning = "=1+1"
        self.login(self.auditor)
        response = self.get("/icrm/data-dictionary.xlsx")
        self.assertEqual(response.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(len(rows), self.Field.search_count([]) + 1)
        self.assertIn("=1+1", {row[6] for row in rows})
        entry = self.env["icrm.access.log"].search([("kind", "=", "export")], limit=1)
        self.assertEqual(entry.user_id, self.auditor)
        self.assertEqual(entry.row_count, len(rows) - 1)

    def test_refusals(self):
        row = self.row("helpdesk.ticket", "priority")
        for user in (self.staff, self.agent, self.it_head, self.desk):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    row.with_user(user).read(["meaning"])
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    row.with_user(user).action_refresh()
                self.login(user)
                self.assertEqual(
                    self.get("/icrm/data-dictionary.xlsx").status_code, 404
                )
        with self.assertRaises(AccessError), mute_logger("odoo"):
            row.with_user(self.auditor).meaning = "x"
        with self.assertRaises(UserError):
            row.with_user(self.officer).personal = "no"
