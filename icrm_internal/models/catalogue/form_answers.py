# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether answers to a request form are answers: the one check of all entry points."""

import ast
import datetime

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ...importer import strict
from ...measures import form_logic, pattern
from ..access import company_day
from ..access.rule_paths import find_forbidden_path, is_plain
from .form_schema import LINK_TYPES, NO, YES

MAX_TEXT = 5000
MAX_LINKS = 100
MAX_LINES = 100
MAX_INTEGER = 2**31 - 1
MAX_FLOAT = 1e15
# While a form is filled in, a time that was chosen as "now" passes.
MINUTE = datetime.timedelta(minutes=1)


class FormError(ValidationError):
    """Answers that were refused.

    ``problems`` is ``{name of the question, or name.row.column: sentence}``, the
    sentences without the question's label; the message has a line for each, with it.
    """

    def __init__(self, message, problems=None):
        super().__init__(message)
        self.problems = problems or {}


def question_domain(env, question):
    """Return the domain of a link question (validated when it was stored).

    :raise ValueError: it cannot be read, or uses a field that no question may use
    """
    if not question["domain"]:
        return Domain.TRUE
    model = env[question["comodel"]]
    try:
        domain = Domain(ast.literal_eval(question["domain"]))
        domain.validate(model)
    except (SyntaxError, TypeError, AssertionError, MemoryError, RecursionError) as why:
        raise ValueError(str(why)) from why
    path = find_forbidden_path(model, domain, is_plain)
    if path:
        raise ValueError(env._("“%(path)s” cannot filter the list.", path=path))
    return domain


