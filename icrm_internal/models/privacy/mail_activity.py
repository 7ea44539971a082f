# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import SWEEP, Personal


class MailActivity(models.Model):
    _inherit = "mail.activity"
    _icrm_personal = (
        Personal("summary", erased=SWEEP),
        Personal("note", erased=SWEEP),
        Personal("feedback", erased=SWEEP),
        Personal("res_name", erased=SWEEP),
    )
