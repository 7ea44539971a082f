# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access import company_day
from . import confidence, outcome

SATISFACTIONS = [
    ("1", "Very dissatisfied"),
    ("2", "Dissatisfied"),
    ("3", "Neutral"),
    ("4", "Satisfied"),
    ("5", "Very satisfied"),
]
# What the outcome follows from
FOLLOWED = {"state", "delivered_at", "customer_date"}


class IcrmExternalOutcomeMixin(models.AbstractModel):
    """What came of a commitment: how late it was, whose lateness, what was said of it.

    Part of icrm.external.commitment; worked out when it is delivered. A bridge whose
    documents have a value names ``amount`` and ``currency_id`` in
    ``_icrm_prepare_commitment``, and ``order_value`` in ``_icrm_commitment_follows``.

    What an order is worth is not for all who read that it is late: see
    :mod:`.confidence`.
    """

    _name = "icrm.external.outcome.mixin"
    _description = "Outcome of an External Commitment"
    _inherit = ["icrm.amount.mixin"]

    satisfaction = fields.Selection(
        SATISFACTIONS,
        string="Customer's Satisfaction",
        copy=False,
        tracking=True,
        help="What the customer said after the delivery.",
    )
    satisfaction_on = fields.Date(string="Rated on", readonly=True, copy=False)
    late_hours = fields.Float(
        string="Hours Late",
        readonly=True,
        copy=False,
        help="From the customer's date to the delivery, nights and weekends included.",
    )
    inside_hours = fields.Float(
        string="Caused Inside",
        readonly=True,
        copy=False,
        help="Hours late explained by missed internal promises that the delivery "
        "waited for.",
    )
    is_confidant = fields.Boolean(
        string="May Know of the Order",
        compute="_compute_is_confidant",
        help="Owner, heads of the asking department, officers, auditors, and who reads "
        "the document.",
    )
    currency_id = fields.Many2one(readonly=True)
    amount = fields.Monetary(
        string="Stored Order Value", copy=False, groups=fields.NO_ACCESS
    )
    order_value = fields.Monetary(
        compute="_compute_order_value",
        inverse="_inverse_order_value",
        search="_search_order_value",
        help="That of the document; entered where the document has none. For those "
        "who may know of the order.",
    )
    lateness_ids = fields.One2many(
        "icrm.external.lateness",
        "commitment_id",
        string="Hours Late by Department",
        readonly=True,
        groups="base.group_system",
    )

    _amount_range = models.Constraint(
        "CHECK (amount BETWEEN -1e12 AND 1e12)", "Order Value: at most 10^12."
    )

    @api.depends("user_id", "department_id", "document_id")
    @api.depends_context("uid")
    def _compute_is_confidant(self):
        """One query: what it takes to show the value and the customer's words."""
        readable = confidence.filter_readable(self._origin)
        for commitment in self:
            # Who has just entered it knows it.
            commitment.is_confidant = (
                not commitment._origin or commitment._origin in readable
            )

    @api.depends("amount", "is_confidant")
    @api.depends_context("uid")
    def _compute_order_value(self):
        for commitment in self:
            # sudo: what it is worth, to who may know
            commitment.order_value = (
                commitment.is_confidant and commitment.sudo().amount
            )

    def _inverse_order_value(self):
        self.check_access("write")
        for commitment in self:
            # sudo: who may change the commitment, may enter its value
            commitment.sudo().amount = commitment.order_value

    def _search_order_value(self, operator, value):
        # sudo: of those the caller may know, which the others are not found by
        found_sudo = self.sudo()._search(
            Domain("amount", operator, value) & confidence.get_domain(self.env)
        )
        return Domain("id", "in", found_sudo)

    @api.model_create_multi
    def create(self, vals_list):
        commitments = super().create(vals_list)
        commitments.filtered("satisfaction")._follow_satisfaction()
        commitments.filtered("delivered_at")._record_outcome()
        return commitments

    def write(self, vals):
        result = super().write(vals)
        if "satisfaction" in vals:
            self._follow_satisfaction()
        if not FOLLOWED.isdisjoint(vals):
            self._record_outcome()
        return result

    def _follow_satisfaction(self):
        # sudo: the day is the system's; the score was written as the caller
        for commitment_sudo in self.sudo():
            if commitment_sudo.satisfaction and commitment_sudo.state != "delivered":
                raise UserError(
                    self.env._(
                        "Customer's Satisfaction: deliver %(order)s first.",
                        order=commitment_sudo.name,
                    )
                )
            commitment_sudo.satisfaction_on = (
                commitment_sudo.satisfaction and company_day.today(commitment_sudo)
            )

    def _record_outcome(self):
        """Work out again how late deliveries were, and whose lateness it was."""
        outcome.record(self)
