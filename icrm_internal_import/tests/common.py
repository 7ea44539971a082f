# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.addons.icrm_internal.tests.common import IcrmCommon

HEADER = (
    "Number,Title,Status,Priority,Created,Resolved,Closed,Requester,Department,Team\n"
)
ROWS = (
    "1,Laptop is slow,Closed,High,2024-03-01 08:00,2024-03-01 10:00,"
    "2024-03-05 09:00,Staff,Finance,IT desk\n"
    "2,Chair,Pending,Low,2024-03-02 08:00,,,Nobody Known,Logistics,Furniture\n"
    "3,Badge,Cancelled,,2024-03-03 08:00,,2024-03-04 08:00,,,\n"
)


class ImportCommon(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Job = cls.env["icrm.import.job"].with_user(cls.admin_user)

    @classmethod
    def job(cls, text, profile="generic", **values):
        """Return an import of *text* (str or bytes), as an administrator."""
        data = text.encode() if isinstance(text, str) else text
        return cls.Job.create(
            {
                "template_id": cls.env.ref(
                    f"icrm_internal_import.icrm_import_profile_{profile}"
                ).id,
                "file": base64.b64encode(data),
                "file_name": "export.csv",
                "tz": "UTC",
                # asked by test_creation
                "may_create": True,
                **values,
            }
        )

    @classmethod
    def checked(cls, text, profile="generic", **values):
        job = cls.job(text, profile, **values)
        job.action_read()
        job.write(values)
        job.action_check()
        return job

    def requests(self, code="history"):
        """Return external number -> request."""
        tickets = self.env["helpdesk.ticket"].search(
            [("icrm_external_ref", "=like", f"{code}:%")]
        )
        return {ticket.icrm_external_ref.split(":")[1]: ticket for ticket in tickets}

    def findings(self, job):
        return [(i.severity, i.line, i.column, i.name) for i in job.issue_ids]
