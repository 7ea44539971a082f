# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.actions import open_action


class IcrmCustomer(models.Model):
    _name = "icrm.customer"
    _inherit = ["icrm.customer", "icrm.kpi.source"]

    icrm_person_result_count = fields.Integer(
        "Evaluation Results", compute="_compute_icrm_person_result_count"
    )

    def _compute_icrm_person_result_count(self):
        """Count those the reader may see: one's own, those of one's people."""
        groups = self.env["icrm.evaluation.person"]._read_group(
            [("customer_id", "in", self.ids)], ["customer_id"], ["__count"]
        )
        counts = dict(groups)
        for customer in self:
            customer.icrm_person_result_count = counts.get(customer._origin, 0)

    def action_icrm_open_person_results(self):
        """Open what enough evaluators said about this person, as far as one may see."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_evaluation_person_action",
            self.env._("Evaluation of %(name)s", name=self.name),
            domain=[("customer_id", "=", self.id)],
        )