class FormAnswers:
    """The answers to a request form, made fit to be stored.

    They are refused or returned, never corrected in silence; nothing is written. Linked
    records are looked up with the rights of the environment.

    :param questions: as ``form_schema.read_schema`` returns them, in the language of
        the sentences
    """

    def __init__(self, env, questions):
        self.env = env
        self.questions = questions

    # ------------------------------------------------------------------
    # All answers
    # ------------------------------------------------------------------

    def check(self, answers):
        """Return *answers* as they may be stored, or refuse them.

        Text as it comes from an HTML form is understood ("12", "on", "2026-03-01").

        :param dict answers: {technical name of a question: value}
        :return: dict of the questions that were answered, with the totals; dates as
            text, links as ids, lines as lists of {column: value}
        :raise FormError: one line per question that is not answered as it should
        """
        cleaned, problems = self.collect(answers)
        if problems:
            raise FormError("\n".join(self.describe(problems)), problems)
        return cleaned

    def collect(self, answers, known=()):
        """Return what is good of *answers*, and the problems of the rest.

        :param known: names of those that were checked and stored before
        """
        answers = answers or {}
        if not isinstance(answers, dict):
            raise FormError(
                self.env._("Provide answers as pairs of question and answer.")
            )
        problems = self._find_unknown(answers)
        cleaned = {}
        for question in self.questions:
            name = question["name"]
            if question["type"] in form_logic.UNASKED:
                continue
            try:
                value = answers.get(name)
                if name not in known:
                    value = self.check_one(question, value, problems)
            except ValueError as error:
                problems[name] = str(error)
                continue
            if value is not None:
                cleaned[name] = value
        state = form_logic.evaluate(self.questions, cleaned)
        for name in list(cleaned):
            if name in state.shown:
                continue
            # A box that is not ticked says nothing.
            if cleaned.pop(name) is not False:
                problems[name] = self.env._(
                    "is only asked after other answers. Leave it empty."
                )
        for name in form_logic.missing(self.questions, cleaned):
            if "." not in name:  # of lines, see _check_lines
                problems.setdefault(name, self.env._("Required."))
        for question in self.questions:
            name = question["name"]
            if name in state.shown and question["type"] == "total":
                self._add_total(
                    name, state.values.get(name), answers, cleaned, problems
                )
        return cleaned, problems

    def check_changes(self, answers, before):
        """Return the values to store after a change by those who serve.

        What was stored stays as it is: also what the form would refuse today. Of the
        rest each answer is checked; that all are given is the requester's concern.

        :param dict before: the answers stored so far
        """
        problems, cleaned = self._find_unknown(answers.keys() - before.keys()), {}
        for question in self.questions:
            name, value = question["name"], answers.get(question["name"])
            if question["type"] in form_logic.UNASKED:
                continue
            if name in before and before[name] == value:
                cleaned[name] = value
                continue
            try:
                value = self.check_one(question, value, problems)
            except ValueError as error:
                problems[name] = str(error)
                continue
            if value is not None:
                cleaned[name] = value
        if problems:
            raise FormError("\n".join(self.describe(problems)), problems)
        for question in self.questions:
            if question["type"] == "total":
                total = form_logic.compute_total(question["formula"] or {}, cleaned)
                if total is not None:
                    cleaned[question["name"]] = total
        kept = {
            name: value for name, value in before.items() if answers.get(name) == value
        }
        return {**kept, **cleaned}

    def describe(self, problems):
        """Return *problems* as sentences with the labels of their questions."""
        lines = []
        for path, text in problems.items():
            label = self.label_of(path)
            if text == self.env._("Required."):
                lines.append(self.env._("%(label)s is required.", label=label))
            else:
                lines.append(f"{label}: {text}")
        return lines

    def label_of(self, path):
        """Return what the question at *path* is called: "Items, line 2, Quantity"."""
        name, *cell = path.split(".")
        question = next(
            (question for question in self.questions if question["name"] == name), None
        )
        if question is None:
            return path
        if len(cell) != 2 or not cell[0].isdecimal():
            return question["label"]
        number, column_name = cell
        column = next(
            (
                column["label"]
                for column in question["columns"]
                if column["name"] == column_name
            ),
            column_name,
        )
        return self.env._(
            "%(question)s, line %(number)s, %(column)s",
            question=question["label"],
            number=int(number) + 1,
            column=column,
        )

    def _find_unknown(self, names):
        known = {
            question["name"]
            for question in self.questions
            if question["type"] != "section"
        }
        unknown = sorted(str(name)[:60] for name in set(names) - known)
        return {
            strict.UNSTORABLE.sub("?", name): self.env._("not a question of this form.")
            for name in unknown[:5]
        }

    def _add_total(self, name, total, answers, cleaned, problems):
        """Add a total to the answers: nobody sends one, or the right one."""
        if total is not None and abs(total) > MAX_FLOAT:
            problems[name] = self.env._("the number is too large.")
            return
        sent = answers.get(name)
        if sent not in (None, False, "") and sent != total:
            problems[name] = self.env._("is calculated. Leave it out.")
        if total is not None:
            cleaned[name] = total

    # ------------------------------------------------------------------
    # One answer
    # ------------------------------------------------------------------

    def check_one(self, question, value, problems=None):
        """Return the storable *value*, None when unanswered; or raise ValueError.

        :param dict problems: where those of single cells of lines are put
        """
        kind = question["type"]
        if isinstance(value, str) and strict.UNSTORABLE.search(value):
            raise ValueError(self.env._("contains characters that cannot be stored."))
        if value is None or value == "" or value == []:
            return None
        if value is False and kind != "boolean":
            return None
        if kind == "lines":
            return self._check_lines(question, value, problems)
        return getattr(self, f"_check_{kind}")(question, value)

    def _check_text(self, question, value):
        value = self._check_length(value)
        return value and self._check_pattern(question, value)

    def _check_char(self, question, value):
        value = self._check_length(value)
        return value and self._check_pattern(question, " ".join(value.splitlines()))

    def _check_length(self, value):
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

    def _check_pattern(self, question, value):
        try:
            fits = not question["pattern"] or pattern.matches(
                question["pattern"], value
            )
        except pattern.PatternError:
            fits = True  # publication refuses it; who fills in cannot mend it
        if not fits:
            raise ValueError(
                question["pattern_message"]
                or self.env._("is not written in the expected format.")
            )
        return value

    def _check_boolean(self, question, value):
        if isinstance(value, str):
            value = value.strip().lower()
        if value in (True, *YES):  # 1 is True to Python
            return True
        if value in (False, *NO):
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
        if isinstance(value, str) and strict.is_ambiguous(value):
            raise ValueError(
                self.env._(
                    "“%(text)s” can be read as %(one)s or as %(other)s. Write one of "
                    "these.",
                    text=value.strip(),
                    **strict.readings(value),
                )
            )
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
            day = strict.to_day(value)
        except ValueError:
            raise ValueError(
                self.env._(
                    "enter a date from %(first)s to %(last)s, e.g. 2026-03-31.",
                    first=strict.FIRST_YEAR,
                    last=strict.LAST_YEAR,
                )
            ) from None
        # The day where the reader is
        zone = self.env.user.tz or company_day.get_zone(self.env.company)
        today = company_day.in_zone(zone)
        if question.get("no_past") and day < today:
            raise ValueError(
                self.env._(
                    "%(day)s has passed. Choose today, %(today)s, or a later day.",
                    day=format_date(self.env, day),
                    today=format_date(self.env, today),
                )
            )
        return day.isoformat()

    def _check_datetime(self, question, value):
        try:
            instant = strict.to_instant(value)
        except ValueError:
            raise ValueError(
                self.env._(
                    "enter a date and time from %(first)s to %(last)s, e.g. "
                    "2026-03-31 14:30:00.",
                    first=strict.FIRST_YEAR,
                    last=strict.LAST_YEAR,
                )
            ) from None
        if question.get("no_past") and instant < fields.Datetime.now() - MINUTE:
            raise ValueError(
                self.env._(
                    "%(when)s has passed. Choose a later time.",
                    when=format_datetime(self.env, instant),
                )
            )
        return instant.isoformat(" ", "seconds")

    def _check_selection(self, question, value):
        if value not in [key for key, _label in question["options"]]:
            raise ValueError(
                self.env._(
                    "select one of: %(options)s.",
                    options=", ".join(label for _key, label in question["options"]),
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
                        Domain("id", "in", ids) & question_domain(self.env, question)
                    ).ids
                )
            except AccessError:
                found = set()
        # One answer for what does not exist and what one may not see.
        if set(ids) - found:
            raise ValueError(self.env._("select from the list."))
        return ids

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def _check_lines(self, question, value, problems):
        """Return the rows that have an answer; problems of cells go to *problems*."""
        if not isinstance(value, list) or not all(
            isinstance(row, dict) for row in value
        ):
            raise ValueError(self.env._("enter a list of lines."))
        if len(value) > MAX_LINES:
            raise ValueError(
                self.env._(
                    "%(count)s lines, maximum %(limit)s.",
                    count=len(value),
                    limit=MAX_LINES,
                )
            )
        columns = {column["name"] for column in question["columns"]}
        rows = []
        for number, row in enumerate(value):
            if unknown := sorted(str(name)[:60] for name in row.keys() - columns):
                raise ValueError(
                    self.env._(
                        "%(column)s is not a column of these lines.",
                        column=strict.UNSTORABLE.sub("?", unknown[0]),
                    )
                )
            cleaned = {}
            for column in question["columns"]:
                name = column["name"]
                try:
                    cell = self.check_one(column, row.get(name))
                except ValueError as error:
                    if problems is None:
                        raise
                    problems[f"{question['name']}.{number}.{name}"] = str(error)
                    continue
                if cell is not None:
                    cleaned[name] = cell
                is_missing = column["required"] and form_logic.is_empty(cell)
                if is_missing and not form_logic.is_empty_row(row):
                    path = f"{question['name']}.{number}.{name}"
                    (problems if problems is not None else {})[path] = self.env._(
                        "Required."
                    )
            if not form_logic.is_empty_row(row):
                rows.append(cleaned)
        return rows or None


