# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import MONDAY, FulfilmentCommon


@tagged("post_install", "-at_install")
class TestPlan(FulfilmentCommon):
    """The plan of a service: its order, its steps, its date."""

    def test_cycle_is_refused_with_its_path(self):
        with self.assertRaisesRegex(
            ValidationError, "Buy a laptop → Account → Buy a laptop|Account → Buy a"
        ):
            self.buy_step.with_user(self.it_head).after_ids = [
                Command.link(self.account_step.id)
            ]

    def test_steps_of_other_plans_are_refused(self):
        other = self._service("Other")
        step = self.env["icrm.fulfilment.step"].create(
            {"service_id": other.id, "target_id": self.account.id}
        )
        with self.assertRaisesRegex(ValidationError, "same plan"):
            self.buy_step.after_ids = [Command.link(step.id)]
        with self.assertRaisesRegex(ValidationError, "plan of its own"):
            step.target_id = self.welcome
        with self.assertRaisesRegex(ValidationError, "choose a service"):
            step.target_id = False
        with self.assertRaisesRegex(ValidationError, "of that question"):
            step.question_id = self._question(self.welcome, "needs")
        with self.assertRaises(ValidationError):
            self.buy_step.answer_ids[0].source_id = self._question(self.buying, "who")
        with self.assertRaises(UserError):
            step.service_id = self.welcome

    def test_fixed_answers_are_chosen_and_words_translated(self):
        """An option is chosen by its label; yes and no are read in Chinese too."""
        question = self._question(self.buying, "size")
        large = question.option_ids.filtered(lambda option: option.label == "Large")
        with Form(self.buy_step.with_user(self.it_head)) as form:
            with form.answer_ids.edit(1) as line:
                line.source_id = self.env["icrm.service.question"]
                line.option_id = large
        answer = self.buy_step.answer_ids[1]
        self.assertRecordValues(
            answer, [{"value": "l", "option_id": large.id, "source_id": False}]
        )
        self.account_step.value = "是"
        self.assertEqual(self.account_step.condition_text, "Needs an account is Yes")
        with freeze_time(MONDAY):
            ticket = self.ask(screen="b")
        self.assertEqual(self.steps(ticket).keys() & {"Account"}, {"Account"})
        child = self.steps(ticket)["Buy a laptop"].child_id
        self.assertEqual(child._icrm_get_answers()["size"], "l")

    def test_draft_of_a_form_takes_nothing_from_the_plan(self):
        """What customers still answer reaches the step, also from another's draft."""
        passed = self.buy_step.answer_ids
        for service, name in ((self.welcome, "name"), (self.buying, "who")):
            with self.subTest(service=service.name):
                head = service.department_id.manager_id.user_id
                service.with_user(head).action_hold_form()
                question = self._question(service, name).with_user(head)
                with self.assertRaisesRegex(UserError, "plan of “Welcome”"):
                    service.with_user(head).question_ids = [Command.delete(question.id)]
                self.assertEqual(self.buy_step.answer_ids, passed)
        # "colour" is passed on by nobody.
        colour = self._question(self.buying, "colour")
        colour.with_user(self.finance_head).unlink()
        self.assertFalse(colour.exists())

    def test_who_edits(self):
        """A plan is edited with its service, and seen by those who serve."""
        step = self.buy_step
        step.with_user(self.it_head).sequence = 5
        step.answer_ids.with_user(self.it_head).value = False
        self.assertEqual(step.with_user(self.agent).name, "Buy a laptop")
        self.assertTrue(step.with_user(self.auditor).name)
        for user in (self.agent, self.finance_head, self.buyer, self.auditor):
            with self.assertRaises(AccessError):
                step.with_user(user).sequence = 6
        for user in (self.staff, self.buyer):
            with self.assertRaises(AccessError):
                step.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                step.answer_ids.with_user(user).read(["value"])

    @freeze_time(MONDAY)
    def test_copy_has_the_plan(self):
        """Its steps rest on the questions and steps of the copy."""
        screen = self._question(self.welcome, "screen")
        self.talk_step.write(
            {
                "question_id": screen.id,
                "operator": "=",
                "option_ids": [Command.set(screen.option_ids[0].ids)],
            }
        )
        copied = self.welcome.with_user(self.it_head).copy().sudo()
        self.assertTrue(copied.has_plan)
        steps = copied.plan_step_ids
        self.assertEqual(
            steps.mapped("name"), self.welcome.plan_step_ids.mapped("name")
        )
        by_name = {step.name: step for step in steps}
        self.assertEqual(by_name["Account"].after_ids, by_name["Buy a laptop"])
        named = steps.question_id | steps.answer_ids.source_id
        self.assertEqual(named.service_id, copied)
        self.assertEqual(by_name["Welcome talk"].option_ids.mapped("label"), ["Large"])
        self.assertEqual(
            by_name["Welcome talk"].option_ids.question_id.service_id, copied
        )

        def run(service, answers):
            names = {question.label: question.name for question in service.question_ids}
            plan = service.get_plan({names[key]: answers[key] for key in answers})
            return [(step["name"], step["end"]) for step in plan["steps"]]

        for answers in ({"Needs an account": True}, {"Needs an account": False}):
            with self.subTest(answers=answers):
                self.assertEqual(run(copied, answers), run(self.welcome, answers))
        # the first is as it was
        self.assertEqual(len(self.welcome.plan_step_ids), 3)

    def test_steps_and_date_before_sending(self):
        """Everybody who may request sees the steps that will run, and one date."""
        service = self.welcome.with_user(self.staff)
        with freeze_time(MONDAY):
            plan = service.get_plan({"name": "Li", "needs": True})
            self.assertEqual(
                [
                    (step["name"], step["provider"], step["required"], step["critical"])
                    for step in plan["steps"]
                ],
                [
                    ("Buy a laptop", "Finance", True, True),
                    ("Account", "IT", True, True),
                    ("Welcome talk", "IT", False, False),
                ],
            )
            # 16 and 16 hours, of 8 a day
            self.assertIn("Jun 4", plan["end"])
            self.assertIn("3 steps", plan["summary"])
            self.assertEqual(len(plan["picture"]["boxes"]), 3)
            self.assertEqual(len(plan["picture"]["lines"]), 1)
            shorter = service.get_plan({"name": "Li"})
            self.assertEqual(len(shorter["steps"]), 2)
            self.assertIn("tomorrow", shorter["end"])
            self.assertIn("Jun 4", service._icrm_format_promise()["promise"])
        self.assertIs(self.service.with_user(self.staff).get_plan(), False)
        with self.assertRaises(UserError):
            service.get_plan("x")
        # what is no answer counts as none
        self.assertTrue(service.get_plan({"needs": {}, "nothing": 1, "screen": "z"}))

    def test_only_for_whom_it_is(self):
        self.welcome.write(
            {
                "audience": "departments",
                "audience_department_ids": [Command.link(self.it.id)],
            }
        )
        with self.assertRaises(AccessError):
            self.welcome.with_user(self.staff).get_plan({})

    def test_plan_is_published_with_the_service(self):
        service = self.welcome.with_user(self.it_head)
        service.action_publish()
        content = service.sudo().version_ids[0].content["plan"]
        self.assertIn("Account", content)
        self.assertIn("[after Buy a laptop]", content)
        self.assertIn("[only if Needs an account", content)
        self.assertFalse(service.has_changes)
        self.talk_step.hours = 4
        service.invalidate_recordset(["has_changes"])
        self.assertTrue(service.has_changes)
        self.account.state = "draft"
        with self.assertRaisesRegex(ValidationError, "Account is not published"):
            service.action_publish()

    def test_picture_for_the_editor(self):
        service = self.welcome.with_user(self.it_head)
        self.assertEqual(len(service.plan_preview["picture"]["boxes"]), 3)
        self.assertFalse(self.service.with_user(self.it_head).plan_preview)
        self.welcome.plan_step_ids.unlink()
        self.assertFalse(self.welcome.has_plan)

    def test_closed_providers(self):
        """A step waits until its provider opens: holidays move the date."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": MONDAY + timedelta(days=1),
                "date_to": MONDAY + timedelta(days=1, hours=12),
            }
        )
        with freeze_time(MONDAY):
            plan = self.welcome.with_user(self.staff).get_plan({"needs": True})
        self.assertIn("Jun 5", plan["end"])
