# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..customer.duty import Duty

APPROVERS = [
    ("line_manager", "Line manager"),
    ("department_head", "Head of the customer's department"),
    ("cost_owner", "Cost owner of the customer's department"),
    ("users", "Named people"),
]


NAMED = [("approver_type", "=", "users"), ("service_id.state", "=", "published")]


LINK_POLICIES = [
    ("always", "Allowed"),
    ("limit", "Up to an amount"),
    ("never", "After login only"),
]


class IcrmApprovalStep(models.Model):
    """Whose approval a service needs before its work starts; one after the other."""

    _name = "icrm.approval.step"
    _inherit = "icrm.service.part"
    _icrm_duties = (Duty("user_ids", NAMED, shown="service_id"),)
    _description = "Approval Step"
    _order = "service_id, sequence, id"

    sequence = fields.Integer(default=10)
    approver_type = fields.Selection(
        APPROVERS, string="Approver", required=True, default="line_manager"
    )
    user_ids = fields.Many2many(
        "res.users",
        relation="icrm_approval_step_user_rel",
        string="People",
        domain="[('share', '=', False)]",
    )
    mode = fields.Selection(
        [("any", "Any of them"), ("all", "All of them")],
        string="Approvals Required",
        default="any",
        required=True,
    )
    link_policy = fields.Selection(
        LINK_POLICIES,
        string="Approve from an E-mail",
        default="always",
        required=True,
        help="Whether approvers decide by the buttons of an e-mail without logging in. "
        "Applies to new requests.",
    )
    amount_question_id = fields.Many2one(
        "icrm.service.question",
        string="Amount",
        ondelete="set null",
        copy=False,
        domain="[('service_id', '=', service_id), ('parent_id', '=', False),"
        " ('question_type', 'in', ('integer', 'float', 'total'))]",
        help="The answer that must not exceed the limit. Without it approvers log in.",
    )
    link_limit = fields.Float(string="Amount Limit")

    _link_limit_range = models.Constraint(
        "CHECK (link_limit IS NULL OR link_limit >= 0)",
        "The limit for approvals from an e-mail cannot be negative.",
    )

    @api.depends("approver_type", "user_ids", "mode")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["approver_type"]._description_selection(self.env))
        for step in self:
            # sudo: names of colleagues; who may read the step may read them.
            names = step.sudo().user_ids.mapped("name")
            if step.approver_type != "users":
                step.display_name = labels[step.approver_type]
            elif step.mode == "all" and len(names) > 1:
                step.display_name = self.env._(
                    "all of %(names)s", names=", ".join(names)
                )
            else:
                step.display_name = self.env._(" or ").join(names)

    @api.constrains("approver_type", "user_ids")
    def _check_user_ids(self):
        for step in self:
            # sudo: an approver counts, visible to the service's editor or not.
            people = step.sudo().user_ids
            if step.approver_type == "users" and not people:
                raise ValidationError(
                    self.env._(
                        "Approval of %(service)s: choose at least one person.",
                        service=step.service_id.name,
                    )
                )
            if outside := people.filtered("share"):
                raise ValidationError(
                    self.env._(
                        "Approval of %(service)s: choose internal users instead of "
                        "%(names)s.",
                        service=step.service_id.name,
                        names=", ".join(outside.mapped("name")),
                    )
                )

    @api.constrains("amount_question_id", "service_id")
    def _check_amount_question_id(self):
        for step in self:
            # sudo: compared, visible to the service's editor or not
            question = step.sudo().amount_question_id
            if question and question.service_id != step.service_id:
                raise ValidationError(
                    self.env._(
                        "Approval of %(service)s: the amount must be a question of the "
                        "same form.",
                        service=step.service_id.name,
                    )
                )

    def _prepare_link_policy(self):
        """Return what an approval keeps of this step: whether a link is enough."""
        self.ensure_one()
        return {
            "link_policy": self.link_policy,
            "amount_question": self.amount_question_id.name,
            "link_limit": self.link_limit,
        }

    @api.model
    def _get_candidates(self, ticket, approver_type, named, from_department=None):
        """Yield sets of users who could approve *ticket*, the nearest first.

        A missing approver is replaced by the next head up, at last by the owner of
        the service and the heads of the department that provides it.

        :param approver_type: as of a step
        :param named: the users of a step for named people
        :param from_department: from where on heads are asked; by default from the
            customer's, and none where people are named
        """
        start = from_department or ticket.icrm_customer_department_id
        if approver_type == "users":
            yield named
            start = from_department
        departments = []
        while start and start not in departments:
            departments.append(start)
            start = start.parent_id
        if approver_type == "line_manager":
            yield ticket.icrm_beneficiary_id.employee_id.parent_id.icrm_user_id
        elif approver_type == "cost_owner":
            for department in departments:
                yield department.icrm_cost_owner_id
        for department in departments:
            yield department.manager_id.icrm_user_id
        yield ticket.icrm_service_id.owner_id
        yield ticket.icrm_service_id.department_id.icrm_head_user_ids
