# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .groups import ADMIN


class IcrmShared(models.AbstractModel):
    """What every company may share: rows without a company are the administrator's.

    Others make and change their own company's (security/*/shared_rules.xml).
    """

    _name = "icrm.shared"
    _description = "Shared across Companies"

    #: The fields by which a row changes hands
    _icrm_company_fields = ("company_id",)

    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self._default_company_id(),
        index=True,
        ondelete="restrict",
        help="Empty: shared by all companies; only administrators can edit.",
    )

    @api.model
    def _default_company_id(self):
        shared = self.env.su or self.env.user.has_group(ADMIN)
        return self.env["res.company"] if shared else self.env.company

    def copy_data(self, default=None):
        """A copy of what is shared is one's own company's."""
        vals_list = super().copy_data(default)
        company = self._default_company_id()
        for vals in vals_list:
            if company and "company_id" in vals and not vals["company_id"]:
                vals["company_id"] = company.id
        return vals_list

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._icrm_company_fields):
            # Core checks only before the write: no row moves to another company.
            self.check_access("write")
        return result
