# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import DELETE, SWEEP, Personal


class MailMail(models.Model):
    _inherit = "mail.mail"
    _icrm_personal = (
        Personal("headers", "recipient_ids", DELETE, own=False),
        Personal("email_to", erased=SWEEP),
        Personal("email_cc", erased=SWEEP),
        Personal("body_html", erased=SWEEP),
        Personal("failure_reason", erased=SWEEP),
    )
