# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import unicodedata
from uuid import uuid4

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...measures.pattern import MAX_PATTERN, PatternError, check_pattern
from .form_schema import COLUMN_TYPES

MAX_QUESTIONS = 60
MAX_COLUMNS = 10

TYPES = [
    ("char", "Short text"),
    ("text", "Long text"),
    ("boolean", "Checkbox"),
    ("integer", "Whole number"),
    ("float", "Number"),
    ("date", "Date"),
    ("datetime", "Date and time"),
    ("selection", "One of several options"),
    ("tags", "Several options"),
    ("many2one", "One record of a list"),
    ("many2many", "Several records of a list"),
    ("section", "Section heading"),
    ("lines", "Repeated lines"),
    ("total", "Calculated total"),
]

# What may become another type: answers of both read and group alike.
ALIKE = ({"char", "text"}, {"integer", "float"})

# Lists that are usual in forms, as far as they are installed
LISTS = (
    "hr.department",
    "hr.employee.public",
    "icrm.customer",
    "icrm.service",
    "res.partner",
    "res.country",
    "product.product",
    "project.project",
    "fleet.vehicle",
    "maintenance.equipment",
    "stock.warehouse",
)

KEY = re.compile(r"[a-z0-9_]{1,200}")


def make_key(label, taken, fallback):
    """Return a technical name for *label* that is not among *taken*."""
    ascii_label = unicodedata.normalize("NFKD", label or "").encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", ascii_label.decode().lower())
    base = key = "_".join(words)[:30].strip("_") or fallback
    number = 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key


