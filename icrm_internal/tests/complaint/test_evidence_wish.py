# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .test_cleaner import NAME, jpeg


@tagged("post_install", "-at_install")
class TestEvidenceStrippedOnWish(ComplaintCommon):
    """Named complaints keep their files as they are, unless the complainant wishes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photo = ["Photo of Wilhelmina.jpg", base64.b64encode(jpeg()).decode()]

    def _check(self, evidence, stripped):
        evidence = evidence.sudo().with_context(bin_size=False)
        content = base64.b64decode(evidence.data)
        self.assertEqual(NAME.encode() not in content, stripped)
        name = "Evidence 1.jpg" if stripped else "Photo of Wilhelmina.jpg"
        self.assertEqual(evidence.name, name)

    def test_filing(self):
        for wish in (False, True):
            with self.subTest(wish=wish):
                complaint = self._file(files=[self.photo], clean_files=wish)
                self._check(complaint.sudo().evidence_ids, wish)

    def test_confidential_always(self):
        complaint = self._file(
            protection="confidential", files=[self.photo], clean_files=False
        )
        self._check(complaint.sudo().evidence_ids, True)

    def test_messages_of_both_sides(self):
        for user in (self.staff, self.desk):
            for wish in (False, True):
                with self.subTest(user=user.login, wish=wish):
                    complaint = self._file()
                    complaint.with_user(user).action_write(
                        "See the photo", files=[self.photo], clean_files=wish
                    )
                    self._check(complaint.sudo().evidence_ids, wish)

    def test_dialogs(self):
        dialog = (
            self.env["icrm.complaint.create"]
            .with_user(self.staff)
            .create(
                {
                    "department_id": self.it.id,
                    "subject": "By the dialog",
                    "body": "See the photo",
                    "file": self.photo[1],
                    "file_name": self.photo[0],
                    "clean_files": True,
                }
            )
        )
        complaint = self.env["icrm.complaint"].browse(dialog.action_file()["res_id"])
        self._check(complaint.sudo().evidence_ids, True)

    def test_what_cannot_be_cleaned_is_refused_by_name(self):
        broken = ["broken.jpg", base64.b64encode(jpeg()[:300]).decode()]
        with self.assertRaisesRegex(UserError, "broken.jpg"):
            self._file(files=[broken], clean_files=True)
        with self.assertRaises(UserError):
            self._file(files=[self.photo], clean_files="maybe")
