# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


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
