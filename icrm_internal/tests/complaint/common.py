# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..common import IcrmCommon


class ComplaintCommon(IcrmCommon):
    """Staff of finance complain about IT; ``neutral`` (sales) handles it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.icrm_complaint_calendar_id = cls.calendar
        cls.company.icrm_complaint_anonymous = True
        cls.sales, cls.law = cls.env["hr.department"].create(
            [{"name": "Sales"}, {"name": "Law"}]
        )
        cls.neutral = cls._user("neutral", cls.sales)
        cls.go_between = cls._user("go_between", cls.law)
        cls.cause = cls.env.ref("icrm_internal.complaint_cause_delay")

    @classmethod
    def _file(cls, user=None, **values):
        """Return a complaint filed by *user* (``staff``), in their environment."""
        return (
            cls.env["icrm.complaint"]
            .with_user(user or cls.staff)
            .file_complaint(
                {
                    "protection": "identified",
                    "against": "department",
                    "department_id": cls.it.id,
                    "subject": "SECRET subject",
                    "body": "A SECRET story",
                    **values,
                }
            )
        )

    @classmethod
    def _file_anonymous(cls, **values):
        """Return ``(complaint in sudo, key)``."""
        Complaint = cls.env["icrm.complaint"]
        return Complaint._file_anonymous(
            {
                "department": str(cls.it.id),
                "subject": "SECRET subject",
                "body": "A SECRET story",
                **values,
            },
            Complaint._new_form(),
        )

    @classmethod
    def _decide(cls, complaint, handler=None):
        """Bring a complaint to its decision through the methods of desk and handler."""
        handler = handler or cls.neutral
        at_desk = complaint.sudo(False).with_user(cls.desk)
        at_desk.action_acknowledge()
        at_desk.action_assign(handler.id)
        at_desk.with_user(handler).action_decide(cls._decision())

    @classmethod
    def _decision(cls, **values):
        return {
            "finding": "justified",
            "cause_id": cls.cause.id,
            "decision": "You are right.",
            "remedy": "It is repaired.",
            **values,
        }
