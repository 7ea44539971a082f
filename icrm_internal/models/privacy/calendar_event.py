# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import SWEEP, Personal


class CalendarEvent(models.Model):
    _inherit = "calendar.event"
    _icrm_personal = (
        Personal("name", erased=SWEEP),
        Personal("description", erased=SWEEP),
        Personal("location", erased=SWEEP),
        Personal("notes", erased=SWEEP),
    )
