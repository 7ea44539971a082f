# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..customer.duty import Duty

COMMITMENT_STATES = [
    ("open", "Open"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]


class IcrmExternalCommitment(models.Model):
    """What was promised to a customer outside, by a date: an order, a lead, a ticket.

    The document is another app's (``document_model``, ``document_id``), named by a
    bridge; there is none where the commitment was made by hand.
    """

    _name = "icrm.external.commitment"
    _description = "External Commitment"
    _inherit = ["mail.thread", "icrm.external.outcome.mixin"]
    _order = "customer_date, id"
    _icrm_duties = (Duty("user_id", [("state", "=", "open")], required=True),)

    name = fields.Char(
        string="Order",
        required=True,
        size=64,
        tracking=True,
        help="Number of the order, project or case.",
    )
    document_model = fields.Char(readonly=True, copy=False)
    document_id = fields.Many2oneReference(
        model_field="document_model", readonly=True, copy=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="External Customer",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('icrm_is_internal', '=', False)]",
        tracking=True,
    )
    customer_date = fields.Datetime(
        string="Customer's Date", tracking=True, help="When the customer expects it."
    )
    delivered_at = fields.Datetime(string="Delivered on", readonly=True, copy=False)
    state = fields.Selection(
        COMMITMENT_STATES,
        string="Status",
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Answers to the customer.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Asking Department",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env.user.employee_id.department_id,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    ticket_ids = fields.One2many(
        "helpdesk.ticket", "icrm_commitment_id", string="Requests", readonly=True
    )

    _document_uniq = models.UniqueIndex(
        "(document_model, document_id) WHERE document_id IS NOT NULL",
        "This document already has a commitment.",
    )
    _open_idx = models.Index("(company_id, customer_date) WHERE state = 'open'")
