# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import SWEEP, Personal


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"
    _icrm_personal = (Personal("common_name", erased=SWEEP),)
