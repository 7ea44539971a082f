# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why a request form cannot be filled in: what publication refuses."""

from collections import Counter

from odoo.exceptions import UserError

from ...measures import form_logic
from ...measures.pattern import PatternError, check_pattern
from .form_answers import FormAnswers, question_domain
from .form_schema import (
    LINK_TYPES,
    NUMBER_TYPES,
    OPTION_TYPES,
    build_schema,
    read_schema,
)

ORDERED_TYPES = (*NUMBER_TYPES, "date", "datetime")
LIST_TYPES = ("lines", "many2one", "many2many")


class FormProblems:
    """The problems of one service's form, as sentences in the language of the reader.

    :param service: an ``icrm.service`` whose questions may be read
    """

    def __init__(self, service):
        self.service = service
        self.env = service.env
        # sudo: as for the other problems, visible to who publishes or not
        self.questions = service.sudo().question_ids
        self.found = []

    def find(self):
        """Return a sentence for each problem."""
        self._check_labels(self.questions)
        for question in self.questions:
            self._check_question(question)
            for condition in question.condition_ids:
                self._check_condition(condition)
        if not self.found:
            self._check_whole()
        return self.found

    def _add(self, sentence):
        if sentence not in self.found:
            self.found.append(sentence)

    def _check_labels(self, questions):
        _ = self.env._
        asked = questions.filtered(lambda item: item.question_type != "section")
        labels = [(question.label or "").strip() for question in asked]
        if not all(labels):
            self._add(_("The request form contains an empty question."))
        if not all((section.label or "").strip() for section in questions - asked):
            self._add(_("The request form contains an empty section heading."))
        for label, count in Counter(map(str.lower, filter(None, labels))).items():
            if count > 1:
                first = next(text for text in labels if text.lower() == label)
                self._add(
                    _("The request form contains “%(label)s” twice.", label=first)
                )

    # ------------------------------------------------------------------
    # One question
    # ------------------------------------------------------------------

    def _check_question(self, question):
        kind, label, _ = question.question_type, question.label or "", self.env._
        if kind in OPTION_TYPES:
            self._check_options(question, label)
        elif kind in LINK_TYPES:
            self._check_list(question, label)
        elif kind == "lines":
            if not question.column_ids:
                self._add(_("Question “%(label)s”: add columns.", label=label))
            self._check_labels(question.column_ids)
            for column in question.column_ids:
                self._check_question(column)
        elif kind == "total":
            self._check_formula(question, label)
        if question.pattern and kind in ("char", "text"):
            try:
                check_pattern(question.pattern)
            except PatternError as error:
                self._add(question._get_pattern_problem(error.args[0]))
        if question.default_value and kind not in (*form_logic.UNASKED, "lines"):
            self._check_default(question, label)

    def _check_options(self, question, label):
        options = question.option_ids.filtered("active")
        labels = [(option.label or "").strip() for option in options]
        if not any(labels):
            self._add(self.env._("Question “%(label)s”: add options.", label=label))
        elif not all(labels):
            self._add(
                self.env._("Question “%(label)s”: an option has no name.", label=label)
            )
        for text, count in Counter(filter(None, labels)).items():
            if count > 1:
                self._add(
                    self.env._(
                        "Question “%(label)s” contains option “%(option)s” twice.",
                        label=label,
                        option=text,
                    )
                )

    def _check_list(self, question, label):
        _ = self.env._
        if not question.comodel or question.comodel not in self.env:
            self._add(
                _("Question “%(label)s”: choose the list to select from.", label=label)
            )
            return
        try:
            question_domain(
                self.env, {"comodel": question.comodel, "domain": question.domain}
            )
        except ValueError as error:
            self._add(_("Question “%(label)s”: %(why)s", label=label, why=error))
            return
        if self.service.portal_published:
            self._add(
                _(
                    "Portal users cannot choose from the list of question "
                    "“%(label)s”. Use options or text.",
                    label=label,
                )
            )

    def _check_formula(self, question, label):
        operands = question.formula_question_ids
        kinds = set(operands.mapped("question_type"))
        lines = operands.parent_id
        sound = (
            operands
            and kinds <= set(NUMBER_TYPES)
            and (
                len(lines) == 1 and all(item.parent_id for item in operands)
                if question.formula == "sum_product"
                else not lines
            )
        )
        if not sound:
            self._add(
                self.env._(
                    "Question “%(label)s”: choose the numbers to add; columns of one "
                    "question with lines, or questions.",
                    label=label,
                )
            )

    def _check_default(self, question, label):
        try:
            [entry] = read_schema(build_schema(question), self.env.lang)
            entry |= {"required": False, "pattern": False}
            FormAnswers(self.env, [entry]).check_one(entry, entry["default"])
        except (ValueError, UserError) as error:
            self._add(
                self.env._(
                    "Question “%(label)s”: the default answer is not possible: %(why)s",
                    label=label,
                    why=error,
                )
            )

    # ------------------------------------------------------------------
    # Conditions
    # ------------------------------------------------------------------

    def _check_condition(self, condition):
        _, label = self.env._, condition.question_id.label or ""
        if condition.source == "department":
            if not condition.department_ids.filtered("active"):
                self._add(
                    _("Question “%(label)s”: choose the departments.", label=label)
                )
            return
        if condition.source == "segment":
            if not condition.segment_ids.filtered("active"):
                self._add(_("Question “%(label)s”: choose the segments.", label=label))
            return
        other = condition.other_question_id
        if not other:
            self._add(
                _(
                    "Question “%(label)s” has a condition on a question that was "
                    "deleted.",
                    label=label,
                )
            )
        elif condition.operator not in ("set", "not_set"):
            self._check_value(condition, other, label)
        if other.question_type == "section":
            self._add(_("Question “%(label)s”: a heading has no answer.", label=label))

    def _check_value(self, condition, other, label):
        _, kind, operator = self.env._, other.question_type, condition.operator
        fits = (
            kind in ORDERED_TYPES
            if operator in (">=", "<=")
            else kind not in LIST_TYPES
        )
        if kind in OPTION_TYPES and fits:
            if not condition.option_ids.filtered("active"):
                self._add(
                    _(
                        "Question “%(label)s” has a condition on an option of "
                        "“%(other)s” that was deleted.",
                        label=label,
                        other=other.label,
                    )
                )
            return
        if not fits:
            self._add(
                _(
                    "Question “%(label)s”: “%(other)s” can only be compared as "
                    "answered or not answered.",
                    label=label,
                    other=other.label,
                )
            )
            return
        texts = (
            (condition.value or "").split(",")
            if operator == "in"
            else [condition.value or ""]
        )
        entry = {"type": "float" if kind == "total" else kind, "pattern": False}
        for text in texts:
            try:
                value = FormAnswers(self.env, []).check_one(entry, text.strip())
            except ValueError:
                value = None
            if value is None:
                self._add(
                    _(
                        "Question “%(label)s”: “%(value)s” is not an answer to "
                        "“%(other)s”.",
                        label=label,
                        value=text.strip(),
                        other=other.label,
                    )
                )

    # ------------------------------------------------------------------
    # The whole
    # ------------------------------------------------------------------

    def _check_whole(self):
        questions = read_schema(build_schema(self.questions), self.env.lang)
        labels = {question["name"]: question["label"] for question in questions}
        if cycle := form_logic.find_cycle(questions):
            self._add(
                self.env._(
                    "These questions depend on each other in a circle: %(names)s.",
                    names=", ".join(f"“{labels.get(name, name)}”" for name in cycle),
                )
            )
