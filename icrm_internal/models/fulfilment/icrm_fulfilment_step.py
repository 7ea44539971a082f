# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ...measures.critical_path import find_cycle
from ..catalogue.form_schema import NO, OPTION_TYPES, YES, build_condition

MAX_HOURS = 10_000
MAX_DAYS = 60


class IcrmFulfilmentStep(models.Model):
    """One step of a service's fulfilment plan.

    A service of another department, or a task of the own team. A request keeps the
    steps it began with (``icrm.request.step``): changes are for later requests.
    """

    _name = "icrm.fulfilment.step"
    _inherit = "icrm.service.part"
    _description = "Step of a Fulfilment Plan"
    _order = "service_id, sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("service", "Service"), ("task", "Task of own team")],
        required=True,
        default="service",
    )
    target_id = fields.Many2one(
        "icrm.service",
        string="Requested Service",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('id', '!=', service_id), ('has_plan', '=', False),"
        " ('state', '!=', 'retired'), ('company_id', '=', company_id)]",
    )
    company_id = fields.Many2one(related="service_id.company_id", related_sudo=False)
    name = fields.Char(
        string="Step Name",
        translate=True,
        size=250,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Customers read it.",
    )
    hours = fields.Float(
        string="Working Hours",
        default=8,
        help="How long a task takes; services take as long as they promise.",
    )
    required = fields.Boolean(
        string="Compulsory",
        default=True,
        help="The request is done once all compulsory steps are.",
    )
    after_ids = fields.Many2many(
        "icrm.fulfilment.step",
        relation="icrm_fulfilment_step_after_rel",
        column1="step_id",
        column2="after_id",
        domain="[('service_id', '=', service_id), ('id', '!=', id)]",
        help="The step begins when these are done; without any, at once.",
    )
    not_before_question_id = fields.Many2one(
        "icrm.service.question",
        string="Not Before",
        ondelete="set null",
        index="btree_not_null",
        domain="[('service_id', '=', service_id), ('parent_id', '=', False),"
        " ('question_type', '=', 'date')]",
        help="The step waits for the day answered; without an answer it does not wait.",
    )
    not_before_days = fields.Integer(
        string="Days Later",
        help="Working days of who does the step. 0: that day, or the next working day. "
        "-2: two working days before it.",
    )
    not_before_text = fields.Char(
        string="Earliest Day", compute="_compute_not_before_text"
    )
    # Only if
    question_id = fields.Many2one(
        "icrm.service.question",
        string="Only If",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('service_id', '=', service_id), ('parent_id', '=', False),"
        " ('question_type', 'not in', ('section', 'lines'))]",
        help="The step runs only after this answer; without a question, always.",
    )
    question_type = fields.Selection(
        related="question_id.question_type", related_sudo=False
    )
    operator = fields.Selection(
        [
            ("set", "is answered"),
            ("not_set", "is not answered"),
            ("=", "is"),
            ("!=", "is not"),
            (">=", "is at least"),
            ("<=", "is at most"),
        ],
        required=True,
        default="set",
    )
    value = fields.Char(size=250)
    option_ids = fields.Many2many(
        "icrm.service.question.option",
        relation="icrm_fulfilment_step_option_rel",
        string="Options",
        domain="[('question_id', '=', question_id)]",
    )
    answer_ids = fields.One2many(
        "icrm.fulfilment.answer", "step_id", string="Answers", copy=True
    )
    condition_text = fields.Char(string="Condition", compute="_compute_condition_text")

    _hours_check = models.Constraint(
        f"CHECK (hours BETWEEN 0 AND {MAX_HOURS})",
        "Working hours of a task: enter 0 to 10,000.",
    )
    _not_before_days_check = models.Constraint(
        f"CHECK (not_before_days BETWEEN -{MAX_DAYS} AND {MAX_DAYS})",
        f"Days later than “Not Before”: enter -{MAX_DAYS} to {MAX_DAYS} working days.",
    )

    @api.depends("target_id")
    def _compute_name(self):
        """By default a step is called as its service."""
        for step in self:
            step.name = step.name or step.target_id.name

    @api.depends("not_before_question_id.label", "not_before_days")
    @api.depends_context("lang")
    def _compute_not_before_text(self):
        _ = self.env._
        for step in self:
            days = step.not_before_days
            values = {"date": step.not_before_question_id.label, "count": abs(days)}
            if not step.not_before_question_id:
                step.not_before_text = False
            elif not days:
                step.not_before_text = values["date"]
            elif days == -1:
                step.not_before_text = _("1 working day before “%(date)s”", **values)
            elif days == 1:
                step.not_before_text = _("1 working day after “%(date)s”", **values)
            elif days < 0:
                step.not_before_text = _(
                    "%(count)s working days before “%(date)s”", **values
                )
            else:
                step.not_before_text = _(
                    "%(count)s working days after “%(date)s”", **values
                )

    @api.depends("question_id", "operator", "value", "option_ids")
    @api.depends_context("lang")
    def _compute_condition_text(self):
        labels = dict(self._fields["operator"]._description_selection(self.env))
        for step in self:
            value = ", ".join(step.option_ids.mapped("label")) or step.value or ""
            if step.question_type == "boolean" and value.lower() in (*YES, *NO):
                value = self.env._("Yes") if value.lower() in YES else self.env._("No")
            if step.operator in ("set", "not_set"):
                value = ""
            text = f"{step.question_id.label} {labels[step.operator]} {value}"
            step.condition_text = text.strip() if step.question_id else False

    def _get_rule(self):
        """Return when the step runs, as ``form_logic.holds`` takes it; or None."""
        self.ensure_one()
        if not self.question_id:
            return None
        condition = _Condition(self)
        if condition.operator == "=" and self.question_type not in OPTION_TYPES:
            condition.operator = "in"  # several values are separated by commas
        return {"mode": "all", "conditions": [build_condition(condition)]}

    def _copy_to(self, service, questions):
        """Return a copy of this step for *service*, without its order.

        :param dict questions: {question of this service's form: its copy}
        """
        self.ensure_one()
        question = questions.get(self.question_id, self.question_id)
        # copied in their order, with keys of their own
        options = dict(
            zip(self.question_id.option_ids, question.option_ids, strict=False)
        )
        return self.copy(
            {
                "service_id": service.id,
                "question_id": question.id,
                "not_before_question_id": questions.get(
                    self.not_before_question_id, self.not_before_question_id
                ).id,
                "option_ids": [
                    Command.set(
                        [options[one].id for one in self.option_ids if one in options]
                    )
                ],
                "after_ids": [Command.clear()],
                "answer_ids": [
                    Command.create(
                        {
                            "question_id": answer.question_id.id,
                            "source_id": questions.get(
                                answer.source_id, answer.source_id
                            ).id,
                            "value": answer.value,
                        }
                    )
                    for answer in self.answer_ids
                ],
            }
        )

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("after_ids", "service_id")
    def _check_order(self):
        # sudo: all steps of the plan count, seen by the writer or not
        for service_sudo in self.sudo().service_id:
            steps = service_sudo.with_context(active_test=False).plan_step_ids
            names = {step.id: step.display_name for step in steps}
            for step in steps:
                if step.after_ids - steps:
                    raise ValidationError(
                        self.env._(
                            "“%(step)s”: it can only come after steps of the same "
                            "plan.",
                            step=step.display_name,
                        )
                    )
            if path := find_cycle({step.id: step.after_ids.ids for step in steps}):
                raise ValidationError(
                    self.env._(
                        "These steps wait for each other: %(path)s",
                        path=" → ".join(names[id_] for id_ in reversed(path)),
                    )
                )

    @api.constrains("kind", "target_id", "service_id")
    def _check_target(self):
        # sudo: which service it is decides, seen by the writer or not
        for step_sudo in self.sudo():
            target, service = step_sudo.target_id, step_sudo.service_id
            if (step_sudo.kind == "service") != bool(target):
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: choose a service, or make it a task.",
                        step=step_sudo.display_name or "",
                    )
                )
            if target.company_id and target.company_id != service.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: choose a service of %(company)s.",
                        step=step_sudo.display_name,
                        company=service.company_id.name,
                    )
                )
            if target == service or target.has_plan:
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: %(service)s has a plan of its own and cannot be "
                        "a step.",
                        step=step_sudo.display_name,
                        service=target.name,
                    )
                )

    @api.constrains("question_id", "option_ids", "service_id")
    def _check_condition(self):
        # sudo: whose question it is decides, seen by the writer or not
        for step_sudo in self.sudo():
            question = step_sudo.question_id
            if (question and question.service_id != step_sudo.service_id) or (
                step_sudo.option_ids.question_id - question
            ):
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: choose a question of this service's form, and "
                        "options of that question.",
                        step=step_sudo.display_name,
                    )
                )

    @api.constrains("not_before_question_id", "service_id")
    def _check_not_before(self):
        # sudo: whose question it is decides, seen by the writer or not
        for step_sudo in self.sudo():
            question = step_sudo.not_before_question_id
            if question and (
                question.service_id != step_sudo.service_id
                or question.parent_id
                or question.question_type != "date"
            ):
                raise ValidationError(
                    self.env._(
                        "“%(step)s”, not before: choose a question of this service's "
                        "form that asks for a date.",
                        step=step_sudo.display_name,
                    )
                )


class _Condition:
    """A step's condition with the names of ``icrm.service.question.condition``."""

    source = "answer"

    def __init__(self, step):
        self.other_question_id = step.question_id
        self.operator = step.operator
        self.value = step.value
        self.option_ids = step.option_ids
