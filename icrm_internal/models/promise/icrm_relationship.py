# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRelationship(models.Model):
    """What one department owes another: promises, volume, satisfaction, health."""

    _name = "icrm.relationship"
    _description = "Internal Service Relationship"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "provider_department_id, customer_department_id"

    provider_department_id = fields.Many2one(
        "hr.department", required=True, ondelete="restrict", index=True, readonly=True
    )
    customer_department_id = fields.Many2one(
        "hr.department", required=True, ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    active = fields.Boolean(default=True)
    account_manager_id = fields.Many2one("res.users", ondelete="restrict")
    technical_contact_id = fields.Many2one("res.users", ondelete="restrict")
    next_review_date = fields.Date(string="Next Review")
    note = fields.Html()
    agreement_ids = fields.One2many("icrm.agreement", "relationship_id")
    expectation_ids = fields.One2many("icrm.expectation", "relationship_id")

    _pair_uniq = models.Constraint(
        "UNIQUE (provider_department_id, customer_department_id)",
        "These two departments have a relationship already.",
    )
