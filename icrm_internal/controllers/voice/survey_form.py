# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A survey as an HTML form: its blocks, what was typed, what is wrong with it."""

import re

from werkzeug.datastructures import MultiDict

from ...importer.strict import UNSTORABLE
from ...models.voice.survey_question import TEXT_LIMIT, TEXTS

# a-<subject>-<question>, and -<row> in a matrix
NAME = re.compile(r"a-([0-9]{1,9})-([0-9]{1,9})(?:-([0-9]{1,9}))?", re.ASCII)
# A survey with more questions is shown in steps, none of them longer than needed.
QUESTIONS_PER_STEP = 10
BY_DIMENSION = ("servqual", "servperf")
SIDES = {
    "servqual": ("expectation", "perception"),
    "kano": ("functional", "dysfunctional"),
}


class SurveyForm:
    """One survey, asked about one or several subjects.

    :param survey: a ``survey.survey``, in sudo, in the language of the page
    :param subjects: ``[(id, name, whether one may say "I cannot judge")]``
    :param typed: the posted ``werkzeug`` form, or nothing for an empty one
    """

    TEXT_LIMIT = TEXT_LIMIT

    def __init__(self, survey, subjects, typed=None):
        self.survey = survey
        self.subjects = subjects
        self.typed = typed
        self.problems = {}
        self.questions = survey._icrm_get_questions()
        self.blocks = self._make_blocks()
        self.steps = self._make_steps()

    # -- what was typed --
    def name(self, subject, question, row=None):
        name = f"a-{subject}-{question.id}"
        return f"{name}-{row.id}" if row else name

    def condition(self, subject, question):
        """Return the ids of the boxes of which one shows *question*; "" if shown."""
        return " ".join(
            f"{self.name(subject, choice.question_id)}-{choice.id}"
            for choice in question.triggering_answer_ids
        )

    def text(self, subject, question):
        """Return what was typed; far too much of it is cut."""
        if self.typed is None:
            return ""
        return self.typed.get(self.name(subject, question), "")[: 4 * TEXT_LIMIT]

    def is_chosen(self, subject, question, value, row=None):
        if self.typed is None:
            return False
        return str(value) in self.typed.getlist(self.name(subject, question, row))

    def is_skipped(self, subject):
        return self.typed is not None and f"skip-{subject}" in self.typed

    def problem(self, subject, question=None):
        return self.problems.get((subject, question.id if question else 0))

    def all_texts(self):
        """Return ``[(question's title, what was typed)]`` of all free texts."""
        return [
            (question.title, text)
            for subject, _name, _skip in self.subjects
            for question in self.questions
            if question.question_type in TEXTS
            and (text := self.text(subject, question).strip())
        ]

    def values(self):
        """Return ``{subject id: {question id: answer} or None}``, unchecked.

        The answer to a matrix is ``{row id: answer}``.
        """
        values = {
            subject: None if self.is_skipped(subject) and may_skip else {}
            for subject, _name, may_skip in self.subjects
        }
        several = {
            question.id for question in self.questions if question._icrm_has_several()
        }
        cells = {}
        for name in self.typed or ():
            if not name.startswith("a-"):
                continue
            match = NAME.fullmatch(name)
            # A name that was not on the page answers no question.
            subject, question, row = map(int, match.groups("0")) if match else (0, 0, 0)
            if subject in values and values[subject] is None:
                continue
            given = self.typed.getlist(name)
            if question not in several and len(given) == 1:
                given = given[0]
            if row:
                cells.setdefault((subject, question), {})[row] = given
            else:
                values.setdefault(subject, {})[question] = given
        for (subject, question), rows in cells.items():
            values.setdefault(subject, {})[question] = rows
        return values

    def drop_unasked(self, answers):
        """Return what of ``{name: [values]}`` answers questions that are asked."""
        form = SurveyForm(self.survey, self.subjects, MultiDict(answers))
        asked = {
            subject: set(self.survey._icrm_get_asked(sheet).ids)
            for subject, sheet in form.values().items()
            if sheet is not None
        }
        return {
            name: values
            for name, values in answers.items()
            if not (match := NAME.fullmatch(name))
            or int(match.group(2))
            in asked.get(int(match.group(1)), self.questions._ids)
        }

    def read_changes(self, raw):
        """Return what of ``{name: [values]}`` are answers of this page.

        :raise ValueError: it is something else
        """
        if not isinstance(raw, dict):
            raise ValueError("Not a draft")
        names = self._get_names()
        changes = {}
        for name, values in raw.items():
            if (
                name not in names
                or not isinstance(values, list)
                or not all(isinstance(value, str) for value in values)
            ):
                raise ValueError("Not an answer of this survey")
            # A browser that cuts a text may cut a character in two.
            changes[name] = [
                UNSTORABLE.sub("\ufffd", value[: 4 * TEXT_LIMIT])
                for value in values[:200]
            ]
        return changes

    def _get_names(self):
        """Return the names of all inputs of the page."""
        names = set()
        for subject, _name, _skip in self.subjects:
            names.add(f"skip-{subject}")
            for question in self.questions:
                rows = question.matrix_row_ids or [None]
                names.update(self.name(subject, question, row) for row in rows)
        return names

    # -- how it looks --
    @property
    def is_long(self):
        """Whether the page's script shows it step by step."""
        count = sum(map(self._count_questions, self.blocks))
        return self.has_sections or count * len(self.subjects) > QUESTIONS_PER_STEP

    @property
    def has_sections(self):
        """Whether the survey's own pages are the steps."""
        pages = [block for block in self.blocks if block["kind"] == "page"]
        return len(pages) > 1 and not any(
            self._get_step_dimension(block) for block in self.blocks
        )

    def _make_steps(self):
        """Return the blocks of one subject in steps, as lists of blocks with a title.

        SERVQUAL and SERVPERF have a step for each dimension. Else each page is one, if
        there are several; a long one has more, with its title. Without pages, steps are
        as long as is needed.
        """
        if self.has_sections:
            return self._make_sections()
        steps = []
        for block in self._split_by_dimension():
            dimension = self._get_step_dimension(block)
            count = self._count_questions(block)
            last = steps[-1] if steps else None
            starts = (
                not last
                or dimension != last["dimension"]
                or (block["kind"] == "page" and last["count"])
            )
            fits = (
                last
                and not dimension
                and not last["dimension"]
                and last["count"] + count <= QUESTIONS_PER_STEP
            )
            if starts and not fits:
                last = {"dimension": dimension, "count": 0, "blocks": []}
                steps.append(last)
            last["blocks"].append(block)
            last["count"] += count
        # The head of a page stands with what follows it.
        for step, after in zip(steps, steps[1:], strict=False):
            while step["blocks"][-1]["kind"] == "page" and len(step["blocks"]) > 1:
                after["blocks"].insert(0, step["blocks"].pop())
        for step, after in zip(steps, steps[1:], strict=False):
            if not step["count"]:
                after["blocks"][:0] = step["blocks"]
                step["blocks"] = []
        return [step for step in steps if step["blocks"]]

    def _make_sections(self):
        steps, page = [], None
        for block in self.blocks:
            count = self._count_questions(block)
            last = steps[-1] if steps else None
            if block["kind"] == "page":
                page = block
            is_full = (
                last and last["count"] and (last["count"] + count > QUESTIONS_PER_STEP)
            )
            if not last or block["kind"] == "page" or is_full:
                last = {
                    "dimension": self.survey.env["icrm.dimension"],
                    "count": 0,
                    "blocks": [],
                }
                steps.append(last)
                if page and block["kind"] != "page":
                    last["blocks"].append({**page, "again": True})
            last["blocks"].append(block)
            last["count"] += count
        return steps

    def _split_by_dimension(self):
        for block in self.blocks:
            if block["kind"] != "pairs" or block["measure"] != "servqual":
                yield block
                continue
            parts = {}
            for pair in block["pairs"]:
                parts.setdefault(pair[0].icrm_dimension_id, []).append(pair)
            for pairs in parts.values():
                yield {**block, "pairs": pairs}

    def _get_step_dimension(self, block):
        """Return the dimension whose step *block* is in; empty for the others."""
        question = None
        if block["kind"] == "pairs":
            question = block["pairs"][0][0]
        elif block["kind"] == "question":
            question = block["question"]
        if question is not None and question.icrm_measure in BY_DIMENSION:
            return question.icrm_dimension_id
        return self.survey.env["icrm.dimension"]

    def _count_questions(self, block):
        if block["kind"] == "pairs":
            return 2 * len(block["pairs"])
        if block["kind"] == "weights":
            return len(block["questions"])
        if block["kind"] == "question":
            return len(block["question"]._icrm_get_rows())
        return 0

    def _make_blocks(self):
        """Return the survey's parts in order, the two sides of pairs side by side.

        :return: dicts with a ``kind``: ``page`` (``page``), ``question``
            (``question``), ``pairs`` (``measure``, ``pairs`` as tuples of two
            questions, ``pages`` as the two pages they are on, or None if it is one),
            ``weights`` (``questions``)
        """
        pairs = self._get_pairs()
        done, blocks = set(), []
        for question in self.survey.question_and_page_ids:
            last = blocks[-1] if blocks else {"kind": None}
            if question.is_page:
                blocks.append({"kind": "page", "page": question})
            elif question in done or question not in self.questions:
                continue
            elif question in pairs:
                pair = pairs[question]
                done.update(pair)
                if last["kind"] != "pairs":
                    pages = [question.page_id for question in pair]
                    blocks.append(
                        {
                            "kind": "pairs",
                            "measure": question.icrm_measure,
                            "pairs": [],
                            "pages": pages if pages[0] != pages[1] else None,
                        }
                    )
                blocks[-1]["pairs"].append(pair)
            elif question.icrm_measure == "weight":
                if last["kind"] != "weights":
                    blocks.append({"kind": "weights", "questions": []})
                blocks[-1]["questions"].append(question)
            else:
                blocks.append({"kind": "question", "question": question})
        return [
            block
            for block, after in zip(
                blocks, [*blocks[1:], {"kind": "page"}], strict=True
            )
            if block["kind"] != "page"
            # Pages that are empty, or are the head of a column already, are left out.
            or (after["kind"] != "page" and not after.get("pages"))
        ]

    def _get_pairs(self):
        """Return ``{question: (first side, second side)}`` of complete pairs."""
        sides = {}
        for question in self.questions:
            if question.icrm_measure in SIDES and question.icrm_pair:
                key = (question.icrm_measure, question.icrm_pair)
                sides.setdefault(key, {})[question.icrm_side] = question
        pairs = {}
        for (measure, _number), pair in sides.items():
            if set(pair) == set(SIDES[measure]):
                both = tuple(pair[side] for side in SIDES[measure])
                pairs.update(dict.fromkeys(both, both))
        return pairs
