# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from random import Random
from statistics import mean

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .campaign_common import CampaignCommon
from .counted_common import MARKS

MINIMUM = 5


@tagged("post_install", "-at_install")
class TestFullWorkflow(CampaignCommon):
    """From opening to publishing, through real boxes: plain numbers come out.

    About IT ten people are asked, about finance four of sales: too few.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(4)
        paying = cls._service("Paying", department_id=cls.finance.id)
        cls._ask(cls.sales_people, paying)

    @classmethod
    def _survey(cls):
        reliability = cls.env["icrm.dimension"].search([("code", "=", "reliability")])
        pair = {
            "icrm_measure": "servqual",
            "icrm_dimension_id": reliability.id,
            "scale_min": 1,
            "scale_max": 7,
        }
        questions = {
            "csat": MARKS["csat"],
            "nps": MARKS["nps"],
            "ces": MARKS["ces"],
            **{
                f"{side} {number}": {**pair, "icrm_side": side, "icrm_pair": number}
                for number in (1, 2)
                for side in ("perception", "expectation")
            },
            "text": {"question_type": "text_box"},
        }
        survey = cls.env["survey.survey"].create(
            {
                "title": "How do you like it?",
                "survey_type": "icrm",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": title,
                            "sequence": place,
                            "question_type": "scale",
                            **marks,
                        }
                    )
                    for place, (title, marks) in enumerate(questions.items(), 1)
                ],
            }
        )
        cls.ids = {question.title: question.id for question in survey.question_ids}
        return survey

    def answer(self, campaign):
        """Have nine of ten answer; return {department: [response about IT, ...]}."""
        given = {}
        participants = campaign.sudo().participant_ids
        self.assertEqual(participants.customer_id, self.people)
        for participant in participants - participants[-1]:
            responses = {}
            for subject in participant.subject_ids:
                response = {
                    question.id: self.random.randint(
                        question.scale_min, question.scale_max
                    )
                    for question in self.survey.question_ids
                    if question.question_type == "scale"
                }
                if subject.department_id == self.it:
                    given.setdefault(participant.department_id, []).append(
                        dict(response)
                    )
                response[self.ids["text"]] = f"Words of {participant.id}"
                responses[subject.id] = response
            participant._submit(responses)
        return given

    def column(self, responses, title):
        return [response[self.ids[title]] for response in responses]

    def check(self, found, responses):
        """Compare results with plain numbers of the same responses."""
        csat, nps, ces = (
            self.column(responses, measure) for measure in ("csat", "nps", "ces")
        )
        overall = found["overall"]
        asked = {measure: figure for measure, figure in overall.items() if figure}
        self.assertEqual(set(asked), {"csat", "nps", "ces", "servqual"})
        self.assertEqual({figure["n"] for figure in asked.values()}, {len(responses)})
        self.assertAlmostEqual(
            overall["csat"]["value"], 100 * mean(score > 3 for score in csat)
        )
        self.assertAlmostEqual(
            overall["nps"]["value"],
            100 * mean((score > 8) - (score < 7) for score in nps),
        )
        self.assertAlmostEqual(overall["ces"]["value"], mean(ces))
        sides = {
            side: mean(
                value
                for number in (1, 2)
                for value in self.column(responses, f"{side} {number}")
            )
            for side in ("perception", "expectation")
        }
        (dimension,) = found["dimensions"]
        for side, value in sides.items():
            self.assertAlmostEqual(dimension[side], value)
        gap = sides["perception"] - sides["expectation"]
        self.assertAlmostEqual(dimension["gap"], gap)
        self.assertAlmostEqual(overall["servqual"]["value"], gap)

    def test_whole_course(self):
        campaign = self._campaign(departments=self.it | self.finance)
        campaign.action_open()
        given = self.answer(campaign)
        self.assertEqual(campaign.response_count, 9)
        self.assertFalse(campaign.get_results()["overall"]["csat"], "sealed")
        campaign.action_close()
        responses = [response for some in given.values() for response in some]
        found = campaign.get_results()
        self.assertEqual(found["withheld"]["subjects"], [self.finance.name])
        self.check(found, responses)
        # Sales are three or four: too few alone, so they are counted with finance.
        groups = campaign.sudo().group_ids
        self.assertGreaterEqual(min(groups.mapped("respondent_count")), MINIMUM)
        self.assertEqual(sum(groups.mapped("respondent_count")), len(responses))
        for group in groups:
            some = [
                response
                for department, rows in given.items()
                if department in group.department_ids
                for response in rows
            ]
            self.check(campaign.get_results({"group_ids": group.ids}), some)
        comments = self.env["icrm.comment"].search([("campaign_id", "=", campaign.id)])
        self.assertEqual(len(comments), 9)
        self.assertEqual(comments.department_id, self.it)
        # The head reads it once it is published, and not before.
        as_head = campaign.with_user(self.it_head)
        with self.assertRaises(AccessError):
            as_head.get_results()
        campaign.action_publish()
        self.check(as_head.get_results(), responses)
        with self.assertRaises(AccessError):
            campaign.with_user(self.staff).get_results()
