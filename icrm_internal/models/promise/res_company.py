# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_approval_remind_days = fields.Integer(
        string="Days until an Approver Is Reminded",
        default=2,
        required=True,
        help="An approver who has not decided after so many days is reminded once a "
        "day. 0: never.",
    )

    _icrm_approval_remind_range = models.Constraint(
        "CHECK (icrm_approval_remind_days BETWEEN 0 AND 365)",
        "An approver is reminded after 0 to 365 days.",
    )
