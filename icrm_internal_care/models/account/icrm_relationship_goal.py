# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.customer.duty import Duty

_lt = LazyTranslate(__name__)

OPEN = ("open", "at_risk")


class IcrmRelationshipGoal(models.Model):
    """What two departments want to reach together, reviewed in their meetings."""

    _name = "icrm.relationship.goal"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder", "icrm.editable"]
    _description = "Shared Goal"
    _order = "target_date, id"
    _icrm_duties = (
        Duty("provider_owner_id", [("state", "in", OPEN)]),
        Duty("customer_owner_id", [("state", "in", OPEN)]),
    )

    name = fields.Char(string="Goal", required=True)
    relationship_id = fields.Many2one(
        "icrm.relationship", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="relationship_id.company_id", store=True)
    provider_department_id = fields.Many2one(
        related="relationship_id.provider_department_id", store=True
    )
    customer_department_id = fields.Many2one(
        related="relationship_id.customer_department_id", store=True
    )
    measure = fields.Char(
        string="Measured by", help="How both sides will know that it is reached."
    )
    target_date = fields.Date(
        required=True, tracking=True, help="The owners are reminded a week before."
    )
    provider_owner_id = fields.Many2one(
        "res.users",
        string="Owner, Provider",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    customer_owner_id = fields.Many2one(
        "res.users",
        string="Owner, Customer",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("open", "In progress"),
            ("at_risk", "Off track"),
            ("reached", "Achieved"),
            ("missed", "Not achieved"),
            ("dropped", "Dropped"),
        ],
        default="open",
        required=True,
        group_expand=True,
        tracking=True,
    )
    reviewed_on = fields.Date(string="Last Reviewed", readonly=True, tracking=True)
    result = fields.Text(tracking=True, help="What was reached, as both sides agree.")
    is_overdue = fields.Boolean(compute="_compute_is_overdue")

    @api.depends("state", "target_date", "company_id")
    def _compute_is_overdue(self):
        for company, goals in self.grouped("company_id").items():
            today = company_day.today(company)
            for goal in goals:
                goal.is_overdue = bool(
                    goal.state in OPEN and goal.target_date and goal.target_date < today
                )

    @api.constrains("state", "result")
    def _check_result(self):
        for goal in self:
            if goal.state in ("reached", "missed") and not (goal.result or "").strip():
                raise UserError(
                    self.env._(
                        "Result of “%(goal)s”: required to close a goal.",
                        goal=goal.name,
                    )
                )

    def action_review(self):
        """Note that both sides have reviewed these goals today."""
        self.check_access("write")
        # sudo: the date is set by the application; the right to write was checked
        for goal_sudo in self.sudo():
            goal_sudo.reviewed_on = company_day.today(goal_sudo)
        return True

    def _get_reminded(self):
        return (
            self.provider_owner_id
            or self.customer_owner_id
            or self.relationship_id._get_reminded()
        )

    @api.model
    def _cron_remind(self):
        """Remind the owners of goals a week before their target date."""
        self._remind(
            "target_date",
            [("state", "in", OPEN)],
            7,
            _lt("Review this shared goal: its target date is near"),
        )
