# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import SWEEP, Personal


class MailNotification(models.Model):
    _inherit = "mail.notification"
    _icrm_personal = (
        Personal("mail_email_address", erased=SWEEP),
        Personal("failure_reason", erased=SWEEP),
    )
