# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether answers to a request form are answers."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...importer import strict

MAX_TEXT = 5000
MAX_LINKS = 100
MAX_INTEGER = 2**31 - 1
MAX_FLOAT = 1e15


class FormAnswers:
    """The answers to the request form of one service, made fit to be stored.

    They are refused or returned, never corrected in silence; nothing is written. Linked
    records are looked up with the rights of the service's environment.
    """

    def __init__(self, service):
        self.service = service
        self.env = service.env

    def check(self, answers):
        """Return *answers* as they may be stored, or refuse them.

        Text as it comes from an HTML form is understood ("12", "on", "2026-03-01").
        Linked records are looked up with the rights of the caller.

        :param dict answers: {technical name of a question: value}
        :return: dict of the questions that were answered, values fit for a Properties
            field (dates as text, links as ids)
        :raise ValidationError: one line per question that is not answered as it should
        """
        answers = answers or {}
        if not isinstance(answers, dict):
            raise ValidationError(
                self.env._("Provide answers as pairs of question and answer.")
            )
        questions = self.service._get_form_fields()
        cleaned, problems = {}, []
        unknown = sorted(
            str(name)[:60]
            for name in answers.keys() - {question["name"] for question in questions}
        )
        for name in unknown[:5]:
            problems.append(
                self.env._(
                    "%(name)s: not a question of this form.",
                    name=strict.UNSTORABLE.sub("?", name),
                )
            )
        for question in questions:
            try:
                value = self.check_one(question, answers.get(question["name"]))
            except ValueError as error:
                problems.append(f"{question['label']}: {error}")
                continue
            if value is not None:
                cleaned[question["name"]] = value
            elif question["required"]:
                problems.append(
                    self.env._("%(label)s is required.", label=question["label"])
                )
        if problems:
            raise ValidationError("\n".join(problems))
        return cleaned

    def check_one(self, question, value):
        """Return the storable *value*, None when unanswered; or raise ValueError."""
        kind = question["type"]
        if isinstance(value, str) and strict.UNSTORABLE.search(value):
            raise ValueError(self.env._("contains characters that cannot be stored."))
        if value is None or value == "" or value == []:
            return None
        if value is False and kind != "boolean":
            return None
        value = getattr(self, f"_check_{kind}")(question, value)
        if kind == "boolean" and question["required"] and not value:
            return None  # compulsory means: to be ticked
        return value

    def _check_text(self, question, value):
        if not isinstance(value, str):
            raise ValueError(self.env._("enter text."))
        if len(value) > MAX_TEXT:
            raise ValueError(
                self.env._(
                    "%(length)s characters, maximum %(limit)s.",
                    limit=MAX_TEXT,
                    length=len(value),
                )
            )
        return value.strip() or None

    def _check_char(self, question, value):
        value = self._check_text(question, value)
        return value and " ".join(value.splitlines())

    def _check_boolean(self, question, value):
        if isinstance(value, str):
            value = value.strip().lower()
        if value in (True, "1", "true", "on", "yes"):  # 1 is True to Python
            return True
        if value in (False, "0", "false", "off", "no"):
            return False
        raise ValueError(self.env._("enter yes or no."))

    def _check_integer(self, question, value):
        number = self._to_number(value)
        if number != int(number):
            raise ValueError(self.env._("enter a whole number."))
        if abs(number) > MAX_INTEGER:
            raise ValueError(self.env._("the maximum is %(limit)s.", limit=MAX_INTEGER))
        return int(number)

    def _check_float(self, question, value):
        return self._to_number(value)

    def _to_number(self, value):
        try:
            if isinstance(value, bool) or not isinstance(value, (int, float, str)):
                raise ValueError
            number = strict.to_number(str(value))
        except ValueError:
            raise ValueError(self.env._("enter a number.")) from None
        if abs(number) > MAX_FLOAT:
            raise ValueError(self.env._("the number is too large."))
        return number

    def _check_date(self, question, value):
        try:
            return strict.to_day(value).isoformat()
        except ValueError:
            raise ValueError(
                self.env._(
                    "enter a date from %(first)s to %(last)s, e.g. 2026-03-31.",
                    first=strict.FIRST_YEAR,
                    last=strict.LAST_YEAR,
                )
            ) from None

    def _check_datetime(self, question, value):
        try:
            return strict.to_instant(value).isoformat(" ", "seconds")
        except ValueError:
            raise ValueError(
                self.env._(
                    "enter a date and time from %(first)s to %(last)s, e.g. "
                    "2026-03-31 14:30:00.",
                    first=strict.FIRST_YEAR,
                    last=strict.LAST_YEAR,
                )
            ) from None

    def _check_selection(self, question, value):
        if value not in [option[0] for option in question["selection"]]:
            raise ValueError(
                self.env._(
                    "select one of: %(options)s.",
                    options=", ".join(option[1] for option in question["selection"]),
                )
            )
        return value

    def _check_tags(self, question, value):
        if not isinstance(value, list):
            value = [value]
        for tag in value:
            self._check_selection(question, tag)
        return list(dict.fromkeys(value))

    def _check_many2one(self, question, value):
        if isinstance(value, (list, tuple)) and len(value) == 2:
            value = value[0]  # as the web client sends it: [id, name]
        return self._check_links(question, [value])[0]

    def _check_many2many(self, question, value):
        if not isinstance(value, (list, tuple)):
            raise ValueError(self.env._("enter a list."))
        return self._check_links(
            question,
            [
                item[0] if isinstance(item, (list, tuple)) and item else item
                for item in value
            ],
        )

    def _check_links(self, question, values):
        """Return the ids in *values* if the caller may choose all of them."""
        ids = []
        for value in values[: MAX_LINKS + 1]:
            if isinstance(value, str) and value.isascii() and value.isdecimal():
                value = int(value[:12])
            if isinstance(value, bool) or not isinstance(value, int):
                raise ValueError(self.env._("select from the list."))
            ids.append(value)
        if len(ids) > MAX_LINKS:
            raise ValueError(self.env._("select at most %(limit)s.", limit=MAX_LINKS))
        ids = list(dict.fromkeys(ids))
        Comodel = self.env.get(question["comodel"] or "")
        found = set()
        if Comodel is not None and all(0 < id_ <= MAX_INTEGER for id_ in ids):
            try:
                found = set(
                    Comodel.search(
                        Domain("id", "in", ids)
                        & self.service._question_domain(question)
                    ).ids
                )
            except AccessError:
                found = set()
        # One answer for what does not exist and what one may not see.
        if set(ids) - found:
            raise ValueError(self.env._("select from the list."))
        return ids
