# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from odoo.addons.icrm_internal.models.access import inner_context
from odoo.addons.icrm_internal.models.access.actions import open_form

# What a meeting of ours takes from its event.
SHARED = {"start", "stop", "duration"}
# Of more than one appointment
SERIES_UPDATES = ("all_events", "future_events")


class CalendarEvent(models.Model):
    """Appointments of meetings between departments.

    The calendar knows when, where, who and how often. What was said is in
    ``icrm.meeting``, under its own rules: every employee may read the calendar.
    """

    _inherit = "calendar.event"

    # By the document, which every appointment of a series keeps.
    icrm_kind = fields.Selection(
        selection=lambda self: self.env["icrm.meeting"]._selection_kind(),
        string="Kind of Meeting",
        compute="_compute_icrm_kind",
        search="_search_icrm_kind",
        help="Meetings between departments have agenda and minutes.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_icrm_kind(self):
        Meeting = self.env["icrm.meeting"]
        # As the reader: of what they may not read, nothing is said.
        readable = Meeting.search(
            [
                (
                    "id",
                    "in",
                    [
                        event.res_id
                        for event in self
                        if event.res_model == Meeting._name
                    ],
                )
            ]
        )
        for event in self:
            is_ours = event.res_model == Meeting._name and event.res_id in readable.ids
            event.icrm_kind = is_ours and Meeting.browse(event.res_id).kind

    def _search_icrm_kind(self, operator, value):
        if operator != "in":
            return NotImplemented
        meetings = self.env["icrm.meeting"]._search(
            [("kind", "in", [kind for kind in value if kind])]
        )
        found = Domain("res_model", "=", "icrm.meeting") & Domain(
            "res_id", "in", meetings
        )
        if False in value:
            found |= Domain("res_model", "!=", "icrm.meeting")
        return found

    def write(self, vals):
        is_series = vals.get("recurrence_update") in SERIES_UPDATES
        if is_series and not inner_context.get(self.env, "icrm_in_series"):
            return self._icrm_write_series(vals)
        if "active" in vals and not vals["active"]:
            self._icrm_cancel_meetings()
        meetings_sudo = self._icrm_get_moved(vals)
        if not self.env.su:
            meetings_sudo.sudo(False).check_access("write")
        result = super().write(vals)
        meetings_sudo._follow_event()
        return result

    def _icrm_write_series(self, vals):
        """Write; then cancel the meetings whose appointments are gone.

        The calendar archives all of a series, takes one back and adds the others anew.
        """
        # sudo: which appointments are of meetings; who may cancel them is checked
        meetings_sudo = self.env["icrm.meeting"].sudo()
        events_sudo = self.sudo().recurrence_id.calendar_event_ids
        meetings_sudo = meetings_sudo.search([("event_id", "in", events_sudo.ids)])
        result = inner_context.give(self, icrm_in_series=True).write(vals)
        meetings_sudo.invalidate_recordset(["event_id"])
        self._icrm_cancel(meetings_sudo.filtered(lambda one: not one.event_id.active))
        return result

    def _icrm_get_moved(self, vals):
        """Return the meetings, in sudo, that follow a change in the calendar."""
        # sudo: which appointments are of meetings; who may move them is checked
        meetings_sudo = self.env["icrm.meeting"].sudo()
        if SHARED.isdisjoint(vals) or inner_context.get(self.env, "icrm_from_meeting"):
            return meetings_sudo
        return meetings_sudo.search([("event_id", "in", self.ids)])

    @api.model
    def _hardening_document_operation(self, documents):
        """Who reads a meeting reads its appointments, and adds those of a series."""
        if documents._name == "icrm.meeting":
            return "read"
        return super()._hardening_document_operation(documents)

    def unlink(self):
        self._icrm_cancel_meetings()
        return super().unlink()

    def _icrm_cancel_meetings(self):
        """Cancel the meetings whose appointment is deleted or archived.

        As a deleted appointment ends it for everybody else in the calendar. Who may not
        write the meeting is refused, and so is everybody once it has minutes.
        """
        if inner_context.get(self.env, "icrm_from_meeting") or inner_context.get(
            self.env, "icrm_in_series"
        ):
            return
        # sudo: which appointments are of meetings; who may cancel them is checked
        meetings_sudo = self.env["icrm.meeting"].sudo()
        self._icrm_cancel(meetings_sudo.search([("event_id", "in", self.ids)]))

    def _icrm_cancel(self, meetings_sudo):
        held_sudo = meetings_sudo.filtered(lambda meeting: meeting.state == "held")
        if held_sudo:
            dates = [
                format_datetime(self.env, start, dt_format="medium")
                for start in sorted(held_sudo.mapped("start"))
            ]
            raise UserError(
                self.env._(
                    "These appointments have minutes and stay: %(dates)s. Change the "
                    "others one by one, or those after them as “This and following "
                    "events”.",
                    dates=", ".join(dates),
                )
            )
        if not self.env.su:
            meetings_sudo.sudo(False).check_access("write")
        meetings_sudo._cancel_without_event()

    def action_icrm_open_meeting(self):
        """Open agenda and minutes; of a later one of a series, begin them.

        :raise AccessError: the caller may not read the meeting of the series, or may
            not plan the next one
        """
        self.ensure_one()
        self.check_access("read")
        Meeting = self.env["icrm.meeting"]
        meeting = Meeting.search([("event_id", "=", self.id)], limit=1)
        if not meeting:
            if self.res_model != Meeting._name or not self.res_id:
                raise UserError(self.env._("This appointment has no minutes."))
            series = Meeting.search([("id", "=", self.res_id)])
            meeting = series._plan_next(self)
        return open_form(meeting)
