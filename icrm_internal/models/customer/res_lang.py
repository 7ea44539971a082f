# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResLang(models.Model):
    """A language that is switched off is nobody's any more.

    Odoo refuses it while users or contacts have it; customers are no hindrance.
    """

    _inherit = "res.lang"

    def write(self, vals):
        result = super().write(vals)
        if not vals.get("active", True):
            self.env["icrm.customer"]._forget_languages()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["icrm.customer"]._forget_languages()
        return result
