# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields

from odoo.addons.icrm_internal.tests.common import IcrmCommon


class MeetingCommon(IcrmCommon):
    """IT and finance, their relationship, and people to meet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.relationship = cls.env["icrm.relationship"].create(
            {
                "provider_department_id": cls.it.id,
                "customer_department_id": cls.finance.id,
                "company_id": cls.company.id,
            }
        )
        cls.Meeting = cls.env["icrm.meeting"]

    @classmethod
    def _review(cls, user=None, invite=True):
        """Return a review meeting that *user* planned; by default the head of IT."""
        relationship = cls.relationship.with_user(user or cls.it_head)
        action = relationship.action_plan_review()
        meeting = relationship.env["icrm.meeting"].browse(action["res_id"])
        if invite:
            meeting.action_invite()
        return meeting

    @classmethod
    def _action(cls, meeting, owner=None, days=7, **values):
        return meeting.env["icrm.action.item"].create(
            {
                "name": "Order ten laptops",
                "meeting_id": meeting.id,
                "owner_id": (owner or cls.agent).id,
                "due_date": fields.Date.today() + timedelta(days=days),
                **values,
            }
        )

    @classmethod
    def _messages(cls, event, record=None):
        """Return the messages of an event, sent."""
        cls._send_messages()
        domain = [("event", "=", event)]
        if record:
            domain += [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return cls.env["icrm.message"].search(domain)
