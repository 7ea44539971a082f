# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    # For the access rules: deputies may read the approvals of the absent user. Without
    # groups of its own: helpdesk_mgmt's portal page repeats the rules as the user. What
    # it shows is decided by the rules of the deputies themselves.
    icrm_delegation_ids = fields.One2many(
        "icrm.approval.delegation", "user_id", string="Deputies for Approvals"
    )
