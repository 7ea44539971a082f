# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ...importer import strict

# What our page of the respondent draws
TYPES = {
    "scale",
    "simple_choice",
    "multiple_choice",
    "matrix",
    "numerical_box",
    "text_box",
    "char_box",
    "date",
}

# {measure: the only scale it is defined on}
SCALES = {
    "csat": (1, 5),
    "nps": (0, 10),
    "enps": (0, 10),
    "ces": (1, 7),
    "kano": (1, 5),
}

# {measure: types whose answers it counts}
MEASURED_TYPES = {
    "servqual": {"scale"},
    "servperf": {"scale"},
    "kano": {"scale", "simple_choice"},
    "csat": {"scale"},
    "nps": {"scale"},
    "enps": {"scale"},
    "ces": {"scale"},
    "item": {"scale", "simple_choice", "multiple_choice", "matrix", "numerical_box"},
    "weight": {"numerical_box"},
}

# {measure: its sides}; of SERVPERF only one side is asked
SIDES = {
    "servqual": ("expectation", "perception"),
    "servperf": ("perception",),
    "kano": ("functional", "dysfunctional"),
}

PAIRED = ("servqual", "kano")

# What may depend on an answer: questions that are only read, and single ones. The
# others are compared between departments and waves, or combined to one figure.
CONDITIONAL = (False, "item")

# Whose answers may decide what else is asked; as of Odoo's surveys
CHOICES = ("simple_choice", "multiple_choice")

TEXT_LIMIT = 5000

NUMBER_LIMIT = 1_000_000

SCORED = (
    "scale",
    "simple_choice",
    "multiple_choice",
    "matrix",
    "numerical_box",
    "date",
)

TEXTS = ("char_box", "text_box")

INTEGER = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)

NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)

