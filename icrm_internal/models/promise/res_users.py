# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    # For the access rules: whose deputy may read what the absent one was asked.
    icrm_delegation_ids = fields.One2many(
        "icrm.approval.delegation",
        "user_id",
        string="Deputies for Approvals",
        groups="icrm_internal.group_icrm_officer",
    )
