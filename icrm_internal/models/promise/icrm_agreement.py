# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmAgreement(models.Model):
    """A signed, versioned set of promises on a relationship."""

    _name = "icrm.agreement"
    _description = "Service Agreement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "relationship_id, version desc"

    name = fields.Char(required=True)
    relationship_id = fields.Many2one(
        "icrm.relationship", required=True, ondelete="restrict", index=True
    )
    provider_department_id = fields.Many2one(
        related="relationship_id.provider_department_id", store=True
    )
    customer_department_id = fields.Many2one(
        related="relationship_id.customer_department_id", store=True
    )
    company_id = fields.Many2one(related="relationship_id.company_id", store=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "icrm.agreement", ondelete="restrict", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("signed", "Signed"),
            ("superseded", "Superseded"),
            ("ended", "Ended"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_from = fields.Date(string="Valid from", required=True)
    date_to = fields.Date(string="Valid to")
    provider_duties = fields.Html(translate=True)
    customer_duties = fields.Html(translate=True)
    reporting = fields.Html(translate=True)
    review_months = fields.Integer(string="Review every (months)", default=6)
    line_ids = fields.One2many("icrm.agreement.line", "agreement_id", copy=True)
    provider_signed_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    provider_signed_name = fields.Char(readonly=True, copy=False)
    provider_signed_at = fields.Datetime(readonly=True, copy=False)
    customer_signed_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    customer_signed_name = fields.Char(readonly=True, copy=False)
    customer_signed_at = fields.Datetime(readonly=True, copy=False)
    signed_at = fields.Datetime(
        string="Signed",
        readonly=True,
        copy=False,
        help="When the second of both heads signed: from then on it counts.",
    )

    _date_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An agreement cannot end before it starts.",
    )
    _review_range = models.Constraint(
        "CHECK (review_months BETWEEN 1 AND 60)",
        "An agreement is reviewed every 1 to 60 months.",
    )
