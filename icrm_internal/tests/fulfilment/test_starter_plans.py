# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ...models.catalogue import starter
from ...models.fulfilment import starter_plans
from ..request.common import RequestCommon

SHIPPED = {"onboarding", "transfer", "offboarding", "catering", "seat_move"}


@tagged("post_install", "-at_install")
class TestStarterPlans(RequestCommon):
    """Joiner, mover, leaver, event and office move come with their plans."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(lang)

    def switch_on(self, kinds, is_published=True):
        dialog = self.env["icrm.starter"].with_user(self.admin_user).create({})
        dialog.is_published = is_published
        for line in dialog.department_ids:
            line.is_used = line.kind in kinds
        dialog.action_next()
        dialog.action_apply()
        services = self.env["icrm.service"].search([("starter_code", "!=", False)])
        return {service.starter_code: service for service in services}

    def test_tables(self):
        services = starter.get_services()
        self.assertEqual(set(starter_plans.read_plans()), SHIPPED)
        for code, rows in starter_plans.read_plans().items():
            seen = set()
            for row in rows:
                with self.subTest(service=code, step=row["step"]):
                    self.assertIn(row["target"], {"", *services} - SHIPPED)
                    self.assertEqual(bool(row["hours"]), not row["target"])
                    after = set(filter(None, row["after"].split("|")))
                    self.assertLessEqual(after, seen)
                    if date := row["not_before"]:
                        name = starter_plans.NOT_BEFORE.fullmatch(date)[1]
                        asked = {
                            question["question"]: question["type"]
                            for question in services[code]["questions"]
                        }
                        self.assertEqual(asked[name], "date")
                    seen.add(row["step"])

    def test_all(self):
        services = self.switch_on(starter.get_kinds())
        self.assertEqual(
            {code for code, service in services.items() if service.has_plan}, SHIPPED
        )
        self.assertEqual(
            set(map(lambda one: one.state, services.values())), {"published"}
        )
        joiner = services["onboarding"]
        self.assertEqual(
            joiner.plan_step_ids.mapped("name"),
            ["Prepare the contract", "Computer", "Access card"]
            + ["Welcome on the first day", "First training"],
        )
        chinese = joiner.with_context(lang="zh_TW").plan_step_ids
        self.assertEqual(chinese[0].name, "準備勞動契約")
        self.assertFalse(joiner.has_changes)
        asked = {row["name"]: row for row in joiner.get_form()["questions"]}
        named = {row["label"]: name for name, row in asked.items()}
        equipment = named["Equipment needed"]
        laptop = asked[equipment]["options"][0][0]
        request = self.submit(
            service=joiner,
            answers={
                named["Name of the new employee"]: "Li",
                named["First working day"]: "2199-01-01",
                named["Department"]: self.finance.id,
                named["Kind of employment"]: asked[named["Kind of employment"]][
                    "options"
                ][0][0],
                equipment: [laptop],
            },
        ).sudo()
        steps = request.icrm_step_ids
        self.assertEqual(len(steps), 5)
        steps[0].with_user(self.officer).action_done()
        # The card has time until shortly before the first day.
        self.assertEqual(
            steps.mapped("state"), ["done", "running", "waiting", "waiting", "waiting"]
        )
        self.assertEqual(steps.mapped("not_before_days"), [0, 0, -3, 0, 1])
        steps[2].with_user(self.officer).action_skip("Has one")
        texts = dict(steps.child_id._icrm_format_answers())
        self.assertEqual(texts["Reason"], "New colleague")
        self.assertIn("2199", texts["Needed by"])

    def test_dates(self):
        """Who moves or leaves keeps access until the day; seats move on theirs."""
        services = self.switch_on(starter.get_kinds())
        dated = {
            code: {
                step.name: (step.not_before_question_id.label, step.not_before_days)
                for step in services[code].plan_step_ids
                if step.not_before_question_id
            }
            for code in SHIPPED
        }
        self.assertEqual(dated["catering"], {})
        self.assertEqual(
            dated["offboarding"],
            dict.fromkeys(["Close accounts", "Return assets"], ("Last working day", 0)),
        )
        self.assertEqual(dated["transfer"]["Access rights"], ("Effective from", 0))
        self.assertEqual(
            dated["seat_move"], {"Move the furniture": ("Day of the move", 0)}
        )

    def test_steps_of_services_that_are_not_there(self):
        services = self.switch_on({"hr", "admin"}, is_published=False)
        joiner = services["onboarding"]
        self.assertNotIn("Computer", joiner.plan_step_ids.mapped("name"))
        first_day = joiner.plan_step_ids.filtered(
            lambda step: step.name == "Welcome on the first day"
        )
        self.assertEqual(
            set(first_day.after_ids.mapped("name")),
            {"Prepare the contract", "Access card"},
        )
        self.assertEqual(joiner.state, "draft")
        # nobody else is there: a request as any other
        self.assertFalse(services["seat_move"].has_plan)
