# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_approval_remind_days = fields.Integer(
        string="Remind Approvers After",
        default=2,
        required=True,
        help="Approvers are reminded daily after this many days. 0: never.",
    )

    _icrm_approval_remind_range = models.Constraint(
        "CHECK (icrm_approval_remind_days BETWEEN 0 AND 365)",
        "Enter 0 to 365 days for approval reminders.",
    )
