# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    icrm_changed = fields.Boolean(
        string="Has Changes",
        readonly=True,
        copy=False,
        help="Promised dates will be recalculated by the next job.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"attendance_ids", "tz", "two_weeks_calendar", "flexible_hours"} & set(vals):
            self._icrm_mark_changed()
        return result

    def _icrm_mark_changed(self):
        """Mark these calendars, so that their promises are computed again."""
        # sudo: users who may change hours change the promises too.
        calendars_sudo = self.sudo().filtered(
            lambda calendar: not calendar.icrm_changed
        )
        # sudo: whether there are clocks, of whichever company.
        if calendars_sudo and self.env["icrm.clock"].sudo().search_count(
            [("calendar_id", "in", self.ids), ("state", "=", "running")], limit=1
        ):
            calendars_sudo.icrm_changed = True
            # sudo: a job is woken by the system.
            self.env.ref("icrm_internal.ir_cron_clock_reckon").sudo()._trigger()
