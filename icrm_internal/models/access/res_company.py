# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from . import logged_changes

PREFIX = "icrm_"


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_link_days = fields.Integer(
        string="Links in E-mails Valid For",
        default=14,
        required=True,
        help="People confirm, rate and approve from an e-mail without logging in. "
        "0: never.",
    )

    _icrm_link_days_range = models.Constraint(
        "CHECK (icrm_link_days BETWEEN 0 AND 90)",
        "Enter 0 to 90 days for links in e-mails.",
    )

    def write(self, vals):
        """Write down what changes of our settings."""
        names = sorted(
            name
            for name in vals
            if name.startswith(PREFIX)
            and name in self._fields
            and self._fields[name].store
        )
        if not names or self.env.registry._init:
            return super().write(vals)
        before = logged_changes.snapshot(self, names)
        result = super().write(vals)
        Log = self.env["icrm.access.log"]
        changes = logged_changes.get_changes(self, names, before)
        entries = [
            Log._prepare(
                company,
                {
                    "kind": "settings",
                    "reason": logged_changes.join(changes[company.id]),
                    "company_id": company.id,
                },
            )
            for company in self
            if company.id in changes
        ]
        # sudo: users may not add rows; the logged user is the caller.
        Log.sudo().create(entries)
        return result
