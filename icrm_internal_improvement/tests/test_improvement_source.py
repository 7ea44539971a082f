# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.complaint.common import ComplaintCommon

from ..models import finding_text
from ..models.finding_text import finding, name_of
from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestImprovementSource(ComplaintCommon, ImprovementCommon):
    """Improvements that start by themselves: once, and with whom it concerns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["icrm.improvement.rule"].search([]).active = False
        cls.requester = cls._customer(cls.staff)

    def _rule(self, **values):
        return self.env["icrm.improvement.rule"].create({"name": "A rule", **values})

    def _started(self, rule):
        return self.Improvement.search([("rule_id", "=", rule.id)])

    def _missed(self, days_ago, service=None):
        """Return the clock of a request whose resolution was missed."""
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Broken screen",
                "description": "x",
                "icrm_service_id": (service or self.service).id,
                "icrm_requester_id": self.requester.id,
            }
        )
        clock = self.env["icrm.clock"].search(
            [("ticket_id", "=", ticket.id), ("kind", "=", "resolution")]
        )
        clock.write(
            {
                "state": "missed",
                "missed_at": fields.Datetime.now() - timedelta(days=days_ago),
            }
        )
        return clock

    # -- the entry point for other parts of the application --
    def test_same_key_starts_once(self):
        vals = {
            "name": "Something",
            "department_id": self.it.id,
            "origin": "risk",
            "origin_key": "risk:7",
        }
        first = self.Improvement._start([dict(vals), dict(vals, name="Twice")])
        self.assertEqual(len(first), 2)
        self.assertEqual(len(set(first.ids)), 1)
        self.assertEqual(self.Improvement._start([vals]).ids, first[0].ids)
        self.assertEqual(first[0].owner_id, self.it_head)
        self.assertEqual(first[0].activity_ids.user_id, self.it_head)

    def test_open_topic_starts_no_other(self):
        def vals(month):
            return {
                "name": "Something",
                "department_id": self.it.id,
                "origin": "gap",
                "origin_topic": "gap:1",
                "origin_key": f"gap:1:{month}",
            }

        first = self.Improvement._start([vals(1)])
        self.assertEqual(self.Improvement._start([vals(2)]), first)
        first.sudo(False).with_user(self.it_head).action_abandon("No time")
        again = self.Improvement._start([vals(2)])
        self.assertNotEqual(again, first)
        # What was found in the first month starts nothing again.
        self.assertEqual(self.Improvement._start([vals(1)]), first)

    # -- the same promise missed again and again --
    def test_misses_of_one_service(self):
        rule = self._rule(signal="miss", count=3, days=30)
        for days in (1, 5, 40):
            self._missed(days)
        rule._apply()
        self.assertFalse(self._started(rule))
        self._missed(9)
        for _run in range(2):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "icrm_internal_improvement.ir_cron_improvement_rules"
                ).method_direct_trigger()
        improvement = self._started(rule)
        self.assertEqual(len(improvement), 1)
        self.assertEqual(improvement.service_id, self.service)
        self.assertEqual(improvement.department_id, self.it)
        self.assertEqual(improvement.owner_id, self.it_head)
        self.assertEqual(improvement.baseline_value, 3)
        self.assertIn("3 promises missed", improvement.origin_text)
        self.assertEqual(rule.improvement_count, 1)

    def test_findings_in_the_language_of_the_head(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.it_head.lang = "zh_CN"
        rule = self._rule(signal="miss", count=1, days=30)
        self._missed(1)
        rule.action_apply()
        improvement = self._started(rule)
        # The title is the head's to edit; what was found is said to each reader.
        self.assertIn("承诺", improvement.name)
        self._assert_read(improvement, "zh_CN", "承诺")
        self._assert_read(improvement, "en_US", "1 promises missed within 30 days")

    def _assert_read(self, improvement, lang, text):
        for user in (self.it_head, self.officer):
            found = improvement.with_user(user).with_context(lang=lang)
            self.assertIn(text, found.origin_text)

    def test_what_was_found_is_said_in_the_language_of_the_reader(self):
        """Every kind of finding has a sentence in each language, names included."""
        self.env["res.lang"]._activate_lang("zh_CN")
        cause = self.env["icrm.complaint.cause"].create(
            {"name": "Delay", "code": "t_delay"}
        )
        cause.with_context(lang="zh_CN").name = "延误"
        Improvement = self.env["icrm.improvement"]
        improvement = Improvement.create(
            {
                "name": "Less delay",
                "department_id": self.it.id,
                "origin_values": finding("cause", cause=name_of(cause)),
            }
        )
        self._assert_read(improvement, "en_US", "Complaint, cause: Delay")
        self._assert_read(improvement, "zh_CN", "延误")
        cause.unlink()
        self.env.invalidate_all()
        self._assert_read(improvement, "zh_CN", "Delay")
        values = {
            "missed": ("missed", "days"),
            "complaints": ("complaints", "days"),
            "low": ("limit", "count", "value"),
            "gap": ("value",),
            "score": ("value",),
            "must_be": (),
            "evaluation": ("cycle", "score", "criterion", "mean", "most"),
            "risk": ("score",),
            "need": ("mentions",),
            "idea": ("votes",),
            "part_gap": ("part", "figure"),
            "part_score": ("part", "figure"),
        }
        chinese = self.env(context={"lang": "zh_CN"})
        for code, names in values.items():
            found = finding(code, **dict.fromkeys(names, 2.345))
            with self.subTest(code):
                english = finding_text.render(self.env, found)
                self.assertNotEqual(finding_text.render(chinese, found), english)
                if names:
                    self.assertIn("2.35", english)

    def test_texts_of_before_stay_as_written(self):
        improvement = self.env["icrm.improvement"].create(
            {
                "name": "Old",
                "department_id": self.it.id,
                "origin_note": "3 promises missed",
            }
        )
        self._assert_read(improvement, "en_US", "3 promises missed")
        # Neither what it is made of nor the text can be written or read by people.
        owned = improvement.with_user(self.it_head)
        for name in ("origin_note", "origin_values"):
            with self.assertRaises(AccessError):
                owned.read([name])
            with self.assertRaises(AccessError):
                owned.write({name: False})

    def test_rule_of_another_department_finds_nothing(self):
        rule = self._rule(
            signal="miss", count=1, department_ids=[Command.link(self.sales.id)]
        )
        self._missed(1)
        rule._apply()
        self.assertFalse(self._started(rule))
        rule.department_ids = self.it
        rule._apply()
        self.assertTrue(self._started(rule))

    def test_officer_looks_now_and_others_do_not(self):
        rule = self._rule(signal="miss", count=1)
        self._missed(1)
        for user in (self.it_head, self.auditor, self.staff):
            with self.assertRaises(AccessError):
                rule.with_user(user).action_apply()
        action = rule.with_user(self.officer).action_apply()
        self.assertEqual(action["domain"], [("id", "in", self._started(rule).ids)])

    # -- complaints --
    def _complain(self, **values):
        complaint = self._file(**values)
        self._decide(complaint)
        return complaint

    def test_complaints_with_one_cause(self):
        rule = self._rule(signal="complaint", count=2)
        self._complain()
        rule._apply()
        self.assertFalse(self._started(rule))
        self._complain()
        self._complain(against_head=True)
        rule._apply()
        improvement = self._started(rule)
        self.assertEqual(improvement.complaint_cause_id, self.cause)
        self.assertEqual(improvement.baseline_value, 2)
        self.assertNotIn("SECRET", str(improvement.read()))

    def test_from_one_complaint(self):
        complaint = self._complain().sudo(False)
        for user in (self.staff, self.officer, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                complaint.with_user(user).action_start_improvement()
        theirs = complaint.with_user(self.it_head)
        self.assertTrue(theirs.can_improve)
        action = theirs.action_start_improvement()
        improvement = self.Improvement.browse(action["res_id"])
        self.assertEqual(improvement.owner_id, self.it_head)
        self.assertEqual(improvement.name, "SECRET subject")
        self.assertEqual(theirs.action_start_improvement()["res_id"], improvement.id)
        # The desk asks for one, and does not see what becomes of it.
        action = complaint.with_user(self.desk).action_start_improvement()
        self.assertEqual(action["tag"], "display_notification")
        # What it began with is opened by those who may read that.
        self.assertEqual(
            improvement.with_user(self.it_head).action_open_origin()["res_id"],
            complaint.id,
        )
        with self.assertRaises(AccessError):
            improvement.with_user(self.officer).action_open_origin()

    def test_protected_complaint_tells_its_cause_only(self):
        complaint = self._complain(protection="confidential").sudo(False)
        action = complaint.with_user(self.it_head).action_start_improvement()
        improvement = self.Improvement.browse(action["res_id"])
        self.assertNotIn("SECRET", str(improvement.sudo().read()))
        self.assertIn(self.cause.name, improvement.name)

    def test_undecided_complaint_starts_nothing(self):
        complaint = self._file().sudo(False).with_user(self.it_head)
        self.assertFalse(complaint.can_improve)
        with self.assertRaises(UserError):
            complaint.action_start_improvement()
