# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # For record rules: is this the contact of one of our own companies? (Bypassing,
    # because helpdesk_mgmt's portal page uses its rules' domain as the portal user.)
    icrm_company_ids = fields.One2many(
        "res.company",
        "partner_id",
        string="Internal CRM Company",
        bypass_search_access=True,
    )
