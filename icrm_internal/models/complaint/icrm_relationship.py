# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.actions import open_list


class IcrmRelationship(models.Model):
    """The complaints between two departments, as far as the reader may know of them."""

    _inherit = "icrm.relationship"

    open_complaint_count = fields.Integer(
        string="Open Complaints",
        compute="_compute_open_complaint_count",
        help="Those you can see; protected ones show no department.",
    )

    @api.depends_context("uid")
    def _compute_open_complaint_count(self):
        # As the reader, never in sudo: a count would reveal a complaint.
        counts = {
            (provider.id, customer.id): count
            for provider, customer, count in self.env["icrm.complaint"]._read_group(
                [
                    ("is_open", "=", True),
                    ("department_id", "in", self.provider_department_id.ids),
                    ("customer_department_id", "in", self.customer_department_id.ids),
                ],
                ["department_id", "customer_department_id"],
                ["__count"],
            )
        }
        for relationship in self:
            pair = (
                relationship.provider_department_id.id,
                relationship.customer_department_id.id,
            )
            relationship.open_complaint_count = counts.get(pair, 0)

    def action_open_complaints(self):
        """Open the complaints counted here; rules fill the list."""
        self.ensure_one()
        return open_list(
            self.env["icrm.complaint"],
            self.env._("Complaints"),
            [
                ("is_open", "=", True),
                ("department_id", "=", self.provider_department_id.id),
                ("customer_department_id", "=", self.customer_department_id.id),
            ],
        )
