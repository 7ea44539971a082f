# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from ..common import IcrmCommon

#: The marks of a question, by what the tests call it.
MARKS = {
    "csat": {"icrm_measure": "csat", "scale_min": 1, "scale_max": 5},
    "nps": {"icrm_measure": "nps", "scale_min": 0, "scale_max": 10},
    "ces": {"icrm_measure": "ces", "scale_min": 1, "scale_max": 7},
    "item": {"icrm_measure": "item", "scale_min": 1, "scale_max": 5},
}


class CountedCommon(IcrmCommon):
    """Campaigns that are counted without boxes: responses are handed over by the test.

    The tree of departments: ``unit`` above ``large`` (many people) and ``small_a``,
    ``small_b``; ``alone`` beside.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Department = cls.env["hr.department"]
        cls.unit, cls.alone = Department.create([{"name": "Unit"}, {"name": "Alone"}])
        cls.large, cls.small_a, cls.small_b = Department.create(
            [
                {"name": name, "parent_id": cls.unit.id}
                for name in ("Large", "Small A", "Small B")
            ]
        )
        cls.reliability, cls.empathy = [
            cls.env["icrm.dimension"].search([("code", "=", code)])
            or cls.env["icrm.dimension"].create({"name": code.title(), "code": code})
            for code in ("reliability", "empathy")
        ]

    @classmethod
    def _question(cls, title, **marks):
        return {
            "title": title,
            "question_type": "scale",
            "scale_min": 1,
            "scale_max": 7,
            **MARKS.get(marks.get("icrm_measure"), {}),
            **marks,
        }

    @classmethod
    def _pairs(cls, dimension, numbers):
        """Return the questions of pairs, the perception of each before its wish."""
        return [
            cls._question(
                f"{side} {number}",
                icrm_measure="servqual",
                icrm_side=side,
                icrm_pair=number,
                icrm_dimension_id=dimension.id,
            )
            for number in numbers
            for side in ("perception", "expectation")
        ]

    @classmethod
    def _survey(cls, questions):
        """Return (survey, {title: question id})."""
        survey = cls.env["survey.survey"].create(
            {
                "title": "How are we doing?",
                "survey_type": "icrm",
                "question_and_page_ids": [
                    Command.create({"sequence": place, **values})
                    for place, values in enumerate(questions, 1)
                ],
            }
        )
        return survey, {question.title: question.id for question in survey.question_ids}

    @classmethod
    def _campaign(cls, survey, departments, **values):
        return cls.env["icrm.campaign"].create(
            {
                "name": "Spring",
                "survey_id": survey.id,
                "subject_ids": [
                    Command.create({"department_id": department.id})
                    for department in departments
                ],
                **values,
            }
        )

    @classmethod
    def _count(cls, campaign, responses, texts=(), state="published"):
        """Count *responses*: (subject, department, answers); end in *state*."""
        campaign.flush_recordset()
        campaign._count_responses(
            [
                {
                    "s": subject.id,
                    "d": department and department.id,
                    "a": answers,
                    "p": None,
                    "day": None,
                }
                for subject, department, answers in responses
            ],
            [
                {"s": subject.id, "q": question, "t": text, "p": None}
                for subject, question, text in texts
            ],
        )
        # The course of a campaign has its own tests.
        cls.env.cr.execute(
            "UPDATE icrm_campaign SET state = %s, closed_on = '2026-06-30'"
            " WHERE id = %s",
            [state, campaign.id],
        )
        campaign.invalidate_recordset()
        return campaign
