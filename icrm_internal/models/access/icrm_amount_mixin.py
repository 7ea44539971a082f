# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmAmountMixin(models.AbstractModel):
    """Records with amounts of money, each in the currency it was entered in.

    A company may change its currency later; 180,000 dollars do not become yen by that.
    The models that inherit this have a ``company_id``.
    """

    _name = "icrm.amount.mixin"
    _description = "Amounts of Money"

    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="restrict",
        help="Amounts keep it when the company's currency changes.",
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for record in self:
            company = record.company_id or self.env.company
            record.currency_id = record.currency_id or company.currency_id
