# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestImprovement(ImprovementCommon):
    """Plan, do, check, act, as the people who do it."""

    def _refused(self, improvement, method, *words):
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            getattr(improvement, method)()
        for word in words:
            self.assertIn(word, str(caught.exception))

    # -- plan --
    def test_head_goes_the_whole_way_to_success(self):
        with Form(self.Improvement.with_user(self.it_head)) as form:
            for name, value in self._plan().items():
                if name.endswith("_id"):
                    value = self.env[form._view["fields"][name]["relation"]].browse(
                        value
                    )
                setattr(form, name, value)
            self.assertFalse(form.missing_text)
        improvement = form.record
        self.assertTrue(improvement.can_approve)
        improvement.action_start()
        self.assertEqual(improvement.approved_by_id, self.it_head)
        self._refused(improvement, "action_mark_implemented", "What was changed?")
        improvement.change = "Ten laptops in stock."
        improvement.implemented_on = self._day(-40)
        improvement.action_mark_implemented()
        self._refused(improvement, "action_measure", "measured after")
        self._check(improvement, 2.5)
        self.assertEqual((improvement.state, improvement.outcome), ("act", "success"))
        self.assertEqual(improvement.effect_text[:27], "From 9 days to 2.5 days: ta")
        self._refused(improvement, "action_close", "standard", "the audit")
        improvement.write({"standard": "Stock of ten.", "audit_date": self._day(90)})
        improvement.action_close()
        self.assertEqual(improvement.state, "done")
        self.assertFalse(improvement.is_open)
        self.assertEqual(improvement.success_rate, 100)

    def test_what_is_missing_is_named_all_at_once(self):
        improvement = self.Improvement.with_user(self.it_head).create(
            {"name": "Somehow better"}
        )
        self.assertEqual(improvement.department_id, self.it)
        self._refused(
            improvement,
            "action_start",
            "What is the problem?",
            "What is the root cause?",
            "specific",
            "measurable",
            "attainable",
            "relevant",
            "timed",
        )
        self.assertEqual(len(improvement.missing_text.splitlines()), 9)

    def test_target_must_be_better_than_before(self):
        for direction, target in (("down", 9), ("down", 12), ("up", 3)):
            improvement = self._improvement(direction=direction, target_value=target)
            with self.subTest(direction=direction, target=target):
                self._refused(
                    improvement.with_user(self.it_head), "action_start", "better"
                )

    def test_something_new_needs_a_risk(self):
        improvement = self._improvement(kind="innovation").with_user(self.it_head)
        self._refused(improvement, "action_start", "innovation")
        improvement.risk_ids = (
            self.env["icrm.risk"]
            .with_user(self.it_head)
            .create({"name": "Nobody wants it", "department_id": self.it.id})
        )
        improvement.action_start()
        self.assertEqual(improvement.state, "do")

    def test_figures_are_figures(self):
        for name in ("baseline_value", "target_value", "after_value"):
            for value in (float("nan"), float("inf"), 1e13):
                with (
                    self.subTest(name=name, value=value),
                    self.assertRaises(IntegrityError),
                    mute_logger("odoo.sql_db"),
                    self.cr.savepoint(),
                ):
                    self.improvement.write({name: value})
                    self.env.flush_all()

    def test_owner_asks_and_head_approves(self):
        improvement = self._improvement(owner_id=self.staff.id)
        mine = improvement.with_user(self.staff)
        with self.assertRaises(AccessError):
            mine.action_start()
        mine.action_ask_approval()
        activity = improvement.activity_ids
        self.assertEqual(activity.user_id, self.it_head)
        self.assertIn("Waiting", mine.next_step)
        improvement.with_user(self.it_head).action_start()
        self.assertEqual(improvement.state, "do")
        self.assertFalse(improvement.activity_ids)

    def test_nobody_approves_as_his_own_sponsor(self):
        improvement = self._improvement(
            owner_id=self.staff.id, sponsor_id=self.staff.id
        )
        with self.assertRaises(AccessError):
            improvement.with_user(self.staff).action_start()
        improvement.sponsor_id = self.colleague
        improvement.with_user(self.colleague).action_start()
        self.assertEqual(improvement.approved_by_id, self.colleague)

    # -- what was approved does not change --
    def test_goalposts_stay(self):
        improvement = self._do(self.improvement)
        for values in (
            {"target_value": 8},
            {"baseline_value": 20},
            {"direction": "up"},
            {"due_date": self._day(90)},
            {"indicator": "Something nicer"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                improvement.write(values)

    def test_steps_are_not_written_by_hand(self):
        for values in (
            {"state": "done"},
            {"outcome": "success"},
            {"approved_by_id": self.officer.id},
            {"published": True},
            {"origin": "complaint"},
        ):
            for user in (self.it_head, self.officer):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    self.improvement.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.Improvement.with_user(self.officer).create(
                self._plan(state="done", outcome="success")
            )

    def test_team_works_on_it_and_does_not_lead(self):
        ours = self.improvement.with_user(self.staff)
        ours.cause = "Nobody knows who starts when."
        for values in (
            {"owner_id": self.staff.id},
            {"member_ids": [(4, self.colleague.id)]},
            {"department_id": self.finance.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                ours.write(values)
        for method in ("action_start", "action_ask_approval", "action_publish"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(ours, method)()

    def test_departments_of_the_team(self):
        self.assertEqual(self.improvement.member_departments, "Finance, IT")

    # -- check --
    def test_only_what_was_measured_after_the_change_counts(self):
        improvement = self._do(self.improvement)
        for first, last, words in (
            (-45, -1, "when the change was implemented"),
            (-40, -1, "when the change was implemented"),
            (-30, 5, "completed measurement"),
        ):
            improvement.write(
                {
                    "after_value": 2,
                    "after_from": self._day(first),
                    "after_to": self._day(last),
                }
            )
            with self.subTest(first=first, last=last):
                self._refused(improvement, "action_measure", words)

    def test_better_but_short_of_the_target_is_a_failure_and_says_how_near(self):
        improvement = self._check(self._do(self.improvement), 4.5)
        self.assertEqual(improvement.outcome, "failure")
        self.assertAlmostEqual(improvement.progress, 0.75)
        self.assertIn("75% of the way", improvement.effect_text)
        worse = self._check(self._do(self._improvement()), 12)
        self.assertAlmostEqual(worse.progress, -0.5)
        self.assertIn("no progress", worse.effect_text)

    def test_exactly_the_target_is_reached(self):
        improvement = self._improvement(
            direction="up", baseline_value=0.1, target_value=0.3
        )
        self._check(self._do(improvement), 0.1 + 0.2)
        self.assertEqual(improvement.outcome, "success")

    # -- act --
    def test_try_again_starts_where_it_ended(self):
        improvement = self._check(self._do(self.improvement), 6)
        self._refused(improvement, "action_try_again", "did you learn")
        improvement.lesson = "Ten are not enough."
        action = improvement.action_try_again()
        again = self.Improvement.browse(action["res_id"])
        self.assertEqual((improvement.state, improvement.outcome), ("done", "failure"))
        self.assertEqual(again.previous_id, improvement)
        self.assertEqual((again.state, again.outcome), ("plan", False))
        self.assertEqual(again.baseline_value, 6)
        self.assertEqual(again.baseline_date, self._day(-1))
        self.assertFalse(again.after_from)
        # The date was for the first try; the rest of the plan is taken over.
        self.assertEqual(len(again.missing_text.splitlines()), 1)

    def test_success_is_not_tried_again(self):
        improvement = self._check(self._do(self.improvement), 1)
        self._refused(improvement, "action_try_again", "no need to try again")

    def test_closed_stays_but_for_words_and_audit(self):
        improvement = self._check(self._do(self.improvement), 1)
        improvement.write({"standard": "Stock.", "audit_date": self._day(9)})
        improvement.action_close()
        for values in ({"problem": "x"}, {"after_value": 0}, {"standard": "x"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                improvement.write(values)
        improvement.write({"audit_note": "Kept.", "feedback_heard": "Heard."})

    def test_abandoning_needs_a_reason_and_keeps_it(self):
        head = self.improvement.with_user(self.it_head)
        for reason in ("", "   ", None, "x" * 5001):
            with self.assertRaises(UserError):
                head.action_abandon(reason)
        self._reason_dialog(head, "action_abandon", "Too dear.").action_apply()
        self.assertEqual((head.state, head.abandon_reason), ("abandoned", "Too dear."))
        with self.assertRaises(UserError):
            head.action_start()

    def test_begun_is_not_deleted(self):
        improvement = self._do(self.improvement)
        with self.assertRaises(UserError):
            improvement.with_user(self.officer).unlink()

    # -- for everybody --
    def test_published_without_the_conversation(self):
        self.improvement.message_post(body="SECRET talk")
        message = self.improvement.message_ids.filtered(lambda m: "SECRET" in m.body)
        head = self.improvement.with_user(self.it_head)
        theirs = self.improvement.with_user(self.colleague)
        self.assertFalse(theirs.has_access("read"))
        with self.assertRaises(UserError):
            head.action_publish()
        head.write({"feedback_heard": "You waited.", "feedback_done": "A stock."})
        head.action_publish()
        self.assertEqual(theirs.feedback_heard, "You waited.")
        self.assertFalse(message.with_user(self.colleague).has_access("read"))
        self.assertFalse(theirs.message_ids)
        self.assertTrue(message.with_user(self.staff).has_access("read"))
        self.assertTrue(message.with_user(self.auditor).has_access("read"))
        with self.assertRaises(AccessError):
            theirs.message_post(body="Me too")
        head.action_unpublish()
        self.assertFalse(theirs.has_access("read"))

    # -- time passes --
    def test_reminders_once(self):
        self.improvement.due_date = self._day(5)
        for _run in range(2):
            self.Improvement._cron_advance()
        self.assertEqual(self.improvement.activity_ids.user_id, self.it_head)
        self.assertEqual(len(self.improvement.activity_ids), 1)
