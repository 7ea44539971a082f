# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from random import Random

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...measures import servqual
from .counted_common import CountedCommon


@tagged("post_install", "-at_install")
class TestCampaignWeights(CountedCommon):
    """An officer says how much each dimension counts; before anybody answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey, cls.ids = cls._survey(
            [*cls._pairs(cls.reliability, (1, 2)), *cls._pairs(cls.empathy, (3,))]
        )
        cls.campaign = cls._campaign(
            cls.survey,
            cls.it,
            closes_on=fields.Date.today() + timedelta(days=9),
        ).with_user(cls.officer)

    def share(self, *points):
        self.campaign.action_distribute_points()
        for weight, number in zip(self.campaign.weight_ids, points, strict=True):
            weight.points = number

    def count(self, campaign):
        random = Random(7)
        subject = campaign.sudo().subject_ids
        self._count(
            campaign.sudo(),
            [
                (
                    subject,
                    self.large,
                    {question: random.randint(1, 7) for question in self.ids.values()},
                )
                for _one in range(12)
            ],
        )
        return campaign.get_results()

    def test_shared_out_on_the_form(self):
        self.assertTrue(self.campaign.can_weigh)
        self.campaign.action_distribute_points()
        self.assertEqual(self.campaign.weight_ids.mapped("points"), [50, 50])
        with Form(self.campaign) as form:
            with form.weight_ids.edit(0) as row:
                row.points = 80
            with form.weight_ids.edit(1) as row:
                row.points = 20
        self.assertEqual(self.campaign.weight_ids.mapped("points"), [80, 20])
        copy = self.campaign.copy()
        self.assertEqual(copy.weight_ids.mapped("points"), [80, 20])
        copy.action_reset_points()
        self.assertFalse(copy.weight_ids)

    def test_refused(self):
        self.share(60, 30)
        for wrong, words in (
            (lambda: None, "add up to 90"),
            (self.campaign.weight_ids[1].unlink, "give points"),
        ):
            wrong()
            self.assertRegex(self.campaign.next_step, words)
            with self.assertRaisesRegex(UserError, words):
                self.campaign.action_open()
        for points in (-1, 101):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    self.campaign.weight_ids[0].points = points
                    self.env.flush_all()
            self.env.invalidate_all()
        for user in (self.staff, self.it_head, self.auditor):
            for step in ("action_distribute_points", "action_reset_points"):
                with self.assertRaises(AccessError):
                    getattr(self.campaign.with_user(user), step)()

    def test_respondents_own_points_come_first(self):
        survey, _ids = self._survey(
            [
                *self._pairs(self.reliability, (1,)),
                {
                    "title": "Points",
                    "question_type": "numerical_box",
                    "icrm_measure": "weight",
                    "icrm_dimension_id": self.reliability.id,
                },
            ]
        )
        self.campaign.survey_id = survey
        self.assertFalse(self.campaign.can_weigh)
        self.campaign.action_distribute_points()
        with self.assertRaisesRegex(UserError, "Respondents allocate"):
            self.campaign.action_open()

    def test_counted(self):
        plain = self.count(self.campaign.copy())
        self.share(90, 10)
        weights = self.campaign.weight_ids
        found = self.count(self.campaign)
        gaps = {dimension["id"]: dimension["gap"] for dimension in found["dimensions"]}
        self.assertEqual(
            gaps,
            {dimension["id"]: dimension["gap"] for dimension in plain["dimensions"]},
        )
        points = {question.dimension_id.id: question.points for question in weights}
        value = found["overall"]["servqual"]["value"]
        self.assertAlmostEqual(value, servqual.overall(gaps, points))
        self.assertAlmostEqual(
            plain["overall"]["servqual"]["value"], servqual.overall(gaps)
        )
        self.assertNotAlmostEqual(value, servqual.overall(gaps), 2)
        self.assertEqual(
            [dimension["weight"] for dimension in found["dimensions"]], [90, 10]
        )
        self.assertEqual(
            {dimension["weight"] for dimension in plain["dimensions"]}, {None}
        )

    def test_fixed_from_the_opening_on(self):
        self.share(90, 10)
        weights = self.campaign.weight_ids
        self.count(self.campaign)
        for change in (
            lambda: weights[0].write({"points": 10}),
            weights.unlink,
            self.campaign.action_distribute_points,
            self.campaign.action_reset_points,
            lambda: self.campaign.write({"weight_ids": [(5,)]}),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(weights.mapped("points"), [90, 10])
