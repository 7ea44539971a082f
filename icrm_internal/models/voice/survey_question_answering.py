# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ...importer import strict

TEXT_LIMIT = 5000
NUMBER_LIMIT = 1_000_000
SCORED = ("scale", "simple_choice", "multiple_choice", "numerical_box", "date")
TEXTS = ("char_box", "text_box")
INTEGER = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)
# Control characters other than tabs and ends of lines; lone surrogates.
FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class SurveyQuestion(models.Model):
    """What is taken for an answer: core takes foreign choices, NaN and 10 MB."""

    _inherit = "survey.question"

    def _icrm_read(self, raw):
        """Return the value of an answer as given; None where there is none.

        :param raw: text or number; for choices the id of one, or a list of ids
        :return: a number for a scale, a number or a date (its ordinal); the choice's
            ``icrm_value``; a list of these for multiple choice; a text for a text
        :raise ValidationError: a sentence without the question's name
        """
        self.ensure_one()
        if self.question_type == "multiple_choice":
            given = raw if isinstance(raw, list | tuple) else [raw]
            texts = [text for one in given if (text := self._icrm_read_text(one))]
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
            raise ValidationError(self.env._("this sort of question cannot be asked."))
        return readers[self.question_type]

    def _icrm_read_text(self, raw):
        """Return *raw* as a text without blanks around it."""
        if raw is None or raw is False:
            return ""
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise ValidationError(self.env._("this is no answer to the question."))
        text = str(raw).strip()
        if len(text) > TEXT_LIMIT:
            raise ValidationError(
                self.env._(
                    "%(length)s characters are too many; there is room for %(limit)s.",
                    length=len(text),
                    limit=TEXT_LIMIT,
                )
            )
        if FORBIDDEN.search(text):
            raise ValidationError(
                self.env._("it has a forbidden character. Please type it once more.")
            )
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
                    "write a number, not beyond %(limit)s, such as 12 or 12.5.",
                    limit=f"{NUMBER_LIMIT:,}",
                )
            )
        return float(text)

    def _icrm_read_date(self, text):
        try:
            return strict.to_day(text).toordinal()
        except ValueError:
            raise ValidationError(
                self.env._("write a date, such as 2026-03-31.")
            ) from None

    def _icrm_read_choice(self, text):
        return self._icrm_read_choices([text])[0]

    def _icrm_read_choices(self, texts):
        choices = {str(choice.id): choice for choice in self.suggested_answer_ids}
        if not set(texts) <= set(choices) or len(set(texts)) < len(texts):
            raise ValidationError(self.env._("choose from what is offered."))
        return [choices[text].icrm_value for text in texts]

    def _icrm_check(self, answer, value):
        """What core checks besides: the designer's own limits and sentences."""
        if value is None or value == []:
            if self.constr_mandatory:
                raise ValidationError(
                    self.constr_error_msg or self.env._("please answer it.")
                )
            return
        if problem := self.validate_question(answer).get(self.id):
            raise ValidationError(html2plaintext(problem).strip())
