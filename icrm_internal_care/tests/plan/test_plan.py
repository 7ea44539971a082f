# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from odoo.addons.icrm_internal.models.access.action_link import ActionLink

from ...models.plan import plan_text
from .common import NOW, PlanCommon


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    def test_one_row_a_person_and_step_however_often_the_job_runs(self):
        plan = self._plan({}, {"delay": 3}, {"delay": 4})
        self._start(plan)
        for _again in range(3):
            self._run()
        touches = self._touches(plan)
        self.assertEqual(len(touches), 9)
        self.assertEqual(
            len(set(touches.mapped(lambda touch: (touch.step_id, touch.customer_id)))),
            9,
        )
        of_staff = touches.filtered(lambda touch: touch.customer_id == self.people[0])
        self.assertEqual(
            of_staff.mapped(lambda touch: f"{touch.due_on} {touch.state}"),
            ["2026-03-10 sent", "2026-03-13 planned", "2026-03-17 planned"],
        )
        self.assertEqual(len(self._queued(plan)), 2)
        self._run("2026-03-13 08:00:00")
        self.assertEqual(len(self._queued(plan)), 4)

    def test_a_job_that_dies_between_does_it_again_without_doubles(self):
        plan = self._plan()
        with freeze_time(NOW):
            plan.action_start()
        Outbox = self.env.registry["icrm.message"]
        with (
            patch.object(Outbox, "_enqueue", side_effect=ConnectionError("killed")),
            self.assertRaises(ConnectionError),
            self.env.cr.savepoint(),
        ):
            self._run()
        self.env.invalidate_all()
        self._run()
        self._run()
        self.assertEqual(len(self._touches(plan)), 3)
        self.assertEqual(len(self._queued(plan)), 2)

    def test_the_text_is_personal_and_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        plan = self._plan()
        plan.step_ids.with_context(lang="zh_CN").subject = "{name}，您好"
        plan.step_ids.update_field_translations(
            "body",
            {"zh_CN": {"Hello {name} of {department}": "{department}的同事"}},
            source_lang="en_US",
        )
        self.people[0].lang = "zh_CN"
        self._start(plan)
        with freeze_time(NOW):
            self._queued(plan)._send_now()
        texts = {
            message.partner_id: (message.subject, message.body)
            for message in self._queued(plan)
        }
        subject, body = texts[self.staff.partner_id]
        self.assertEqual(subject, "Staff，您好")
        self.assertIn("Finance的同事", body)
        subject, body = texts[self.colleague.partner_id]
        self.assertEqual(subject, "Step 1 for Colleague")
        self.assertIn("Hello Colleague of Finance", body)

    def test_a_segment_reads_its_own_text(self):
        few = self.env["icrm.segment"].create(
            {"name": "Few", "customer_ids": [Command.set(self.people[0].ids)]}
        )
        variant = {"segment_id": few.id, "body": "<p>Only for you, {name}</p>"}
        plan = self._plan({"variant_ids": [Command.create(variant)]})
        step = plan.step_ids.sudo()
        self.assertIn("Only for you, Staff", step._render(self.people[0])[1])
        self.assertIn("Hello Colleague", step._render(self.people[1])[1])

    def test_nothing_of_a_text_is_evaluated(self):
        with self.assertRaisesRegex(ValidationError, "{secret} is no placeholder"):
            self._plan({"subject": "Hi {secret}"})
        plan = self._plan({"subject": "{name}", "body": "<p>{{ object }} ${name}</p>"})
        self.people[0].employee_id.name = "<b>{company}</b>"
        subject, body = plan.step_ids.sudo()._render(self.people[0])
        self.assertEqual(subject, "<b>{company}</b>")
        self.assertIn("{{ object }} $&lt;b&gt;{company}&lt;/b&gt;", body)

    # -- how often --

    def test_too_many_contacts_of_all_plans_wait_and_are_left_out_in_the_end(self):
        self.company.write({"icrm_plan_most": 1, "icrm_plan_most_days": 365})
        first, second = self._plan(), self._plan(name="Second")
        self._start(first)
        self._start(second)
        self.assertEqual(len(self._touches(first, state="sent")), 2)
        waiting = self._touches(second)
        self.assertEqual(set(waiting.mapped("state")), {"planned"})
        self.assertEqual(str(waiting[0].planned_on), "2026-03-11")
        self.assertEqual(str(waiting[0].due_on), "2026-03-10")
        self._run("2026-04-09 08:00:00")
        self.assertEqual(set(self._touches(second).mapped("reason")), {"cap"})
        # A year later there is room again.
        third = self._plan(name="Third")
        self._start(third, "2027-04-01 08:00:00")
        self.assertEqual(len(self._touches(third, state="sent")), 2)

    def test_who_had_no_contact_for_long_is_listed(self):
        Customer = self.env["icrm.customer"]
        plan = self._plan(audience="everyone", segment_ids=False)
        self._start(plan)
        with freeze_time(NOW):
            self.assertNotIn(
                self.people[0], Customer.search([("is_uncontacted", "=", True)])
            )
        with freeze_time("2026-09-11 08:00:00"):
            found = Customer.search([("is_uncontacted", "=", True)])
            self.assertIn(self.people[0], found)
            self.assertTrue(self.people[0].is_uncontacted)
            self.assertNotIn(
                self.people[0], Customer.search([("is_uncontacted", "=", False)])
            )
            self.people[0].plan_opt_out = True
            self.assertNotIn(
                self.people[0], Customer.search([("is_uncontacted", "=", True)])
            )

    # -- who wants none --

    def test_who_wants_none_gets_none(self):
        plan = self._plan({}, {"delay": 1})
        customer = self.people[0]
        self._start(plan)
        customer.with_user(self.staff).plan_opt_out = True
        with freeze_time(NOW):
            self._queued(plan)._send_now()
        states = {message.partner_id: message.state for message in self._queued(plan)}
        self.assertEqual(states[self.staff.partner_id], "cancelled")
        self.assertEqual(states[self.colleague.partner_id], "sent")
        self._run("2026-03-11 08:00:00")
        skipped = self._touches(plan, customer_id=customer, state="skipped")
        self.assertEqual(skipped.reason, "opt_out")

    def test_nobody_says_it_for_others_but_the_office(self):
        for user in (self.colleague, self.agent, self.it_head):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.people[0].with_user(user).plan_opt_out = True
        self.people[0].with_user(self.officer).plan_opt_out = True
        # Whoever wants no messages is the one to want them again.
        with self.assertRaisesRegex(AccessError, "themselves"):
            self.people[0].with_user(self.officer).plan_opt_out = False
        self.people[0].with_user(self.staff).plan_opt_out = False

    def test_the_link_below_a_message_ends_them(self):
        customer = self.people[0]
        self.staff.email = "only.staff@example.com"
        body = self._plan().step_ids.sudo()._render_opt_out(customer)
        self.assertIn(f"/internal-action/icrm.customer/{customer.id}/stop_plans", body)
        link = ActionLink(customer.sudo(), "stop_plans", 0, self.colleague.partner_id)
        self.assertTrue(link.get_obstacle(), "another's")
        link = ActionLink(customer.sudo(), "stop_plans", 0, self.staff.partner_id)
        self.assertFalse(link.get_obstacle())
        link.perform("", 0)
        self.assertTrue(customer.plan_opt_out)
        self.assertTrue(link.get_obstacle(), "once")

    # -- its course --

    def test_who_left_meanwhile_is_left_out(self):
        plan = self._plan({"delay": 5})
        self._start(plan)
        self.people[0].employee_id.active = False
        self._run("2026-03-15 08:00:00")
        gone = self._touches(plan, customer_id=self.people[0])
        self.assertEqual((gone.state, gone.reason), ("skipped", "gone"))

    def test_a_pause_moves_what_is_planned(self):
        plan = self._plan({"delay": 5})
        self._start(plan)
        with freeze_time(NOW):
            plan.action_pause()
        self._run("2026-03-20 08:00:00")
        self.assertEqual(len(self._touches(plan, state="planned")), 3)
        self._start(plan, "2026-03-20 08:00:00")
        self.assertEqual(len(self._touches(plan, state="planned")), 3)
        self.assertEqual(str(self._touches(plan)[0].planned_on), "2026-03-25")
        with freeze_time(NOW):
            plan.action_end()
        self.assertEqual(set(self._touches(plan).mapped("reason")), {"ended"})

    def test_it_ends_by_itself(self):
        plan = self._plan(date_to="2026-03-12")
        self._start(plan)
        self._run("2026-03-13 08:00:00")
        self.assertEqual(plan.state, "ended")

    def test_what_was_started_keeps_its_steps(self):
        plan = self._plan()
        with self.assertRaisesRegex(UserError, "add a step"):
            self._plan(step_ids=False).action_start()
        self._start(plan)
        plan.step_ids.subject = "Better words"
        for change in (
            lambda: plan.write({"trigger": "joined"}),
            lambda: plan.step_ids.write({"delay": 9}),
            lambda: plan.write(
                {"step_ids": [Command.create({"subject": "x", "body": "x"})]}
            ),
            lambda: plan.step_ids.unlink(),
            lambda: plan.unlink(),
            lambda: plan.action_start(),
            lambda: plan.write({"state": "draft"}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        copy = plan.copy()
        self.assertEqual((copy.state, len(copy.step_ids)), ("draft", 1))

    def test_only_the_office_plans(self):
        plan = self._plan()
        for user in (self.staff, self.agent, self.it_head, self.auditor, self.desk):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    plan.with_user(user).action_start()
                with self.assertRaises(AccessError):
                    plan.with_user(user).write({"name": "x"})

    def test_silence_is_broken_once(self):
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "x",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "icrm_requester_id": customer.id,
                }
                for customer in self.people
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_submitted_at = %s WHERE id = %s",
            ["2025-01-01", tickets[0].id],
        )
        self.env.invalidate_all()
        plan = self._plan(trigger="winback", silence_days=180)
        self._start(plan)
        self._run("2026-03-20 08:00:00")
        self._run("2027-01-20 08:00:00")
        self.assertEqual(
            len(self._touches(plan, customer_id=self.people[0])), 1, "once a silence"
        )

    def test_the_new_are_welcomed_not_those_who_are_there(self):
        old, new = self.people
        old.employee_id.version_id.date_version = "2020-01-01"
        new.employee_id.version_id.date_version = "2026-03-16"
        self.by_phone.employee_id.version_id.date_version = "2020-01-01"
        plan = self._plan(trigger="joined")
        self._start(plan)
        self.assertFalse(self._touches(plan))
        self._run("2026-03-17 08:00:00")
        self.assertEqual(self._touches(plan).customer_id, new)

    # -- preview --

    def _preview(self, plan, customer):
        wizard = (
            self.env["icrm.plan.preview"]
            .with_user(self.officer)
            .create({"plan_id": plan.id, "customer_id": customer.id})
        )
        return str(wizard.preview)

    def test_preview_as_a_person(self):
        plan = self._plan({}, {"delay": 7, "channel": "call"})
        with freeze_time(NOW):
            shown = self._preview(plan, self.people[0])
            self.assertIn("Step 1 for Staff", shown)
            self.assertIn("03/10/2026", shown)
            self.assertIn("03/17/2026", shown)
            self.assertIn("Call by Officer", shown)
            self.assertIn("Call by Manager", self._preview(plan, self.by_phone))
            self.people[0].plan_opt_out = True
            self.assertIn("wants no messages", self._preview(plan, self.people[0]))
            other = self._customer(self.agent)
            self.assertIn("not in the audience", self._preview(plan, other))
        self.assertFalse(self._touches(plan))

    def test_the_stage_of_a_person_is_not_told_by_an_audience(self):
        """Auditors read plans, and officers head departments."""
        Value = self.env["icrm.customer.value"]
        common = {
            "company_id": self.company.id,
            "computed_on": "2026-03-09",
            "lifecycle": "at_risk",
            "lifecycle_since": "2026-03-09",
        }
        person = self.people[0]
        Value.create({**common, "customer_id": person.id, "kind": "employee"})
        plan = self._plan(audience="lifecycle", lifecycle="at_risk")
        self.assertEqual(plan.audience_count, 0)
        department = person._of_department(self.finance)
        Value.create({**common, "customer_id": department.id, "kind": "department"})
        plan.invalidate_recordset()
        self.assertGreater(plan.audience_count, 1)


