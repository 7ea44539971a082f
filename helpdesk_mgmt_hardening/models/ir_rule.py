# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Refuse a protected record without its name.

        In debug mode, which everybody can switch on in the address, core reads the
        names of the refused records as superuser and prints them.
        """
        if records._hardening_applies():
            records = records.browse()
        return super()._make_access_error(operation, records)
