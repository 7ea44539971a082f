# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.sql import column_exists, create_column

from ...measures import form_logic
from . import form_display
from .form_answers import FormAnswers, FormError, link_names
from .form_schema import read_schema


class IcrmFormAnswered(models.AbstractModel):
    """Answers to a request form, and the form as it was asked.

    ``icrm_answers`` are Odoo's properties, so they are typed, searched and grouped;
    their definition is the kept form, which never changes. Repeated lines are stored
    beside, and among the answers as text.
    """

    _name = "icrm.form.answered"
    _description = "Answers to a Request Form"

    icrm_form_id = fields.Many2one(
        "icrm.service.form",
        string="Form Asked",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
    )
    icrm_answers = fields.Properties(
        "Answers", definition="icrm_form_id.properties", copy=True
    )
    # {question: [{column: value}]}
    icrm_answer_lines = fields.Json("Answered Lines", copy=True)
    icrm_form_answers = fields.Json(
        "Form and Answers", compute="_compute_icrm_form_answers"
    )

    def _auto_init(self):
        """Add the answers' column here: no record is computed and dated again."""
        if not self._abstract and not column_exists(
            self.env.cr, self._table, "icrm_answers"
        ):
            create_column(self.env.cr, self._table, "icrm_answers", "jsonb")
        return super()._auto_init()

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.depends("icrm_form_id", "icrm_answers", "icrm_answer_lines")
    @api.depends_context("lang", "uid")
    def _compute_icrm_form_answers(self):
        for record in self:
            record.icrm_form_answers = (
                record._icrm_read_form() if record.icrm_form_id else False
            )

    @api.readonly
    def get_form_answers(self):
        """Return what was asked and answered, in the language of the reader.

        :return: dict with ``digest`` and ``questions`` as ``icrm.service.get_form``
            returns them, ``answers`` {name: value} and ``names`` {model: {id: name}}
        """
        self.ensure_one()
        self.check_access("read")
        return self._icrm_read_form()

    def _icrm_read_form(self):
        # sudo: who may read the answers may read what was asked
        form_sudo = self.sudo().icrm_form_id
        answers = self._icrm_get_answers()
        questions = self._icrm_get_questions()
        for question in questions:
            question["domain"] = False  # of those who serve, as in get_form
        return {
            "digest": form_sudo.digest or False,
            "questions": questions,
            "answers": answers,
            "names": link_names(self.env, questions, answers),
        }

    def _icrm_get_questions(self):
        """Return the questions that were asked, in the language of the reader."""
        form_sudo = self.sudo().icrm_form_id  # sudo: see _icrm_read_form
        return read_schema(form_sudo.schema or [], self.env.lang)

    def _icrm_get_answers(self):
        """Return ``{name: value}`` as clients send and get it."""
        answers = dict(self.icrm_answers._values or {}) if self.icrm_answers else {}
        return {**answers, **(self.icrm_answer_lines or {})}

    def _icrm_format_answers(self):
        """Return ``[(question, answer)]``, both as text, of what was answered."""
        self.ensure_one()
        return form_display.format_answers(
            self.env, self._icrm_get_questions(), self._icrm_get_answers()
        )

    @api.model
    @api.readonly
    def get_property_definition(self, full_name: str):
        """Return a question as all forms asked it: options of older forms included.

        Nothing of forms of which the caller may read no answers.
        """
        field_name, _dot, name = str(full_name).partition(".")
        if (
            not name
            or getattr(self._fields.get(field_name), "type", "") != "properties"
        ):
            return {}
        definition = super().get_property_definition(full_name)
        if definition and field_name == "icrm_answers":
            # sudo: what was asked, of readers of the requests
            forms_sudo = self.env["icrm.service.form"].sudo()._find_asking(name)
            asked = [("icrm_form_id", "in", forms_sudo.ids)]
            if not self.with_context(active_test=False).search(asked, limit=1):
                return {}
            return forms_sudo._merge_definition(name)
        return definition

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:  # what the system creates was checked when it was sent
            for vals in vals_list:
                self._icrm_check_form(vals)
                if vals.get("icrm_answers") or vals.get("icrm_answer_lines"):
                    form = self.env["icrm.service.form"].browse(
                        vals.get("icrm_form_id") or ()
                    )
                    vals.update(self._icrm_prepare_answers(vals, form, {}))
        return super().create(vals_list)

    def write(self, vals):
        """Check answers that those who serve change; the requester's are checked when
        they are sent."""
        if not {"icrm_answers", "icrm_answer_lines"} & vals.keys():
            return super().write(vals)
        result = True
        for record in self:
            result = super(IcrmFormAnswered, record).write(
                {
                    **vals,
                    **self._icrm_prepare_answers(
                        vals,
                        record.icrm_form_id.browse(vals["icrm_form_id"])
                        if "icrm_form_id" in vals
                        else record.icrm_form_id,
                        record._icrm_get_answers(),
                    ),
                }
            )
        return result

    @api.model
    def _icrm_check_form(self, vals):
        """Raise if a form to answer was named that is another service's."""
        # sudo: whose form it is decides, nothing of it is shown
        form_sudo = self.env["icrm.service.form"].sudo()
        form_sudo = form_sudo.browse(vals.get("icrm_form_id") or ()).exists()
        if vals.get("icrm_form_id") and (
            form_sudo.service_id.id != vals.get("icrm_service_id")
        ):
            raise ValidationError(
                self.env._("Form Asked: choose a form of the service requested.")
            )

    def _icrm_get_asked_customer(self):
        """Return the ``icrm.customer`` whose department and segments decide what is
        asked; the models that are asked for somebody say who."""
        return self.env["icrm.customer"]

    def _icrm_get_open_form(self):
        """Return the form that is still to be answered, in sudo, and its questions.

        That of now as long as nothing was answered, else the one that was asked.
        """
        self.ensure_one()
        # sudo: who reads the request reads what it asks
        record_sudo = self.sudo()
        form_sudo = record_sudo.icrm_form_id
        if form_sudo and not self._icrm_get_answers():
            form_sudo = form_sudo.service_id._get_frozen_form() or form_sudo
        customer = record_sudo._icrm_get_asked_customer()
        questions = form_sudo.service_id.with_env(self.env)._read_form(
            form_sudo.schema or [], customer
        )
        return form_sudo, questions

    def _icrm_get_missing_questions(self):
        """Return the questions that are required and not answered, as clients get them.

        The one place that knows what a request by mail lacks.
        """
        _form, questions = self._icrm_get_open_form()
        missing = {
            path.split(".")[0]
            for path in form_logic.missing(questions, self._icrm_get_answers())
        }
        return [question for question in questions if question["name"] in missing]

    def _icrm_complete_answers(self, answers):
        """Store answers to questions that were left open; return them as text.

        Called on one's own record, checked; links are looked up as oneself.

        :raise FormError: one line per question that is not answered as it should
        """
        self.ensure_one()
        if not isinstance(answers, dict) or not answers:
            raise ValidationError(
                self.env._("Provide answers as pairs of question and answer.")
            )
        form_sudo, questions = self._icrm_get_open_form()
        before = self._icrm_get_answers()
        checker = FormAnswers(self.env, questions)
        cleaned, problems = checker.collect({**answers, **before}, known=before)
        problems = {
            path: text
            for path, text in problems.items()
            if path.split(".")[0] in answers
        }
        for name in answers.keys() & before.keys():
            problems[name] = self.env._("not an open question of this request.")
        if problems:
            raise FormError("\n".join(checker.describe(problems)), problems)
        # sudo: a customer has no right to write on requests; answers were checked.
        self.sudo().write(
            {
                "icrm_form_id": form_sudo.id,
                **split_answers(self.env, questions, {**before, **cleaned}),
            }
        )
        given = [question for question in questions if question["name"] in answers]
        return "\n".join(
            f"{label}: {text}"
            for label, text in form_display.format_answers(self.env, given, cleaned)
        )

    @api.model
    def _icrm_prepare_answers(self, vals, form, before):
        """Return *vals* of the answers to *form* as they may be stored.

        :param dict before: what was answered so far, lines as lists
        """
        given = vals.get("icrm_answers")
        if isinstance(given, list) and any(
            isinstance(item, dict)
            and (item.get("definition_changed") or item.get("definition_deleted"))
            for item in given
        ):
            raise UserError(self.env._("What was asked cannot be changed."))
        # sudo: who may write the answers may read what was asked
        questions = read_schema(form.sudo().schema or [], self.env.lang)
        with_lines = {item["name"] for item in questions if item["type"] == "lines"}
        try:
            answers = (
                self._fields["icrm_answers"].convert_to_cache(given, self) or {}
                if "icrm_answers" in vals
                else before
            )
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("Provide answers as pairs of question and answer.")
            ) from error
        lines = vals.get("icrm_answer_lines") if "icrm_answer_lines" in vals else before
        if lines and not isinstance(lines, dict):
            raise ValidationError(
                self.env._("Provide answers as pairs of question and answer.")
            )
        answers = {
            **{name: answers[name] for name in answers if name not in with_lines},
            **{
                name: rows for name, rows in (lines or {}).items() if name in with_lines
            },
        }
        checked = FormAnswers(self.env, questions).check_changes(answers, before)
        return split_answers(self.env, questions, checked)


def split_answers(env, questions, answers):
    """Return checked *answers* as values of the fields that store them."""
    lines = {
        question["name"]: question
        for question in questions
        if question["type"] == "lines" and answers.get(question["name"])
    }
    return {
        "icrm_answers": {
            name: form_display.format_answer(env, lines[name], value)
            if name in lines
            else value
            for name, value in answers.items()
        },
        "icrm_answer_lines": {name: answers[name] for name in lines} or False,
    }
