# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.voice.counted_common import CountedCommon


@tagged("post_install", "-at_install")
class TestRuleResults(CountedCommon):
    """Improvements that start from indicators, surveys and evaluations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["icrm.improvement.rule"]
        cls.Rule.search([]).active = False
        cls.today = fields.Date.today()

    def _found(self, signal, **values):
        """Apply a rule twice, return what it started."""
        rule = self.Rule.create({"name": "A rule", "signal": signal, **values})
        rule._apply()
        rule._apply()
        return self.env["icrm.improvement"].search([("rule_id", "=", rule.id)])

    # -- indicators --
    def _score(self, months, score, department=None):
        result = self.env["icrm.kpi.value"].create(
            {
                "kpi_id": self.kpi.id,
                "date_from": self.today.replace(day=1) - relativedelta(months=months),
                "department_id": (department or self.it).id,
                "value": score / 10,
            }
        )
        # Scores come from targets, which have their own tests.
        result.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE icrm_kpi_value SET is_scored = TRUE, score = %s WHERE id = %s",
            [score, result.id],
        )
        return result

    def test_low_score_three_months_in_a_row(self):
        self.kpi = self.env["icrm.kpi"].create(
            {"name": "Kept", "code": "test_kept", "definition": "x"}
        )
        for months, score in ((4, 90), (3, 20), (2, 30), (1, 39), (0, 99)):
            self._score(months, score)
        for months, score in ((3, 20), (2, 60), (1, 20)):
            self._score(months, score, self.finance)
        for months, score in ((2, 1), (1, 1)):
            self._score(months, score, self.alone)
        values = {"kpi_id": self.kpi.id, "limit": 40, "days": 200}
        improvement = self._found("kpi", count=3, **values)
        self.assertEqual(improvement.department_id, self.it)
        self.assertEqual(improvement.kpi_id, self.kpi)
        self.assertEqual(improvement.indicator, "Kept")
        self.assertEqual(improvement.baseline_value, 3.9)
        self.assertEqual(improvement.owner_id, self.it_head)
        self.assertFalse(self._found("kpi", count=4, **values))

    # -- surveys --
    def _surveyed(self, **values):
        """Count six sheets: IT is expected to be at 7, and is at 4."""
        survey, ids = self._survey(self._pairs(self.empathy, [1]))
        campaign = self._campaign(survey, [self.it], **values)
        self._count(
            campaign,
            [
                (
                    campaign.subject_ids,
                    self.large,
                    {ids["perception 1"]: 4, ids["expectation 1"]: 7},
                )
                for _number in range(6)
            ],
        )
        self.env.cr.execute(
            "UPDATE icrm_campaign SET published_on = %s WHERE id = %s",
            [self.today, campaign.id],
        )
        campaign.invalidate_recordset()
        return campaign

    def test_gap_starts_an_improvement_and_training(self):
        competence = self.env.ref("icrm_internal_improvement.competence_empathy")
        competence.dimension_ids |= self.empathy
        campaign = self._surveyed()
        improvement = self._found("gap", limit=2.5)
        self.assertEqual(improvement.department_id, self.it)
        self.assertEqual(improvement.baseline_value, -3)
        self.assertEqual(improvement.origin_id, campaign.id)
        needs = self.env["icrm.training.need"].search(
            [("dimension_id", "=", self.empathy.id)]
        )
        self.assertTrue(needs)
        self.assertEqual(needs.department_id, self.it)
        self.assertEqual(needs.competence_id.dimension_ids & self.empathy, self.empathy)
        self.assertEqual(needs[0].before_value, -3)
        self.assertEqual(len(needs), len(needs.competence_id))
        # The next survey finds what is still to be learnt.
        self._surveyed()
        self._found("gap", limit=2.5)
        self.assertEqual(
            self.env["icrm.training.need"].search(
                [("dimension_id", "=", self.empathy.id)]
            ),
            needs,
        )

    def test_smaller_gap_starts_nothing(self):
        self._surveyed()
        self.assertFalse(self._found("gap", limit=3.5))

    def test_what_only_officers_see_starts_nothing(self):
        self._surveyed(visibility="officers")
        self.assertFalse(self._found("gap", limit=1))

    # -- evaluations --
    def test_low_criterion(self):
        template = self.env["icrm.evaluation.template"].create(
            {
                "name": "Short",
                "criterion_ids": [Command.create({"name": "Friendly", "weight": 100})],
            }
        )
        criterion = template.criterion_ids
        competence = self.env.ref("icrm_internal_improvement.competence_empathy")
        competence.criterion_ids = criterion
        cycle = self.env["icrm.evaluation.cycle"].create(
            {
                "name": "First half",
                "template_id": template.id,
                "date_from": self.today - relativedelta(months=6),
                "date_to": self.today - relativedelta(days=1),
            }
        )
        score = self.env["icrm.evaluation.score"].create(
            {"cycle_id": cycle.id, "department_id": self.it.id}
        )
        self.env["icrm.evaluation.result"].create(
            [
                {
                    "score_id": score.id,
                    "criterion_id": criterion.id,
                    "group_key": key,
                    "response_count": 5,
                    "total": total,
                    "squares": total,
                }
                for key, total in (("1", 10), ("2", 11))
            ]
        )
        self.env.flush_all()
        self.assertFalse(self._found("evaluation", limit=2.5))
        self.env.cr.execute(
            "UPDATE icrm_evaluation_cycle SET state = 'published', published_on = %s"
            " WHERE id = %s",
            [self.today, cycle.id],
        )
        improvement = self._found("evaluation", limit=2.5)
        self.assertEqual(improvement.baseline_value, 2.1)
        self.assertEqual(improvement.origin, "evaluation")
        need = self.env["icrm.training.need"].search([("source", "=", "criterion")])
        self.assertEqual(need.competence_id, competence)
        self.assertFalse(self._found("evaluation", limit=2))

    # -- what is taken for granted --
    def test_must_be_that_is_missing(self):
        self._service("There")
        gone = self._service("Gone", state="retired")
        (gone | self._service("There too")).sudo().write({"kano_class": "M"})
        need, _met, _nice = self.env["icrm.need"].create(
            [
                {
                    "name": name,
                    "kano_class": kind,
                    "state": state,
                    "provider_department_id": self.it.id,
                }
                for name, kind, state in (
                    ("Water", "M", "confirmed"),
                    ("Light", "M", "met"),
                    ("Music", "A", "new"),
                )
            ]
        )
        improvements = self._found("kano")
        self.assertEqual(
            {
                (improvement.origin_model, improvement.origin_id)
                for improvement in improvements
            },
            {("icrm.service", gone.id), ("icrm.need", need.id)},
        )

    # -- training --
    def test_training_from_need_to_effect(self):
        need = (
            self.env["icrm.training.need"]
            .with_user(self.it_head)
            .create(
                {
                    "department_id": self.it.id,
                    "competence_id": self.env.ref(
                        "icrm_internal_improvement.competence_communication"
                    ).id,
                }
            )
        )
        self.assertEqual(need.name, "Communication, IT")
        for method in ("action_plan", "action_mark_held", "action_measure"):
            with self.assertRaises(UserError), self.cr.savepoint():
                getattr(need, method)()
        need.write({"date_from": self.today - relativedelta(days=9)})
        need.action_plan()
        need.participants = 8
        need.action_mark_held()
        need.write(
            {
                "indicator": "CSAT",
                "before_value": 3.1,
                "before_date": self.today - relativedelta(days=30),
                "after_value": 3.9,
                "after_date": self.today - relativedelta(days=9),
            }
        )
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            need.action_measure()
        self.assertIn("after the training", str(caught.exception))
        need.after_date = self.today
        need.action_measure()
        self.assertEqual((need.state, need.effect), ("measured", "better"))
