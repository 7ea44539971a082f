# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

# Rows that may be about one person
FIGURES = ("icrm.customer.value", "icrm.customer.stage")


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Refuse the figures of persons, from whichever list they are reached."""
        found = set(FIGURES).intersection(self._icrm_exported_models(fields_to_export))
        if self._name in found:
            # sudo: whether one of them is a person's, whoever exports
            if "employee" in self.sudo().mapped("kind"):
                raise UserError(
                    self.env._("Figures of individual people cannot be exported.")
                )
            found.discard(self._name)
        if found:
            raise UserError(
                self.env._(
                    "Export customer figures from the list Customer Value itself."
                )
            )
        return super().export_data(fields_to_export)
