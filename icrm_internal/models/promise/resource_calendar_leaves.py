# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._icrm_get_calendars()._icrm_mark_changed()
        return leaves

    def write(self, vals):
        calendars = self._icrm_get_calendars()
        result = super().write(vals)
        (calendars | self._icrm_get_calendars())._icrm_mark_changed()
        return result

    def unlink(self):
        calendars = self._icrm_get_calendars()
        result = super().unlink()
        calendars._icrm_mark_changed()
        return result

    def _icrm_get_calendars(self):
        """Return the calendars these days off are about, those of single persons left
        out; a day off without a calendar is one of every calendar of its company."""
        holidays = self.filtered(lambda leave: not leave.resource_id)
        calendars = holidays.calendar_id
        everywhere = holidays.filtered(lambda leave: not leave.calendar_id)
        if everywhere:
            companies = everywhere.company_id.ids
            calendars |= self.env["resource.calendar"].search(
                [("company_id", "in", [*companies, False])]
            )
        return calendars
