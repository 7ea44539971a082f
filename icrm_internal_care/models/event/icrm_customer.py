# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class IcrmCustomer(models.Model):
    """Meetings, events and feedback in the timeline of a customer."""

    _inherit = "icrm.customer"

    def _get_timeline_entries(self, limit):
        entries = super()._get_timeline_entries(limit)
        if not self or not self.has_access("read"):
            return entries
        return (
            entries
            + self._get_meeting_entries(limit)
            + self._get_feedback_entries(limit)
        )

    def _get_meeting_domain(self):
        """Return the meetings of a department; those that a person was present at."""
        self.ensure_one()
        if self.kind == "department":
            return Domain("department_ids", "in", self.department_id.ids) & Domain(
                "state", "in", ("planned", "held")
            )
        # sudo: the contact of a customer whom the reader may read
        partners = self.sudo().partner_id
        attendees = self.env["icrm.meeting.attendee"].search(
            [("partner_id", "in", partners.ids), ("attended", "=", True)]
        )
        return Domain("state", "=", "held") & Domain(
            "id", "in", attendees.meeting_id.ids
        )

    def _get_meeting_entries(self, limit):
        """Return the meetings that the reader may read."""
        Meeting = self.env["icrm.meeting"]
        if not Meeting.has_access("read"):
            return []
        meetings = Meeting.search(
            self._get_meeting_domain(), order="start desc, id desc", limit=limit
        )
        kinds = dict(Meeting._fields["kind"]._description_selection(self.env))
        states = dict(Meeting._fields["state"]._description_selection(self.env))
        return [
            {
                "at": meeting.start,
                "icon": "fa-users",
                "title": kinds[meeting.kind],
                "text": meeting.name,
                "badge": states[meeting.state],
                "tone": "info" if meeting.state == "planned" else "secondary",
                "url": f"/odoo/internal-meetings/{meeting.id}",
            }
            for meeting in meetings
        ]

    def _get_feedback_entries(self, limit):
        """Return praise and criticism by the customer, as far as the reader may."""
        Feedback = self.env["icrm.feedback"]
        if not Feedback.has_access("read"):
            return []
        found = Feedback.search(
            [("author_id", "=", self.id)], order="id desc", limit=limit
        )
        states = dict(Feedback._fields["state"]._description_selection(self.env))
        return [
            {
                "at": feedback.create_date,
                "icon": "fa-heart-o",
                "title": self.env._(
                    "Feedback for %(department)s",
                    # sudo: the name of a department, for readers of the feedback
                    department=feedback.sudo().department_id.name,
                ),
                "text": feedback.name,
                "badge": states[feedback.state],
                "tone": "secondary",
            }
            for feedback in found
        ]
