# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IcrmMakeupDay(models.Model):
    """They move promised dates, as days off do."""

    _inherit = "icrm.makeup.day"

    @api.model
    def _apply_changes(self, places):
        result = super()._apply_changes(places)
        calendars = {calendar.id for calendar, _date in places}
        self.env["resource.calendar"].browse(calendars)._icrm_mark_changed()
        return result