@tagged("post_install", "-at_install")
class TestPlanLink(HttpCase, PlanCommon):
    """Links of messages lead to what the text has, and count without names."""

    def test_links_are_counted_and_lead_nowhere_else(self):
        plan = self._plan(
            {
                "body": '<p><a href="https://example.com/news?a=1">News</a>'
                '<a href="mailto:x@example.com">Mail</a></p>'
            }
        )
        self._start(plan)
        touch = self._touches(plan, customer_id=self.people[0])
        with freeze_time(NOW):
            self._queued(plan)._send_now()
        body = (
            self._queued(plan)
            .filtered(lambda message: message.partner_id == self.staff.partner_id)
            .body
        )
        self.assertNotIn("https://example.com/news", body)
        self.assertIn("mailto:x@example.com", body)
        token = body.split(f"{plan_text.PAGE}/")[1].split('"')[0]
        for _twice in range(2):
            answer = self.url_open(f"{plan_text.PAGE}/{token}", allow_redirects=False)
            self.assertEqual(answer.headers["Location"], "https://example.com/news?a=1")
        self.env.invalidate_all()
        self.assertTrue(touch.sudo().is_clicked)
        # of two people
        self.assertFalse(plan.shows_clicks)
        self.assertEqual(plan.clicked_count, 0)
        # Of an address that the text has no more, and forged ones
        plan.step_ids.body = '<p><a href="https://example.org/">Other</a></p>'
        self.env.flush_all()
        for wrong in (token, token[:-2] + "xx", "x", "https:%2F%2Fevil.example"):
            answer = self.url_open(f"{plan_text.PAGE}/{wrong}", allow_redirects=False)
            self.assertNotIn("://example", answer.headers.get("Location", ""))
            self.assertNotIn("//evil", answer.headers.get("Location", ""))

    def test_clicks_of_a_few_are_no_figure(self):
        """The number alone would name them: it waits for the minimum of ratings."""
        self.company.icrm_rating_min_count = 5
        plan = self._plan({}, {})
        more = [self._user(f"more_{number}", self.finance) for number in range(3)]
        self._start(plan)
        sent = self._touches(plan, state="sent").sudo()
        self.assertLess(len(sent.customer_id), 5)
        sent[:1].is_clicked = True
        self.assertEqual((plan.shows_clicks, plan.clicked_count), (False, 0))
        self.segment.customer_ids = [
            Command.link(self._customer(user).id) for user in more
        ]
        other = self._plan()
        self._start(other)
        sent = self._touches(other, state="sent").sudo()
        self.assertGreaterEqual(len(sent.customer_id), 5)
        sent[:1].is_clicked = True
        other.invalidate_recordset()
        self.assertEqual((other.shows_clicks, other.clicked_count), (True, 1))

    def test_who_clicked_is_shown_to_nobody(self):
        plan = self._plan()
        self._start(plan)
        touch = self._touches(plan)[0]
        for user in (self.officer, self.admin_user, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                touch.with_user(user).read(["is_clicked"])
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                touch.with_user(user).search([("is_clicked", "=", True)])