# Control characters other than tabs and ends of lines; lone surrogates.
FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class SurveyQuestion(models.Model):
    """What a question measures, so that its answers become figures.

    The value of an answer is the point of a scale, the number of a numerical box or the
    ``icrm_value`` of a choice.
    """

    _inherit = "survey.question"

    icrm_measure = fields.Selection(
        [
            ("servqual", "SERVQUAL"),
            ("servperf", "SERVPERF (perception only)"),
            ("kano", "KANO"),
            ("csat", "Satisfaction (CSAT)"),
            ("nps", "Net Promoter Score (NPS)"),
            ("enps", "Employee Net Promoter Score (eNPS)"),
            ("ces", "Effort (CES)"),
            ("item", "Single item"),
            ("weight", "Weight of a dimension (100 points)"),
        ],
        string="Measure",
        help="How answers are counted; empty if they are only read.",
    )
    icrm_dimension_id = fields.Many2one(
        "icrm.dimension",
        string="Dimension",
        ondelete="restrict",
        index="btree_not_null",
    )
    icrm_side = fields.Selection(
        [
            ("expectation", "Expectation"),
            ("perception", "Perception"),
            ("functional", "Feature present"),
            ("dysfunctional", "Feature absent"),
        ],
        string="Side of Pair",
    )
    icrm_pair = fields.Integer(
        string="Pair", help="Both questions of a pair share this number."
    )
    icrm_label = fields.Char(
        string="Short Name",
        translate=True,
        help="Two or three words for charts and tables.",
    )
    icrm_service_id = fields.Many2one(
        "icrm.service",
        string="Service",
        ondelete="restrict",
        index="btree_not_null",
        help="The service this KANO pair asks about.",
    )
    icrm_allowed_types = fields.Json(compute="_compute_icrm_allowed_types")

    # ------------------------------------------------------------------
    # What holds at each save
    # ------------------------------------------------------------------

    def _compute_icrm_allowed_types(self):
        self.icrm_allowed_types = sorted(TYPES)

    @api.constrains(
        "comments_allowed",
        "icrm_dimension_id",
        "icrm_measure",
        "icrm_side",
        "is_time_limited",
        "question_type",
        "save_as_email",
        "save_as_nickname",
        "scale_max",
        "scale_min",
        "survey_id",
        "triggering_answer_ids",
        "validation_email",
    )
    def _check_icrm_question(self):
        for question in self:
            if problem := question._icrm_problem():
                raise ValidationError(problem)

    def _icrm_is_ours(self):
        self.ensure_one()
        return self.survey_id.survey_type == "icrm"

    def _icrm_problem(self):
        """Return what is wrong with this question by itself, a sentence, or False."""
        self.ensure_one()
        if not self._icrm_is_ours():
            if self.icrm_measure:
                return self.env._(
                    "“%(question)s”: only internal customer surveys can have a "
                    "measure; clear it.",
                    question=self.title,
                )
            return False
        if self.is_page:
            return False
        return self._icrm_form_problem() or self._icrm_measure_problem()

    def _icrm_form_problem(self):
        if self.question_type not in TYPES:
            return self.env._(
                "“%(question)s” has an unsupported type: use a scale, choices, "
                "number, text or date.",
                question=self.title,
            )
        if self.save_as_email or self.save_as_nickname or self.validation_email:
            return self.env._(
                "“%(question)s” asks who answers: use plain text or remove it.",
                question=self.title,
            )
        if self.triggering_answer_ids and (
            self.icrm_measure not in CONDITIONAL or self.icrm_dimension_id
        ):
            return self.env._(
                "“%(question)s” is conditional: choose the measure “Single item” or "
                "none, and no dimension; other figures need everyone's answer.",
                question=self.title,
            )
        if self.comments_allowed:
            return self.env._(
                "“%(question)s” has a comment field: add a separate text "
                "question instead.",
                question=self.title,
            )
        if self.is_time_limited:
            return self.env._(
                "“%(question)s” has a time limit: remove it.",
                question=self.title,
            )
        return False

    def _icrm_measure_problem(self):
        measure = self.icrm_measure
        if not measure:
            return False
        name = dict(self._fields["icrm_measure"]._description_selection(self.env))
        if self.question_type not in MEASURED_TYPES[measure]:
            return self.env._(
                "“%(question)s”: this type cannot be counted as %(measure)s; use "
                "%(types)s or clear the measure.",
                question=self.title,
                measure=name[measure],
                types=self._icrm_type_names(MEASURED_TYPES[measure]),
            )
        scale = SCALES.get(measure)
        if (
            scale
            and self.question_type == "scale"
            and ((self.scale_min, self.scale_max) != scale)
        ):
            return self.env._(
                "“%(question)s” has a scale from %(low)s to %(high)s, but "
                "%(measure)s requires %(min)s to %(max)s.",
                question=self.title,
                low=self.scale_min,
                high=self.scale_max,
                measure=name[measure],
                min=scale[0],
                max=scale[1],
            )
        if self.icrm_side and self.icrm_side not in SIDES.get(measure, ()):
            return self.env._(
                "“%(question)s” has a side that %(measure)s does not use: change "
                "or clear it.",
                question=self.title,
                measure=name[measure],
            )
        return False

    def _icrm_type_names(self, types):
        names = dict(self._fields["question_type"]._description_selection(self.env))
        return ", ".join(f"“{names[name]}”" for name in names if name in types)

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.onchange("icrm_measure")
    def _onchange_icrm_measure(self):
        if self.icrm_measure:
            self._icrm_fit_measure()

    def _icrm_fit_measure(self):
        """Give a question the type and scale its measure is defined on."""
        measure = self.icrm_measure
        self.constr_mandatory = True
        if self.question_type not in MEASURED_TYPES[measure]:
            self.question_type = "numerical_box" if measure == "weight" else "scale"
        if measure in SCALES:
            self.scale_min, self.scale_max = SCALES[measure]
        elif measure in ("servqual", "servperf"):
            self.scale_min, self.scale_max = 1, 7
        elif (self.scale_min, self.scale_max) == (0, 10):
            # Odoo's default, and rarely what is meant
            self.scale_min, self.scale_max = 1, 5
        if self.icrm_side not in SIDES.get(measure, ()):
            self.icrm_side = "perception" if measure == "servperf" else False
        if measure not in PAIRED:
            self.icrm_pair = False
        if measure != "kano":
            self.icrm_service_id = False

    @api.model_create_multi
    def create(self, vals_list):
        """Measured questions are mandatory unless said otherwise.

        An incomplete sheet is of no use: a gap needs both sides, a dimension all its
        items, and who skips is rarely like who answers.
        """
        for vals in vals_list:
            if vals.get("icrm_measure"):
                vals.setdefault("constr_mandatory", True)
        default_id = self.env.context.get("default_survey_id")
        survey_ids = {vals.get("survey_id", default_id) for vals in vals_list}
        self.env["survey.survey"].browse(filter(None, survey_ids))._icrm_refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        surveys = self.survey_id
        if vals.get("survey_id"):
            surveys |= surveys.browse(vals["survey_id"])
        surveys._icrm_refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_icrm_in_use(self):
        self.survey_id._icrm_refuse_change()

    def _update_field_translations(self, *args, **kwargs):
        self.survey_id._icrm_refuse_change()
        return super()._update_field_translations(*args, **kwargs)

    # ------------------------------------------------------------------
    # What is taken for an answer
    # ------------------------------------------------------------------
    # Core takes choices of other questions, NaN and 10 MB.

    def _icrm_read(self, raw):
        """Return the value of an answer as given; None where there is none.

        :param raw: text or number; for choices the id of one, or a list of ids; for a
            matrix {row id: choices}
        :return: a number for a scale, a number or a date (its ordinal); the choice's
            ``icrm_value``; a list of these for multiple choice; a text for a text;
            {row id: value or list of values} for a matrix
        :raise ValidationError: a sentence without the question's name
        """
        self.ensure_one()
        if self.question_type == "matrix":
            return self._icrm_read_matrix(raw)
        if self.question_type == "multiple_choice":
            given = raw if isinstance(raw, list | tuple) else [raw]
            texts = [text for answer in given if (text := self._icrm_read_text(answer))]
            value = self._icrm_read_choices(texts)
            self._icrm_check([int(text) for text in texts], value)
            return value or None
        text = self._icrm_read_text(raw)
        value = None
        if text:
            value = getattr(self, f"_icrm_read_{self._icrm_reader()}")(text)
        self._icrm_check(text, value)
        return value

    def _icrm_reader(self):
        readers = {
            "scale": "scale",
            "simple_choice": "choice",
            "numerical_box": "number",
            "date": "date",
            "char_box": "words",
            "text_box": "words",
        }
        if self.question_type not in readers:
            raise ValidationError(self.env._("this question type is not supported."))
        return readers[self.question_type]

    def _icrm_read_text(self, raw):
        """Return *raw* as a text without blanks around it."""
        if raw is None or raw is False:
            return ""
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise ValidationError(self.env._("this answer is not valid."))
        text = str(raw).strip()
        if len(text) > TEXT_LIMIT:
            raise ValidationError(
                self.env._(
                    "%(length)s characters, the limit is %(limit)s.",
                    length=len(text),
                    limit=TEXT_LIMIT,
                )
            )
        if FORBIDDEN.search(text):
            raise ValidationError(self.env._("it has a forbidden character."))
        return text

    def _icrm_read_words(self, text):
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _icrm_read_scale(self, text):
        if not INTEGER.fullmatch(text) or not (
            self.scale_min <= int(text) <= self.scale_max
        ):
            raise ValidationError(
                self.env._(
                    "choose a number from %(low)s to %(high)s.",
                    low=self.scale_min,
                    high=self.scale_max,
                )
            )
        return int(text)

    def _icrm_read_number(self, text):
        if not NUMBER.fullmatch(text) or abs(float(text)) > NUMBER_LIMIT:
            raise ValidationError(
                self.env._(
                    "enter a number up to %(limit)s, e.g. 12.5.",
                    limit=f"{NUMBER_LIMIT:,}",
                )
            )
        return float(text)

    def _icrm_read_date(self, text):
        try:
            return strict.to_day(text).toordinal()
        except ValueError:
            raise ValidationError(
                self.env._("enter a date, e.g. 2026-03-31.")
            ) from None

    def _icrm_read_choice(self, text):
        return self._icrm_read_choices([text])[0]

    def _icrm_read_choices(self, texts):
        choices = {str(choice.id): choice for choice in self.suggested_answer_ids}
        if not set(texts) <= set(choices) or len(set(texts)) < len(texts):
            raise ValidationError(self.env._("choose from the list."))
        return [choices[text].icrm_value for text in texts]

    def _icrm_read_matrix(self, raw):
        rows = self.matrix_row_ids
        given = {} if raw is None else raw
        if not isinstance(given, dict) or set(given) - set(rows.ids):
            raise ValidationError(self.env._("this answer is not valid."))
        several, values = self.matrix_subtype == "multiple", {}
        for row in rows:
            cell = given.get(row.id)
            cell = cell if isinstance(cell, list | tuple) else [cell]
            texts = [text for part in cell if (text := self._icrm_read_text(part))]
            if len(texts) > 1 and not several:
                raise ValidationError(
                    self.env._("“%(row)s”: choose one answer.", row=row.value)
                )
            if texts:
                chosen = self._icrm_read_choices(texts)
                values[row.id] = chosen if several else chosen[0]
        if self.constr_mandatory and (
            missing := rows.filtered(lambda row: row.id not in values)
        ):
            raise ValidationError(
                self.constr_error_msg
                or self.env._("answer the row “%(row)s”.", row=missing[0].value)
            )
        return values or None

    def _icrm_get_chosen(self, raw):
        """Return the choices of this question that are in an unchecked answer."""
        self.ensure_one()
        if self.question_type not in CHOICES:
            return self.env["survey.question.answer"]
        given = {
            str(part) for part in (raw if isinstance(raw, list | tuple) else [raw])
        }
        return self.suggested_answer_ids.filtered(
            lambda choice: str(choice.id) in given
        )

    def _icrm_check(self, answer, value):
        """What core checks besides: the designer's own limits and sentences."""
        if value is None or value == []:
            if self.constr_mandatory:
                raise ValidationError(self.constr_error_msg or self.env._("Required."))
            return
        if problem := self.validate_question(answer).get(self.id):
            raise ValidationError(html2plaintext(problem).strip())

    # ------------------------------------------------------------------
    # Range and labels of the answers
    # ------------------------------------------------------------------

    def _icrm_get_range(self):
        """Return (lowest, highest) answer; (0, 0) where a number may be anything."""
        self.ensure_one()
        if self.question_type == "scale":
            return self.scale_min, self.scale_max
        if self.question_type in (*CHOICES, "matrix"):
            values = self.suggested_answer_ids.mapped("icrm_value") or [0]
            return min(values), max(values)
        if self.icrm_measure == "weight":
            return 0, 100
        if self.validation_required:
            return self.validation_min_float_value, self.validation_max_float_value
        return 0, 0

    def _icrm_has_several(self):
        """Return whether one answer, or one row of it, may be several choices."""
        return self.question_type == "multiple_choice" or (
            self.question_type == "matrix" and self.matrix_subtype == "multiple"
        )

    def _icrm_get_rows(self):
        """Return the ids of a matrix's rows; [None] of other questions."""
        self.ensure_one()
        return self.matrix_row_ids.ids if self.question_type == "matrix" else [None]

    def _icrm_get_condition(self):
        """Return when this question is asked, as a text; "" where always."""
        self.ensure_one()
        return "; ".join(
            f"{question.icrm_label or question.title} – "
            + ", ".join(choices.mapped("value"))
            for question, choices in self.triggering_answer_ids.grouped(
                "question_id"
            ).items()
        )

    def _icrm_get_answer_labels(self):
        """Return {value: what the answer says}, in the order of the scale."""
        self.ensure_one()
        if self.question_type in (*CHOICES, "matrix"):
            return {
                suggestion.icrm_value: suggestion.value
                for suggestion in self.suggested_answer_ids
            }
        if self.question_type != "scale":
            return {}
        ends = {
            self.scale_min: self.scale_min_label,
            self.scale_max: self.scale_max_label,
        }
        return {
            value: f"{value} – {ends[value]}" if ends.get(value) else str(value)
            for value in range(self.scale_min, self.scale_max + 1)
        }
