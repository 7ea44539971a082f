# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# Answers of core's calendar
RESPONSES = [
    ("needsAction", "No answer"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("tentative", "Maybe"),
]


class IcrmMeetingAttendee(models.Model):
    """Who is invited to a meeting, and was there.

    Not core's attendees: whoever edits an appointment adds those, and these may read
    what was decided.
    """

    _name = "icrm.meeting.attendee"
    _description = "Attendee of a Meeting"
    _order = "id"
    _rec_name = "partner_id"

    meeting_id = fields.Many2one(
        "icrm.meeting", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, index=True, ondelete="restrict"
    )
    response = fields.Selection(
        RESPONSES, string="Answer", compute="_compute_response", compute_sudo=True
    )
    attended = fields.Boolean(string="Present")

    _person_uniq = models.Constraint(
        "UNIQUE (meeting_id, partner_id)", "This person is already invited."
    )

    @api.depends("meeting_id.event_id.attendee_ids.state", "partner_id")
    def _compute_response(self):
        for attendee in self:
            rows = attendee.meeting_id.event_id.attendee_ids
            answer = rows.filtered(
                lambda row, attendee=attendee: row.partner_id == attendee.partner_id
            )[:1]
            attendee.response = answer.state or "needsAction"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        # sudo: the appointment follows what was allowed to be created
        meetings_sudo = attendees.meeting_id.sudo()
        if not self.env.su:
            meetings_sudo._check_open()
        meetings_sudo._update_event()
        for attendee_sudo in attendees.sudo():
            if attendee_sudo.meeting_id.state == "planned":
                self.env["icrm.message"]._enqueue(
                    "meeting_invitation",
                    attendee_sudo.partner_id - self.env.user.partner_id,
                    attendee_sudo.meeting_id,
                )
        return attendees

    def write(self, vals):
        if not self.env.su and not {"meeting_id", "partner_id"}.isdisjoint(vals):
            raise UserError(
                self.env._("Remove this person and invite the other one instead.")
            )
        return super().write(vals)

    def unlink(self):
        # sudo: the appointment follows what is allowed to be deleted
        meetings_sudo = self.sudo().meeting_id
        if not self.env.su:
            meetings_sudo._check_open()
        result = super().unlink()
        meetings_sudo.exists()._update_event()
        return result
