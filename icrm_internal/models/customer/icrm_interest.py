# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import escape_psql

from ..access import caller_values
from ..access.groups import OFFICER

NAME_LIMIT = 40

# What one person adds in thirty days
COUNT_LIMIT = 10


class IcrmInterest(models.Model):
    """What people like: staff add what is missing, officers tidy up."""

    _name = "icrm.interest"
    _inherit = "icrm.shared"
    _description = "Customer Interest"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.Constraint("UNIQUE (name)", "This interest already exists.")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and not self.env.user.has_group(OFFICER):
            vals_list = [self._prepare_own(vals) for vals in vals_list]
            self._check_limit(len(vals_list))
        return super().create(vals_list)

    @api.model
    def _prepare_own(self, vals):
        """Return the values of an interest that staff add: its name, their company."""
        label = self.env._("Interest")
        name = caller_values.text_of(
            self.env, label, vals.get("name"), NAME_LIMIT, required=True
        )
        name = " ".join(name.split())
        # sudo: also those of companies that the caller does not work in have the name
        same_sudo = self.sudo().search([("name", "=ilike", escape_psql(name))], limit=1)
        if same_sudo:
            raise UserError(
                self.env._("Interest: “%(name)s” already exists.", name=same_sudo.name)
            )
        return {"name": name, "company_id": self.env.company.id}

    @api.model
    def _check_limit(self, count):
        since = fields.Datetime.now() - timedelta(days=30)
        # sudo: the caller's own, in all companies
        added = self.sudo().search_count(
            [("create_uid", "=", self.env.uid), ("create_date", ">=", since)]
        )
        if added + count > COUNT_LIMIT:
            raise UserError(
                self.env._(
                    "Interests: you can add %(limit)s in 30 days. Choose existing "
                    "ones, or ask an officer.",
                    limit=COUNT_LIMIT,
                )
            )
