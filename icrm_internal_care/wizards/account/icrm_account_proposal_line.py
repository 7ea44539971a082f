# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmAccountProposalLine(models.TransientModel):
    _name = "icrm.account.proposal.line"
    _description = "Proposed Account Manager"

    proposal_id = fields.Many2one(
        "icrm.account.proposal", required=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean(string="Apply", default=True)
    customer_id = fields.Many2one("icrm.customer", required=True, ondelete="cascade")
    department_id = fields.Many2one(
        related="customer_id.department_id", related_sudo=False
    )
    rule_id = fields.Many2one("icrm.account.rule", ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        required=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
