# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.customer.duty import Duty


class IcrmRiskStep(models.Model):
    """One step of a risk's plan: to prevent it, or for when it happens."""

    _name = "icrm.risk.step"
    _icrm_duties = (Duty("user_id", [("is_done", "=", False)], shown="risk_id"),)
    _description = "Risk Plan Step"
    _order = "risk_id, kind desc, sequence, id"

    risk_id = fields.Many2one(
        "icrm.risk", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Action", required=True)
    kind = fields.Selection(
        [("prevent", "Prevention"), ("emergency", "Emergency")],
        default="prevent",
        required=True,
        help="Emergency steps start when the plan is activated.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Can see the risk and is notified on activation.",
    )
    due_date = fields.Date()
    within_hours = fields.Float(
        "Time Limit (h)", help="Time limit from activation, in an emergency."
    )
    is_done = fields.Boolean("Done")

    _within_range = models.Constraint(
        "CHECK (within_hours BETWEEN 0 AND 10000)",
        "The time limit of a step must be between 0 and 10,000 hours.",
    )

    def _schedule_activity(self):
        """Tell who is responsible that the plan is active."""
        self.ensure_one()
        user = self.user_id.filtered("active") or self.risk_id.owner_id
        self.risk_id.activity_schedule(
            "icrm_internal_improvement.mail_activity_type_emergency",
            date_deadline=company_day.today(self.risk_id),
            summary=self.name,
            user_id=user.id,
        )