def check_stale_answers(env, questions, shown, answers):
    """Return answers given to a form that has changed meanwhile, if they still fit.

    :param questions: the form as it is now
    :param shown: the form as it was filled in
    :raise FormError: what changed, by the labels that were shown
    """
    now = {question["name"]: question for question in questions}
    old = FormAnswers(env, shown)
    problems = {}
    for question in shown:
        name = question["name"]
        value = (answers or {}).get(name)
        if question["type"] in form_logic.UNASKED or form_logic.is_empty(value):
            continue
        if name not in now:
            problems[name] = env._("is no longer asked.")
        elif _meaning(question, value) != _meaning(now[name], value):
            problems[name] = env._("has changed. Please answer it again.")
    try:
        cleaned = FormAnswers(env, questions).check(answers)
    except FormError as error:
        if not error.problems:
            raise
        problems = {**error.problems, **problems}
    if not problems:
        return cleaned
    labels = {question["name"] for question in shown}
    lines = [
        line
        for path, text in problems.items()
        for line in (
            old if path.split(".")[0] in labels else FormAnswers(env, questions)
        ).describe({path: text})
    ]
    raise FormError(
        "\n".join([env._("The form changed while you filled it in."), *lines]), problems
    )


def _meaning(question, value):
    """Return what an answer means in words: the question, its unit, the options."""
    labels = dict(question["options"])
    chosen = value if isinstance(value, list) else [value]
    words = [labels.get(item) for item in chosen if isinstance(item, str)]
    columns = [
        (column["name"], column["label"], column["type"], column["options"])
        for column in question["columns"]
    ]
    kind = "text" if question["type"] == "char" else question["type"]
    return (question["label"], kind, question["suffix"], words, columns)


def link_names(env, questions, answers):
    """Return ``{model: {id: name}}`` of the records chosen, with the caller's rights.

    JSON knows text keys only: ids are text. What one may not see has no name.
    """
    wanted = {}
    for question in questions:
        value = answers.get(question["name"])
        if question["type"] in LINK_TYPES and value and question["comodel"] in env:
            ids = value if isinstance(value, list) else [value]
            wanted.setdefault(question["comodel"], []).extend(
                id_ for id_ in ids if isinstance(id_, int)
            )
    names = {}
    for model, ids in wanted.items():
        records = env[model].browse(ids).exists()
        try:
            records.check_access("read")
        except AccessError:
            records = records._filtered_access("read")
        names[model] = {str(record.id): record.display_name for record in records}
    return names
