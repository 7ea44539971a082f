# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class IcrmServiceQuestionCondition(models.Model):
    """When a question is shown, or required."""

    _name = "icrm.service.question.condition"
    _inherit = "icrm.service.form.part"
    _description = "Request Form Condition"
    _order = "question_id, sequence, id"
    _rec_name = "question_id"

    question_id = fields.Many2one(
        "icrm.service.question", required=True, ondelete="cascade", index=True
    )
    service_id = fields.Many2one(
        compute="_compute_service_id", store=True, precompute=True, readonly=True
    )
    sequence = fields.Integer(default=10)
    effect = fields.Selection(
        [("show", "Shown"), ("require", "Required")], required=True, default="show"
    )
    source = fields.Selection(
        [
            ("answer", "Another answer"),
            ("department", "Requester's department"),
            ("segment", "Requester's segment"),
        ],
        string="Depends on",
        required=True,
        default="answer",
    )
    # A deleted question leaves the condition, so that publication names what lacks.
    other_question_id = fields.Many2one(
        "icrm.service.question",
        ondelete="set null",
        index="btree_not_null",
        domain="[('service_id', '=', service_id), ('id', '!=', question_id),"
        " ('parent_id', '=', False), ('question_type', '!=', 'section')]",
    )
    other_type = fields.Selection(related="other_question_id.question_type")
    operator = fields.Selection(
        [
            ("set", "is answered"),
            ("not_set", "is not answered"),
            ("=", "is"),
            ("!=", "is not"),
            ("in", "is one of"),
            (">=", "is at least"),
            ("<=", "is at most"),
        ],
        required=True,
        default="=",
    )
    value = fields.Char(help="Several values: separated by commas.")
    option_ids = fields.Many2many(
        "icrm.service.question.option",
        relation="icrm_service_condition_option_rel",
        domain="[('question_id', '=', other_question_id)]",
    )
    department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_service_condition_department_rel",
        string="Departments",
        help="Includes sub-departments.",
    )
    segment_ids = fields.Many2many(
        "icrm.segment",
        relation="icrm_service_condition_segment_rel",
        string="Segments",
    )

    @api.depends("question_id.service_id")
    def _compute_service_id(self):
        for condition in self:
            condition.service_id = condition.question_id.service_id

    def _get_text(self):
        """Return the condition in a few words: "Kind is Old"."""
        self.ensure_one()
        if self.source != "answer":
            chosen = self.department_ids if self.source == "department" else None
            names = (chosen or self.segment_ids).mapped("display_name")
            label = dict(self._fields["source"]._description_selection(self.env))
            return f"{label[self.source]}: {', '.join(names)}"
        operator = dict(self._fields["operator"]._description_selection(self.env))
        value = ", ".join(self.option_ids.mapped("label")) or self.value or ""
        if self.operator in ("set", "not_set"):
            value = ""
        question = self.other_question_id.label or "?"
        return f"{question} {operator[self.operator]} {value}".rstrip()

    @api.constrains("question_id", "other_question_id", "option_ids")
    def _check_same_form(self):
        for condition in self:
            other = condition.other_question_id
            if other and (
                other.service_id != condition.question_id.service_id
                or other.parent_id
                or condition.question_id.parent_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(label)s”: a condition asks about a question of the same "
                        "form, outside of repeated lines.",
                        label=condition.question_id.label or "",
                    )
                )
            if condition.option_ids.question_id - other:
                raise ValidationError(
                    self.env._(
                        "“%(label)s”: choose options of the question that the "
                        "condition asks about.",
                        label=condition.question_id.label or "",
                    )
                )

    @api.constrains("question_id", "department_ids", "segment_ids")
    def _check_whose_facts(self):
        # sudo: whose company's they are decides, visible to the writer or not
        for condition_sudo in self.sudo():
            company = condition_sudo.question_id.service_id.company_id
            for name in ("department_ids", "segment_ids"):
                if condition_sudo[name].company_id - company:
                    raise ValidationError(
                        self.env._(
                            "“%(label)s”: the service is of %(company)s. Remove from "
                            "“%(field)s” what is of another company.",
                            label=condition_sudo.question_id.label or "",
                            company=company.name,
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def write(self, vals):
        if "question_id" in vals and any(
            condition.question_id.id != vals["question_id"] for condition in self
        ):
            raise UserError(
                self.env._("A condition cannot be moved to another question.")
            )
        return super().write(vals)
