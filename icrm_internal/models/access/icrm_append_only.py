# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError


class IcrmAppendOnly(models.AbstractModel):
    """Rows are added, nothing else.

    Not even the superuser changes or deletes one through the ORM: what a watcher could
    tidy up is no proof.
    """

    _name = "icrm.append.only"
    _description = "Append-Only Rows"

    def write(self, vals):
        self._icrm_refuse_change()

    def unlink(self):
        self._icrm_refuse_change()

    def _icrm_refuse_change(self):
        """Raise because rows cannot change; models may override the message."""
        raise AccessError(
            self.env._(
                "%(kind)s: entries cannot be edited or deleted.",
                kind=self.env["ir.model"]._get(self._name).name,
            )
        )
