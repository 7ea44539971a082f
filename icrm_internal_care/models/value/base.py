# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

# Rows that may be about one person
FIGURES = ("icrm.customer.value", "icrm.customer.stage")
# Fields of a customer that show them on its form
SHOWN = (
    "figures",
    "figures_class",
    "figures_label",
    "figures_reason",
    "figures_scores",
    "figures_stage",
    "has_figures",
)


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Refuse the figures of persons, from whichever list they are reached."""
        # sudo: whether one of them is a person's, whoever exports
        if self._name in FIGURES and "employee" in self.sudo().mapped("kind"):
            raise UserError(
                self.env._("Figures of individual people cannot be exported.")
            )
        if any(self._icrm_reaches_figures(path) for path in fields_to_export):
            raise UserError(
                self.env._(
                    "Export customer figures from the list Customer Value itself."
                )
            )
        return super().export_data(fields_to_export)

    @api.model
    def _icrm_check_json(self, record_id=None):
        """Refuse what may have figures of people: lists, and a customer's form."""
        super()._icrm_check_json(record_id)
        customer = self.env["icrm.customer"]
        if self._name == customer._name and record_id:
            customer = customer.browse(record_id)
        if self._name in FIGURES or (
            customer.kind == "employee" and customer.has_figures
        ):
            raise UserError(
                self.env._("Figures of individual people cannot be exported.")
            )

    def _icrm_reaches_figures(self, path):
        """Return whether a path from this model comes upon figures on its way."""
        model = self
        for name in path.split("/"):
            if model._name == "icrm.customer" and name in SHOWN:
                return True
            field = model._fields.get(name)
            if field is None or not field.relational:
                return False
            model = self.env[field.comodel_name]
            if model._name in FIGURES:
                return True
        return False