class IcrmServiceQuestion(models.Model):
    """A question of a service's request form, or a column of its repeated lines."""

    _name = "icrm.service.question"
    _inherit = "icrm.service.form.part"
    _description = "Request Form Question"
    _order = "service_id, sequence, id"
    _rec_name = "label"

    sequence = fields.Integer(default=10)
    # Over all services: Odoo looks up a property by its name alone.
    name = fields.Char(
        string="Key",
        readonly=True,
        copy=False,
        help="As integrations and exports name this question.",
    )
    question_type = fields.Selection(
        TYPES, string="Type of Answer", required=True, default="char"
    )
    label = fields.Char(string="Question", translate=True)
    help = fields.Char(
        string="Explanation", translate=True, help="Shown below the question."
    )
    placeholder = fields.Char(
        string="Example", translate=True, help="Shown in the empty field."
    )
    required = fields.Boolean(help="The request cannot be sent without an answer.")
    option_ids = fields.One2many(
        "icrm.service.question.option", "question_id", string="Options", copy=True
    )
    comodel = fields.Char(string="Model of the List")
    record_kind = fields.Selection(
        selection="_get_record_kinds",
        string="List",
        compute="_compute_record_kind",
        inverse="_inverse_record_kind",
    )
    domain = fields.Char(string="Filter", help="Which records can be selected.")
    suffix = fields.Char(string="Unit", translate=True, help="e.g. kg, CNY, hours")
    pattern = fields.Char(help="Regular expression that the whole answer must match.")
    pattern_message = fields.Char(
        string="Message if Not Matched",
        translate=True,
        help="e.g. A cost centre has four digits.",
    )
    no_past = fields.Boolean(
        string="Not in the Past",
        help="Refuse days before today, and times that have passed.",
    )
    default_value = fields.Char(string="Default Answer")
    default_source = fields.Selection(
        [
            ("my_name", "Requester's name"),
            ("my_email", "Requester's e-mail"),
            ("my_phone", "Requester's phone"),
            ("my_job", "Requester's job title"),
            ("my_department", "Requester's department"),
            ("my_workplace", "Requester's workplace"),
            ("my_manager", "Requester's manager"),
        ],
        string="Default from Profile",
    )
    condition_ids = fields.One2many(
        "icrm.service.question.condition",
        "question_id",
        string="Conditions",
        copy=False,
    )
    condition_mode = fields.Selection(
        [("all", "All conditions"), ("any", "Any condition")],
        string="Conditions to Meet",
        required=True,
        default="all",
    )
    summary = fields.Char(compute="_compute_summary")
    parent_id = fields.Many2one(
        "icrm.service.question", string="Lines", ondelete="cascade", index=True
    )
    column_ids = fields.One2many(
        "icrm.service.question", "parent_id", string="Columns", copy=True
    )
    formula = fields.Selection(
        [
            ("sum", "Sum of answers"),
            ("sum_product", "Sum over lines, columns multiplied"),
        ],
        default="sum",
    )
    formula_question_ids = fields.Many2many(
        "icrm.service.question",
        relation="icrm_service_question_formula_rel",
        column1="total_id",
        column2="question_id",
        string="Numbers to Add",
        copy=False,
        domain="[('service_id', '=', service_id), ('id', '!=', id),"
        " ('question_type', 'in', ('integer', 'float', 'total'))]",
    )

    _name_uniq = models.UniqueIndex(
        "(service_id, COALESCE(parent_id, 0), name)",
        "Two questions of a form have the same key.",
    )

    # ------------------------------------------------------------------
    # List to select from
    # ------------------------------------------------------------------

    @api.model
    def _get_record_kinds(self):
        """Return ``[(model, name)]`` of the usual lists, in the reader's language."""
        return [
            (name, self.env["ir.model"]._get(name).sudo().name)  # sudo: only its name
            for name in LISTS
            if name in self.env
        ]

    @api.depends("comodel")
    def _compute_record_kind(self):
        usual = {name for name in LISTS if name in self.env}
        for question in self:
            question.record_kind = question.comodel in usual and question.comodel

    def _inverse_record_kind(self):
        for question in self:
            question.comodel = question.record_kind

    # ------------------------------------------------------------------
    # In one line
    # ------------------------------------------------------------------

    @api.depends(
        "question_type",
        "required",
        "condition_mode",
        "condition_ids.effect",
        "condition_ids.source",
        "condition_ids.other_question_id",
        "condition_ids.operator",
        "condition_ids.value",
        "condition_ids.option_ids",
        "condition_ids.department_ids",
        "condition_ids.segment_ids",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        """Say what is asked, and of whom: "Date. Shown if Kind is New"."""
        types = dict(self._fields["question_type"]._description_selection(self.env))
        for question in self:
            parts = [types.get(question.question_type, "")]
            if question.required:
                parts.append(self.env._("Required"))
            is_any = question.condition_mode == "any"
            joint = self.env._(" or ") if is_any else self.env._(" and ")
            for effect, sentence in (
                ("show", self.env._("Shown if %s")),
                ("require", self.env._("Required if %s")),
            ):
                texts = [
                    condition._get_text()
                    for condition in question.condition_ids
                    if condition.effect == effect
                ]
                if texts:
                    parts.append(sentence % joint.join(texts))
            question.summary = self.env._(". ").join(filter(None, parts))

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("name")
    def _check_name(self):
        for question in self:
            name = question.name or ""
            # Odoo takes properties that end so for HTML.
            is_html = name.endswith("_html") and not question.parent_id
            if not KEY.fullmatch(name) or is_html:
                raise ValidationError(
                    self.env._(
                        "Key %(name)s: use small letters, digits and underscores.",
                        name=name,
                    )
                )

    @api.constrains("parent_id", "question_type", "service_id", "formula_question_ids")
    def _check_structure(self):
        for question in self:
            label = question.label or ""
            parent = question.parent_id
            if parent and (
                parent.question_type != "lines"
                or parent.service_id != question.service_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(label)s”: only repeated lines of the same service have "
                        "columns.",
                        label=label,
                    )
                )
            if parent and question.question_type not in COLUMN_TYPES:
                raise ValidationError(
                    self.env._(
                        "“%(label)s”: a column of repeated lines is a text, number, "
                        "date, option or checkbox.",
                        label=label,
                    )
                )
            if len(question.column_ids) > MAX_COLUMNS:
                raise ValidationError(
                    self.env._(
                        "“%(label)s”: %(count)s columns, maximum %(limit)s.",
                        label=label,
                        count=len(question.column_ids),
                        limit=MAX_COLUMNS,
                    )
                )
            if question.formula_question_ids.service_id - question.service_id:
                raise ValidationError(
                    self.env._(
                        "“%(label)s”: add numbers of the same form.", label=label
                    )
                )
        for service in self.service_id:
            if len(service.question_ids) > MAX_QUESTIONS:
                raise ValidationError(
                    self.env._(
                        "The request form has %(count)s questions, maximum %(limit)s.",
                        limit=MAX_QUESTIONS,
                        count=len(service.question_ids),
                    )
                )

    @api.constrains("comodel")
    def _check_comodel(self):
        for question in self.filtered("comodel"):
            model = self.env.get(question.comodel)
            if model is None or model._abstract or model._transient:
                raise ValidationError(
                    self.env._(
                        "“%(label)s”: %(model)s is not a list to select from.",
                        label=question.label or "",
                        model=question.comodel[:70],
                    )
                )

    @api.constrains("pattern")
    def _check_pattern(self):
        for question in self.filtered("pattern"):
            try:
                check_pattern(question.pattern)
            except PatternError as error:
                raise ValidationError(
                    question._get_pattern_problem(error.args[0])
                ) from error

    def _get_pattern_problem(self, code):
        if code == "slow":
            return self.env._(
                "“%(label)s”: the pattern could take too long to check. Use fewer "
                "parts of any length (* and +), none inside another.",
                label=self.label or "",
            )
        return self.env._(
            "“%(label)s”: the pattern cannot be read. Use up to %(limit)s characters "
            "such as %(example)s, without look-around and back-references.",
            label=self.label or "",
            limit=MAX_PATTERN,
            example=r"[A-Z]{2}-\d+",
        )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        columns = {}
        for vals in vals_list:
            parent = self.browse(vals.get("parent_id") or ())
            if parent and not vals.get("service_id"):
                vals["service_id"] = parent.service_id.id
            if vals.get("name"):
                continue
            if parent:
                if parent not in columns:
                    columns[parent] = set(parent.column_ids.mapped("name"))
                vals["name"] = make_key(vals.get("label"), columns[parent], "column")
                columns[parent].add(vals["name"])
            else:
                # Not the label alone: it is the key in all forms of all services.
                key = make_key(vals.get("label"), (), "q")
                vals["name"] = f"{key}_{uuid4().hex[:8]}"
        return super().create(vals_list)

    def write(self, vals):
        if "name" in vals and any(question.name != vals["name"] for question in self):
            raise UserError(self.env._("The key of a question cannot be changed."))
        if "parent_id" in vals and any(
            question.parent_id.id != vals["parent_id"] for question in self
        ):
            raise UserError(self.env._("A column cannot be moved."))
        if "question_type" in vals:
            self._check_type_change(vals["question_type"])
        return super().write(vals)

    def _check_type_change(self, kind):
        """Refuse another type for what was asked already: answers would mix."""
        changed = self.filtered(
            lambda question: question.question_type != kind
            and {question.question_type, kind} not in ALIKE
        )
        for question in changed:
            top = question.parent_id or question
            # sudo: whether it was asked, for any editor
            forms_sudo = self.env["icrm.service.form"].sudo()
            if forms_sudo._find_asking(top.name, top.service_id):
                raise UserError(
                    self.env._(
                        "“%(label)s” was already asked in requests. Add a new question "
                        "instead of changing the type of this one.",
                        label=question.label or question.name,
                    )
                )

    def action_duplicate(self):
        """Copy a question of a form, for the editor's button."""
        self.ensure_one()
        self.copy()
        return True

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for question, vals in zip(self, vals_list, strict=True):
            if question.parent_id:
                vals.pop("service_id", None)  # that of the lines, which may be copies
        return vals_list

    def copy(self, default=None):
        copies = super().copy(default)
        for question, new in zip(self, copies, strict=True):
            new._copy_rules(question, {question: new})
        return copies

    def _copy_rules(self, source, copies):
        """Take over conditions and formula of *source*; *copies*: {question: copy}."""
        for condition in source.condition_ids:
            other = condition.other_question_id
            target = copies.get(other, other)
            # copied in their order, with keys of their own
            options = dict(zip(other.option_ids, target.option_ids, strict=False))
            chosen = condition.option_ids.filtered(options.__contains__)
            condition.copy(
                {
                    "question_id": self.id,
                    "other_question_id": target.id,
                    "option_ids": [
                        Command.set([options[option].id for option in chosen])
                    ],
                }
            )
        if source.formula_question_ids:
            self.formula_question_ids = self.browse().concat(
                *(copies.get(item, item) for item in source.formula_question_ids)
            )
