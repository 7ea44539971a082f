# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..customer.duty import Duty

WHO = {"cycle_id", "customer_id", "department_id"}


IN_CYCLE = [("cycle_id.state", "in", ("draft", "open"))]


class IcrmEvaluationEvaluator(models.Model):
    """Who is asked about which department: the list that opening freezes.

    It says who is asked, never who has answered, let alone what.
    """

    _name = "icrm.evaluation.evaluator"
    _description = "Evaluator"
    _order = "cycle_id desc, department_id, evaluator_department_id, customer_id"
    _rec_name = "customer_id"
    _icrm_duties = (
        Duty("customer_id", IN_CYCLE, shown="cycle_id"),
        Duty("department_id", IN_CYCLE, shown="cycle_id"),
    )

    cycle_id = fields.Many2one(
        "icrm.evaluation.cycle",
        string="Evaluation Cycle",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    state = fields.Selection(related="cycle_id.state")
    department_id = fields.Many2one(
        "hr.department",
        string="Evaluated",
        required=True,
        ondelete="restrict",
    )
    customer_id = fields.Many2one(
        "icrm.customer",
        string="Evaluator",
        required=True,
        ondelete="restrict",
        domain="[('kind', '=', 'employee'), ('user_id', '!=', False),"
        " ('user_id.share', '=', False)]",
    )
    evaluator_department_id = fields.Many2one(
        "hr.department",
        string="Evaluator's Department",
        compute="_compute_evaluator_department",
        store=True,
        precompute=True,
        ondelete="restrict",
        help="When proposed.",
    )
    request_count = fields.Integer(
        string="Requests",
        readonly=True,
        aggregator=None,
        help="Between both departments in the period.",
    )
    is_manual = fields.Boolean(
        string="Added by Hand",
        # Not what the application itself puts there.
        default=lambda self: not self.env.su,
        readonly=True,
        copy=False,
        help="Counts in the result, but not towards the minimum group size.",
    )
    active = fields.Boolean(
        default=True, help="Archive people to exclude; new proposals keep it so."
    )

    _pair_uniq = models.Constraint(
        "UNIQUE (cycle_id, customer_id, department_id)",
        "This person is already listed for this department.",
    )

    @api.depends("customer_id")
    def _compute_evaluator_department(self):
        for evaluator in self:
            evaluator.evaluator_department_id = evaluator.customer_id.department_id

    @api.constrains("customer_id", "department_id", "cycle_id")
    def _check_pair(self):
        for evaluator in self:
            customer = evaluator.customer_id
            if evaluator.company_id not in (
                customer.company_id,
                self.env["res.company"],
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s works for another company.", person=customer.name
                    )
                )
            user = customer.user_id
            if customer.kind != "employee" or not user.active or user.share:
                raise ValidationError(
                    self.env._(
                        "%(person)s has no user account in this company and "
                        "cannot evaluate.",
                        person=customer.name,
                    )
                )
            own = evaluator.evaluator_department_id
            if not own or evaluator._is_related(own, evaluator.department_id):
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot evaluate %(department)s: they must "
                        "work in an unrelated department.",
                        person=customer.name,
                        department=evaluator.department_id.name,
                    )
                )

    @api.model
    def _is_related(self, department, other):
        """Return whether one department is the other, above it or below it."""
        # sudo: the place in the tree only
        mine = department.sudo().parent_path or ""
        theirs = other.sudo().parent_path or ""
        return mine.startswith(theirs) or theirs.startswith(mine)

    # Open as long as the cycle is a draft
    @api.model_create_multi
    def create(self, vals_list):
        evaluators = super().create(vals_list)
        evaluators._check_draft()
        return evaluators

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        if not self.env.su and not WHO.isdisjoint(vals):
            # sudo: a line that names another now is picked by hand; users do not write
            # that
            self.sudo().is_manual = True
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    def _check_draft(self):
        self.cycle_id._icrm_lock()
        if any(cycle.state != "draft" for cycle in self.cycle_id):
            raise UserError(
                self.env._("The list of evaluators is final since the cycle opened.")
            )
