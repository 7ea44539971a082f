# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class Base(models.AbstractModel):
    """Whoever takes out rows of ours stands in the access log, by whichever door."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        for name in self._icrm_exported_models(fields_to_export):
            own = name == self._name
            self.env["icrm.access.log"]._record_export(
                self if own else self.env[name],
                self.env._("A list, field by field"),
                fields_to_export,
                # of another addon's rows, which lead to ours
                count=None if own else len(self),
            )
        return result

    def _icrm_exported_models(self, paths):
        """Return the names of our models that *paths* from this model come upon."""
        found = {self._name}
        for path in paths:
            model = self
            for name in path.split("/"):
                field = model._fields.get(name)
                if field is None or not field.relational:
                    break
                model = self.env[field.comodel_name]
                found.add(model._name)
        return [
            name
            for name in sorted(found)
            if name == "helpdesk.ticket" or name.startswith("icrm.")
        ]
