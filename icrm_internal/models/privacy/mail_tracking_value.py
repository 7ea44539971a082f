# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import SWEEP, Personal


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"
    _icrm_personal = (
        Personal("old_value_char", erased=SWEEP),
        Personal("new_value_char", erased=SWEEP),
        Personal("old_value_text", erased=SWEEP),
        Personal("new_value_text", erased=SWEEP),
        Personal("field_info", erased=SWEEP),
    )
