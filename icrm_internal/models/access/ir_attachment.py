# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from . import stored_mail


class IrAttachment(models.Model):
    """No links to act in mails that are stored as files."""

    _inherit = "ir.attachment"

    def _check_contents(self, values):
        """Take the links out of whatever is uploaded or comes by mail.

        In place: core goes on with the values that it has handed in.
        """
        values = super()._check_contents(values)
        stored_mail.strip_values(values)
        return values
