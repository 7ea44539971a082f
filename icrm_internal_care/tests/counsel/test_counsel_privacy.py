# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
import zipfile

from odoo.tests import tagged

from .common import CounselCommon


@tagged("post_install", "-at_install")
class TestCounselPrivacy(CounselCommon):
    """Erasing a person and the copy of their data tell nobody of a talk."""

    def _leave(self):
        self.staff.sudo().employee_id.active = False
        self.staff.active = False
        self.env.flush_all()

    def test_erasing(self):
        self.staff.name = self.staff.employee_id.name = "Quirina Zalewski"
        case = self._ask(body="SECRET story of Quirina Zalewski").sudo()
        customer = self._customer(self.staff)
        self._leave()
        erasure = (
            self.env["icrm.erasure"]
            .with_user(self.officer)
            .create({"customer_id": customer.id, "reason": "Asked for it"})
        )
        self.assertFalse(erasure.obstacles)
        erasure.action_propose()
        self.assertNotIn("counsel", json.dumps(erasure.sudo().findings))
        erasure.with_user(self.admin_user).action_execute()
        self.assertNotIn("counsel", json.dumps(erasure.sudo().findings))
        self.env.invalidate_all()
        self.assertIn("SECRET", case.subject, "an open talk needs its words")
        case.state = "closed"
        self.env["icrm.retention.rule"]._erase_late()
        self.assertEqual(case.subject, "[…]")
        self.assertEqual(set(case.message_ids.mapped("body")), {"[…]"})

    def test_own_data(self):
        case = self._ask().sudo()
        self.env["icrm.counsel.note"].create(
            {"case_id": case.id, "position": 1, "body": "A note", "day": "2026-01-01"}
        )
        for user, sees in ((self.staff, True), (self.counsellor, False)):
            Own = self.env["icrm.own.data"].with_user(user)
            content = Own._take(Own._request().id)
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                text = archive.read("data.json").decode()
            self.assertEqual("A SECRET story" in text, sees)
            self.assertNotIn("A note", text)
