# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Refuse to group by a many2many that the user may not read.

        Core checks every other sort of field, but joins a many2many's table without
        asking: who pinned which service, who is in which segment could be counted by
        everybody. Only for our models: it is not ours to tell other addons.
        """
        if self._name == "helpdesk.ticket" or self._name.startswith("icrm."):
            field = self._fields.get(groupby_spec.partition(":")[0])
            if field is not None and field.type == "many2many":
                self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)
