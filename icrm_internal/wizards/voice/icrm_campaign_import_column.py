# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models

from ...importer import strict

# {(measure, side): letters by which a numbered column may be called}
LETTERS = {
    "perception": "apq",
    "expectation": "e",
    "functional": "f",
    "dysfunctional": "d",
}
NAMES = {
    "csat": ("csat", "sat", "satisfaction"),
    "nps": ("nps", "recommend"),
    "enps": ("enps", "employer"),
    "ces": ("ces", "effort", "ease"),
}


class IcrmCampaignImportColumn(models.TransientModel):
    """One column of a file of answers: which question, and on which scale."""

    _name = "icrm.campaign.import.column"
    _description = "Import Column"

    import_id = fields.Many2one(
        "icrm.campaign.import", required=True, ondelete="cascade", index=True
    )
    survey_id = fields.Many2one(related="import_id.survey_id", related_sudo=False)
    name = fields.Char(string="Column", required=True, readonly=True)
    role = fields.Selection(
        [
            ("skip", "Skip"),
            ("answer", "Answer"),
            ("department", "Respondent's department"),
        ],
        string="Holds",
        required=True,
        default="skip",
    )
    question_id = fields.Many2one(
        "survey.question",
        ondelete="cascade",
        domain="[('survey_id', '=', survey_id), ('icrm_measure', '!=', False), "
        "('question_type', '!=', 'matrix')]",
    )
    low = fields.Float(string="Lowest")
    high = fields.Float(string="Highest")

    _range_check = models.Constraint(
        "CHECK (low BETWEEN -1000000 AND 1000000"
        " AND high BETWEEN -1000000 AND 1000000)",
        "Scale ends must be numbers.",
    )

    @api.model
    def _propose(self, survey, header, rows):
        """Return the values of the columns named in *header*.

        A question is found by its title, its short name, or a code: ``p01``, ``a01`` or
        ``q01`` for the first perception, ``e01`` for the first expectation, ``sat``.
        """
        questions = self._name_questions(survey)
        proposals, taken, observed = [], set(), {}
        for place, name in enumerate(header):
            question = questions.get(_code(name))
            if not question or question in taken:
                is_department = _code(name) in ("department", "dept")
                role = "department" if is_department else "skip"
                proposals.append({"name": name, "role": role})
                continue
            taken.add(question)
            scale = question._icrm_get_range()
            numbers = [_number(cells[place]) for _line, cells in rows]
            observed.setdefault(scale, []).extend(
                number for number in numbers if number is not None
            )
            proposals.append(
                {
                    "name": name,
                    "role": "answer",
                    "question_id": question.id,
                    "scale": scale,
                }
            )
        for proposal in proposals:
            # Questions of one scale lie on one scale in the file, too.
            if scale := proposal.pop("scale", None):
                numbers = observed[scale]
                if not all(scale[0] <= number <= scale[1] for number in numbers):
                    scale = min(numbers), max(numbers)
                proposal["low"], proposal["high"] = scale
        return proposals

    def _name_questions(self, survey):
        """Return {name or code: question}; what is named by itself comes first."""
        found, numbers = {}, {}
        for question in survey.question_ids.filtered("icrm_measure"):
            if question.question_type == "matrix":
                continue
            side = question.icrm_side
            number = numbers[side] = numbers.get(side, 0) + 1
            codes = [question.title, question.icrm_label]
            codes += [f"{letter}{number}" for letter in LETTERS.get(side, "")]
            codes += NAMES.get(question.icrm_measure, ())
            for code in filter(None, codes):
                found.setdefault(_code(code), question)
        return found

    def _map(self, text):
        """Return the answer on the question's scale.

        :raise ValueError: with a sentence that names the limits
        """
        number = _number(text)
        if number is None:
            raise ValueError(
                self.env._("“%(value)s” is not a number.", value=text[:40])
            )
        if not self.low <= number <= self.high:
            raise ValueError(
                self.env._(
                    "%(value)s is not between %(low)s and %(high)s.",
                    value=f"{number:g}",
                    low=f"{self.low:g}",
                    high=f"{self.high:g}",
                )
            )
        question = self.question_id
        low, high = question._icrm_get_range()
        if low == high:
            return number
        value = low + (number - self.low) * (high - low) / (self.high - self.low)
        if question.question_type == "numerical_box":
            return value
        if abs(value - round(value)) > 1e-6:
            raise ValueError(
                self.env._(
                    "%(value)s maps to %(mapped)s, which is not a point on the "
                    "scale from %(low)s to %(high)s.",
                    value=f"{number:g}",
                    mapped=f"{value:.2f}",
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )
        return round(value)


def _code(name):
    """Return a name as it is compared: small letters, numbers without leading 0."""
    name = " ".join(str(name).casefold().split())
    match = re.fullmatch(r"([a-z]+)[ _-]?0*(\d+)", name)
    return "".join(match.groups()) if match else name


def _number(cell):
    """Return the cell as a number; None if it is none, or not finite."""
    try:
        return strict.to_number(str(cell))
    except ValueError:
        return None
