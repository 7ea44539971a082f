# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class CalendarEvent(models.Model):
    """A meeting about a protected document is read by those who meet, and no others."""

    _inherit = "calendar.event"

    @api.model
    def _hardening_own_domain(self):
        me = self.env.user.partner_id.id
        return (
            super()._hardening_own_domain()
            | Domain("partner_ids", "in", [me])
            | Domain("create_uid", "=", self.env.uid)
        )


class CalendarAttendee(models.Model):
    """Who meets about a document is as confidential as the meeting."""

    _inherit = "calendar.attendee"

    @api.model
    def _hardening_guarded_domain(self, domain=Domain.TRUE):
        # any!: core's rules of meetings stay; only those on documents are hidden
        events = self.env["calendar.event"]._hardening_guarded_domain()
        return Domain("event_id", "any!", events)

    def _hardening_forbidden(self, operation):
        # sudo: only to find their documents
        events = self.sudo().event_id.sudo(self.env.su)
        hidden = events._hardening_forbidden("read")
        return self.filtered(lambda row: row.sudo().event_id in hidden.sudo())
