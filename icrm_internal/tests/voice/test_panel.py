# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import IcrmCommon

KIND = {
    "name": "panel_kind",
    "string": "Kind *",
    "type": "selection",
    "selection": [["old", "Old"], ["new", "New"]],
}
WHY = {"name": "panel_why", "string": "Why *", "type": "text"}


class PanelCommon(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_form(cls.service, [KIND, WHY])
        cls.service.owner_id = cls.it_head
        cls.as_head = cls.service.with_user(cls.it_head)
        cls.service.with_user(cls.it_head).action_publish()

    @classmethod
    def _trial(cls, **values):
        """Return a trial of a form whose second question asks less, as the head."""
        cls.service.with_user(cls.staff).action_join_panel()
        cls.as_head.action_hold_form()
        question = cls._question(cls.service, "panel_why").with_user(cls.it_head)
        question.write({"label": "In a few words, why?", "required": False})
        return (
            cls.env["icrm.panel.trial"]
            .with_user(cls.it_head)
            .create({"service_id": cls.service.id, **values})
        )

    def _labels(self, user=None):
        form = self.service.with_user(user or self.staff).get_form()
        return [question["label"] for question in form["questions"]]

    def _home(self, user, kind):
        tasks = self.env["icrm.home"].with_user(user)._get_tasks()
        return [entry for entry in tasks if entry["kind"] == kind]


@tagged("post_install", "-at_install")
class TestHeldForm(PanelCommon):
    """Changes of a form in use are drafts until they are published."""

    def test_customers_get_changes_when_published(self):
        self.as_head.action_hold_form()
        question = self._question(self.service, "panel_why").with_user(self.it_head)
        question.label = "In a few words, why?"
        self.as_head.write(
            {
                "question_ids": [
                    Command.create({"label": "When?", "question_type": "date"})
                ]
            }
        )
        self.assertEqual(self._labels(), ["Kind", "Why"])
        request = self.service.with_user(self.staff).submit_request(
            {"answers": {"panel_kind": "old", "panel_why": "Broken"}}
        )
        asked = request.sudo().icrm_form_id.schema
        self.assertEqual(asked[1]["label"]["en_US"], "Why")
        self.assertTrue(self.as_head.has_changes)

        self.as_head.action_publish()
        self.assertFalse(self.service.form_held)
        self.assertEqual(self._labels(), ["Kind", "In a few words, why?", "When?"])

    def test_customers_find_nothing_by_a_draft(self):
        self.as_head.action_hold_form()
        question = self._question(self.service, "panel_why").with_user(self.it_head)
        question.label = "Zeppelin?"
        self.as_head.write(
            {
                "question_ids": [
                    Command.create({"label": "Quagga?", "question_type": "date"})
                ]
            }
        )
        Service = self.env["icrm.service"].with_user(self.staff)
        text = self.service.with_user(self.staff).search_text
        self.assertNotIn("Zeppelin", text)
        self.assertNotIn("Quagga", text)
        # what they are asked still finds it: questions and options
        self.assertIn("Why", text)
        self.assertIn("Old", text)
        self.env.flush_all()
        self.assertFalse(Service.search_catalogue("Quagga"))
        self.as_head.action_publish()
        self.env.flush_all()
        self.assertIn("Quagga", self.service.with_user(self.staff).search_text)
        self.assertTrue(Service.search_catalogue("Quagga"))

    def test_editors_request_by_the_form_in_use(self):
        link = {"name": "panel_team", "type": "many2one", "comodel": "hr.department"}
        self._set_form(self.service, [{**link, "string": "Department"}])
        self.as_head.action_hold_form()
        self._set_form(self.service, [WHY])
        for user in (self.staff, self.it_head):
            with self.subTest(user=user.login):
                found = self.service.with_user(user).search_form_records(
                    "panel_team", "Fin"
                )
                self.assertIn(self.finance.id, [row["id"] for row in found])

    def test_draft_may_be_unfinished(self):
        self.as_head.action_hold_form()
        question = self._question(self.service, "panel_kind").with_user(self.it_head)
        question.option_ids.unlink()
        self.assertEqual(self._labels(), ["Kind", "Why"])
        with self.assertRaises(UserError):
            self.as_head.action_publish()

    def test_who_may(self):
        for user in (self.staff, self.agent, self.finance_head, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.service.with_user(user).action_hold_form()
        with self.assertRaises(UserError):
            self.as_head.write({"form_held": True})
        self.as_head.action_new_version()
        with self.assertRaisesRegex(UserError, "is not published"):
            self.as_head.action_hold_form()


@tagged("post_install", "-at_install")
class TestPanelMember(PanelCommon):
    """Nobody is a member without their yes."""

    def _member(self, user):
        return self.service.panel_member_ids.filtered(
            lambda member: member.customer_id.user_id == user
        )

    def _invite(self, user, **values):
        return (
            self.env["icrm.panel.member"]
            .with_user(self.it_head)
            .create(
                {
                    "service_id": self.service.id,
                    "customer_id": self._customer(user).id,
                    **values,
                }
            )
        )

    def test_volunteer_joins_and_leaves(self):
        service = self.service.with_user(self.staff)
        service.action_join_panel()
        self.assertEqual(service.panel_state, "joined")
        self.assertEqual(self.service.panel_count, 1)
        service.action_join_panel()
        self.assertEqual(len(self._member(self.staff)), 1)
        service.action_leave_panel()
        self.assertEqual((service.panel_state, service.panel_count), ("left", 0))

    def test_only_the_audience_joins(self):
        self.service.write(
            {
                "audience": "departments",
                "audience_department_ids": [Command.set(self.it.ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.service.with_user(self.staff).action_join_panel()
        with self.assertRaises(AccessError):
            self.service.with_user(self.portal_user).action_join_panel()
        # heads read what they edit, but are not its customers
        self.service.audience_department_ids = self.finance
        with self.assertRaises(UserError):
            self.as_head.action_join_panel()

    def test_invited_is_no_member_before_their_yes(self):
        member = self._invite(self.staff)
        self.assertEqual((member.state, self.service.panel_count), ("invited", 0))
        [entry] = self._home(self.staff, "icrm.panel.member")
        self.assertEqual(
            [button["method"] for button in entry["buttons"]],
            ["action_join", "action_leave"],
        )
        self.assertFalse(self._home(self.colleague, "icrm.panel.member"))
        for user in (self.it_head, self.colleague, self.officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                member.with_user(user).action_join()
        with self.assertRaises(AccessError):
            member.write({"state": "joined"})
        with self.assertRaises(AccessError):
            self._invite(self.colleague, state="joined")
        member.with_user(self.staff).action_join()
        self.assertEqual(self.service.panel_count, 1)
        self.assertFalse(self._home(self.staff, "icrm.panel.member"))

    def test_who_has_left_is_not_invited_again(self):
        self._invite(self.staff).with_user(self.staff).action_leave()
        found = self.env["icrm.panel.member"].with_user(self.it_head)
        self.assertFalse(found.search([("service_id", "=", self.service.id)]))
        with self.assertRaisesRegex(UserError, "does not want to be invited"):
            self._invite(self.staff)
        self.service.with_user(self.staff).action_join_panel()
        self.assertEqual(self._member(self.staff).state, "joined")

    def test_who_may_invite_whom(self):
        for user in (self.staff, self.agent, self.finance_head, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["icrm.panel.member"].with_user(user).create(
                    {
                        "service_id": self.service.id,
                        "customer_id": self._customer(self.colleague).id,
                    }
                )
        self.service.write(
            {
                "audience": "departments",
                "audience_department_ids": [Command.set(self.it.ids)],
            }
        )
        with self.assertRaisesRegex(UserError, "cannot request"):
            self._invite(self.staff)

    def test_names_of_other_companies_are_not_told(self):
        other = self.env["res.company"].create({"name": "Other"})
        customer = self._customer(self.colleague)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_customer SET company_id = %s WHERE id = %s",
            [other.id, customer.id],
        )
        self.env.invalidate_all()
        self.assertFalse(customer.with_user(self.it_head).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["icrm.panel.member"].with_user(self.it_head).create(
                {"service_id": self.service.id, "customer_id": customer.id}
            )

    def test_leaving_employee_drops_out(self):
        self.service.with_user(self.staff).action_join_panel()
        self.staff.sudo().employee_id.action_archive()
        self.env.invalidate_all()
        self.assertEqual(self.service.panel_count, 0)

    def test_who_sees_members(self):
        self.service.with_user(self.staff).action_join_panel()
        member = self._member(self.staff)
        for user, sees in (
            (self.staff, True),
            (self.agent, True),
            (self.it_head, True),
            (self.officer, True),
            (self.auditor, True),
            (self.colleague, False),
            (self.finance_head, False),
            (self.portal_user, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(member.with_user(user).has_access("read"), sees)


@tagged("post_install", "-at_install")
class TestPanelTrial(PanelCommon):
    """A draft is tried by volunteers before customers get it."""

    def test_main_path(self):
        trial = self._trial(note="Is anything missing?", resolution_hours=8)
        self.env.cr.precommit.run()
        messages = self.env["icrm.message"].search([("event", "=", "panel_trial")])
        self.assertEqual(messages.partner_id, self.staff.partner_id)
        # customers see nothing of it
        self.assertEqual(self._labels(self.colleague), ["Kind", "Why"])

        mine = trial.with_user(self.staff)
        self.assertEqual(len(self._home(self.staff, "icrm.panel.trial")), 1)
        labels = [question["label"] for question in mine.sheet["questions"]]
        self.assertEqual(labels, ["Kind", "In a few words, why?"])
        promise = mine.sheet["promise"]
        self.assertIn("Done in 2 working days", promise["before"])
        self.assertEqual(promise["text"], "Done in 8 hours")
        self.assertTrue(mine.sheet["can_comment"])
        mine.action_comment("panel_why", "unclear", "How many words?")
        mine.action_comment("#promise", "good")
        sheet = mine.action_comment("panel_kind", "good")
        self.assertEqual(sheet["comments"]["panel_why"]["body"], "How many words?")
        self.assertFalse(self._home(self.staff, "icrm.panel.trial"))

        by_key = {comment.question: comment for comment in trial.comment_ids}
        # what is simply good needs no answer
        self.assertEqual(trial.open_count, 1)
        self.assertEqual(by_key["panel_why"].customer_id, self._customer(self.staff))
        self._reason_dialog(
            by_key["panel_why"], "action_decline", "As many as you like."
        ).action_apply()
        self.assertEqual(trial.open_count, 0)

        self.service.promise_ids.with_user(self.it_head).resolution_hours = 8
        self.as_head.action_publish()
        self.assertEqual(trial.state, "published")
        self.assertEqual(self._labels(self.colleague), ["Kind", "In a few words, why?"])
        self.env.invalidate_all()
        changes = str(mine.changes)
        for text in (
            "Why (required)",
            "In a few words, why?",
            "As many as you like.",
            "Not taken up",
            "Done in 2 working days",
            "Done in 8 hours",
        ):
            self.assertIn(text, changes)
        self.env.cr.precommit.run()
        found = self.env["icrm.message"].search([("event", "=", "panel_result")])
        self.assertEqual(found.partner_id, self.staff.partner_id)
        # told once
        self.as_head.action_publish()
        self.env.cr.precommit.run()
        self.assertEqual(
            self.env["icrm.message"].search_count([("event", "=", "panel_result")]), 1
        )

    def test_trial_is_frozen(self):
        trial = self._trial()
        question = self._question(self.service, "panel_why").with_user(self.it_head)
        question.label = "Something else"
        labels = [
            entry["label"] for entry in trial.with_user(self.staff).sheet["questions"]
        ]
        self.assertEqual(labels, ["Kind", "In a few words, why?"])
        with self.assertRaises(AccessError):
            trial.write({"resolution_hours": 1})
        with self.assertRaises(AccessError):
            trial.write({"note": "Look again"})

    def test_members_read_no_conditions_of_segments_or_filters(self):
        trial = self._trial()
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            mine = trial.with_user(user)
            for name in ("schema_before", "schema", "schema_after"):
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        mine.read([name])
        self.assertTrue(trial.with_user(self.staff).sheet["questions"])

    def test_members_read_what_they_would_be_asked(self):
        """Not what is asked of others, nor that it is."""
        badge = {"name": "panel_badge", "string": "Whose badge?"}
        floor = {"name": "panel_floor", "string": "Which floor?"}
        self._set_form(self.service, [KIND, WHY, badge, floor])
        Condition = self.env["icrm.service.question.condition"]
        of_it = {"source": "department", "department_ids": [Command.set(self.it.ids)]}
        badge = self._question(self.service, "panel_badge")
        Condition.create({"question_id": badge.id, **of_it})
        Condition.create(
            {
                "question_id": self._question(self.service, "panel_why").id,
                "other_question_id": badge.id,
                "operator": "set",
                "effect": "require",
            }
        )
        self.as_head.action_publish()
        trial = self._trial()
        badge.label = "Badge of whom?"
        mine, theirs = trial.with_user(self.staff), trial.with_user(self.it_head)
        asked = [question["name"] for question in mine.sheet["questions"]]
        self.assertEqual(asked, ["panel_kind", "panel_why", "panel_floor"])
        with self.assertRaisesRegex(UserError, "Choose a question"):
            mine.action_comment("panel_badge", "good")
        mine.action_comment("panel_floor", "good")
        self.assertIn("Whose badge?", str(theirs.counts))
        self.as_head.action_publish()
        self.env.invalidate_all()
        self.assertNotIn("adge", str(mine.changes))
        self.assertIn("few words", str(mine.changes))
        self.assertIn("Which floor?", str(mine.changes))
        self.assertIn("Badge of whom?", str(theirs.changes))

    def test_members_read_no_numbers_of_others(self):
        trial = self._trial()
        self.service.with_user(self.colleague).action_join_panel()
        trial.with_user(self.staff).action_comment("panel_kind", "unclear", "Why?")
        names = ["people_count", "open_count", "counts"]
        for user, expected in (
            (self.it_head, (1, 1)),
            (self.agent, (1, 1)),
            (self.officer, (1, 1)),
            (self.auditor, (1, 1)),
            (self.staff, (0, 0)),
            (self.colleague, (0, 0)),
        ):
            with self.subTest(user=user.login):
                (row,) = trial.with_user(user).read(names)
                self.assertEqual((row["people_count"], row["open_count"]), expected)
        for user, expected in (
            (self.it_head, 2),
            (self.agent, 2),
            (self.auditor, 2),
            (self.staff, 0),
            (self.finance_head, 0),
        ):
            with self.subTest(user=user.login):
                (row,) = self.service.with_user(user).read(["panel_count"])
                self.assertEqual(row["panel_count"], expected)

    def test_nothing_becomes_a_request(self):
        trial = self._trial()
        before = self.env["helpdesk.ticket"].search_count([])
        trial.with_user(self.staff).action_comment("panel_kind", "good", "Fine")
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_who_sees_a_trial(self):
        trial = self._trial()
        trial.with_user(self.staff).action_comment("panel_kind", "good", "Fine")
        comment = trial.comment_ids
        self.service.with_user(self.colleague).action_join_panel()
        for user, sees_trial, sees_comment in (
            (self.staff, True, True),
            (self.colleague, True, False),
            (self.agent, True, True),
            (self.it_head, True, True),
            (self.officer, True, True),
            (self.auditor, True, True),
            (self.finance_head, False, False),
            (self.desk, False, False),
            (self.portal_user, False, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(trial.with_user(user).has_access("read"), sees_trial)
                self.assertEqual(
                    comment.with_user(user).has_access("read"), sees_comment
                )
        # others' comments are in no figure a member reads
        sheet = trial.with_user(self.colleague).sheet
        self.assertEqual(sheet["comments"], {})
        self.assertFalse(trial.with_user(self.colleague).counts)

    def test_members_lose_it(self):
        trial = self._trial()
        mine = trial.with_user(self.staff)
        self.service.with_user(self.staff).action_leave_panel()
        self.assertFalse(mine.has_access("read"))
        self.service.with_user(self.staff).action_join_panel()
        self.assertTrue(mine.has_access("read"))
        self.service.write(
            {
                "audience": "departments",
                "audience_department_ids": [Command.set(self.it.ids)],
            }
        )
        self.env.invalidate_all()
        self.assertFalse(mine.has_access("read"))
        self.assertFalse(trial._get_members())
        self.service.audience = "everyone"
        self.env.invalidate_all()
        self.assertTrue(mine.has_access("read"))
        trial.action_close()
        self.assertFalse(mine.has_access("read"))

    def test_who_comments_and_decides(self):
        trial = self._trial()
        for user in (self.it_head, self.agent, self.officer, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                trial.with_user(user).action_comment("panel_kind", "good")
        for user in (self.colleague, self.finance_head, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                trial.with_user(user).action_comment("panel_kind", "good")
        mine = trial.with_user(self.staff)
        mine.action_comment("panel_kind", "good")
        comment = trial.comment_ids
        for user in (self.staff, self.agent, self.auditor, self.finance_head):
            for call in (
                lambda one: one.action_take_up(),
                lambda one: one.action_decline("No"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call(comment.with_user(user))
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                trial.with_user(user).action_close()
            with self.assertRaises(AccessError):
                self.service.with_user(user).action_try_with_panel()
        for user in (self.staff, self.it_head, self.officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                comment.with_user(user).write({"body": "Forged"})
        with self.assertRaisesRegex(UserError, "Reason"):
            comment.with_user(self.it_head).action_decline(" ")

    def test_what_can_be_said(self):
        mine = self._trial().with_user(self.staff)
        for arguments in (
            ("nothing", "good"),
            ("#promise", "good"),  # no promise is tried
            (["panel_kind"], "good"),
            ("panel_kind", "splendid"),
            ("panel_kind", ["good"]),
            ("panel_kind", "good", 5),
            ("panel_kind", "good", "x" * 2001),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                mine.action_comment(*arguments)
        mine.action_comment("panel_kind", "good", "Fine")
        comment = self.service.panel_trial_ids.comment_ids
        comment.with_user(self.it_head).action_take_up()
        # other words are undecided again
        mine.action_comment("panel_kind", "unclear", "Not so fine")
        self.assertEqual((comment.verdict, comment.decision), ("unclear", False))
        self.assertEqual(mine.action_comment("panel_kind", False)["comments"], {})
        self.assertFalse(comment.exists())

    def test_needs_a_panel_and_one_at_a_time(self):
        Trial = self.env["icrm.panel.trial"].with_user(self.it_head)
        with self.assertRaises(UserError):  # no panel yet
            Trial.create({"service_id": self.service.id})
        self._trial()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            Trial.create({"service_id": self.service.id})

    def test_dialog(self):
        self.service.with_user(self.staff).action_join_panel()
        action = self.as_head.action_try_with_panel()
        with Form(
            self.env["icrm.panel.trial"]
            .with_user(self.it_head)
            .with_context(**action["context"]),
            self.env["ir.ui.view"].browse(action["views"][0][0]),
        ) as form:
            self.assertEqual(form.resolution_hours, 16)
            form.note = "Please look"
        self.assertEqual(form.record.state, "open")
        self.assertEqual(
            self.service.with_user(self.staff).action_open_panel_trial()["res_id"],
            form.record.id,
        )

    def test_draft_service_by_invitation(self):
        draft = self._service("Robot", state="draft", owner_id=self.it_head.id)
        member = (
            self.env["icrm.panel.member"]
            .with_user(self.it_head)
            .create(
                {
                    "service_id": draft.id,
                    "customer_id": self._customer(self.staff).id,
                }
            )
        )
        member.with_user(self.staff).action_join()
        trial = (
            self.env["icrm.panel.trial"]
            .with_user(self.it_head)
            .create({"service_id": draft.id})
        )
        mine = trial.with_user(self.staff)
        self.assertEqual(mine.service_name, "Robot")
        self.assertFalse(draft.with_user(self.staff).has_access("read"))

    def test_linked_records_with_own_rights(self):
        self._set_form(
            self.service,
            [
                {
                    "name": "panel_team",
                    "string": "Department",
                    "type": "many2one",
                    "comodel": "hr.department",
                }
            ],
        )
        self.service.with_user(self.staff).action_join_panel()
        trial = (
            self.env["icrm.panel.trial"]
            .with_user(self.it_head)
            .create({"service_id": self.service.id})
        )
        found = trial.with_user(self.staff).search_form_records("panel_team", "Fin")
        self.assertIn(self.finance.id, [row["id"] for row in found])
        with self.assertRaises(AccessError):
            trial.with_user(self.colleague).search_form_records("panel_team")
        with self.assertRaises(UserError):
            trial.with_user(self.staff).search_form_records("panel_kind")

    def test_service_is_copied_without_its_panel(self):
        self._trial()
        copied = self.as_head.copy()
        self.assertFalse(copied.panel_member_ids | copied.sudo().panel_member_ids)
        self.assertFalse(copied.sudo().panel_trial_ids)
        self.assertFalse(copied.form_held)
