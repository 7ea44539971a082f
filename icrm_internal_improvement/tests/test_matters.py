# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.icrm_internal.models.evaluation.formula import Span

from ..models import icrm_kpi
from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestMatters(ImprovementCommon):
    """One chain per matter heard, from links that objects keep."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Matter = cls.env["icrm.matter"]
        cls.idea = (
            cls.env["icrm.idea"]
            .with_user(cls.staff)
            .create({"name": "Laptops in stock", "department_id": cls.it.id})
            .sudo()
        )
        cls._heard(cls.idea, 100)

    @classmethod
    def _heard(cls, record, days):
        record.flush_recordset()
        cls.env.cr.execute(
            f"UPDATE {record._table} SET create_date = NOW() - %s WHERE id = %s",
            [timedelta(days=days), record.id],
        )
        record.invalidate_recordset()

    def _start(self, source):
        action = source.with_user(self.it_head).sudo(False).action_start_improvement()
        return self.Improvement.browse(action["res_id"])

    def _find(self, **source):
        ((name, record),) = source.items()
        ref = name.replace("_id", "_ref")
        return self.Matter.search([(ref, "=", record.id)]).with_user(self.officer)

    def test_idea_goes_through_its_need_to_the_change(self):
        matter = self._find(idea_id=self.idea)
        self.assertEqual(matter.source, "idea")
        self.assertEqual(matter.heard_on, self._day(-100))
        self.assertFalse(matter.decided_on or matter.improvement_id)
        action = self.idea.with_user(self.officer).sudo(False).action_make_need()
        need = self.env["icrm.need"].browse(action["res_id"])
        improvement = self._start(need)
        self.Matter.invalidate_model()
        matter = self._find(idea_id=self.idea)
        self.assertEqual(matter.improvement_id, improvement)
        # The need is what was made of the idea, not heard another time.
        self.assertFalse(
            self.Matter.search([("need_ref", "=", need.id), ("source", "=", "need")])
        )
        improvement.write(
            {"approved_on": self._day(-90), "implemented_on": self._day(-60)}
        )
        self.Matter.invalidate_model()
        self.assertEqual(matter.decided_on, self._day(-90))
        self.assertEqual(matter.changed_on, self._day(-60))
        self.assertEqual((matter.days_to_decision, matter.days_to_change), (10, 40))

    def test_published_version_is_what_changed(self):
        improvement = self._start(self.idea)
        improvement.write({"service_id": self.service.id, "state": "do"})
        service = self.service
        service.owner_id = self.it_head
        service.with_user(self.officer).action_publish()
        for user in (self.staff, self.finance_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                improvement.with_user(user).action_change_service()
        action = improvement.with_user(self.it_head).action_change_service()
        self.assertEqual(action["res_id"], service.id)
        service.with_user(self.it_head).action_publish()
        # Nothing of substance changed: it still waits for that.
        self.assertEqual(service.improvement_id, improvement)
        service.with_user(self.it_head).summary = "Ten of them in stock"
        service.with_user(self.it_head).action_publish()
        self.assertFalse(service.improvement_id)
        version = service.version_ids.sorted("version")[-1]
        self.assertEqual(version.improvement_id, improvement)
        self.assertEqual(self._find(idea_id=self.idea).changed_on, self.today)
        changed = improvement.with_user(self.it_head).changed_text
        self.assertIn("Laptop, version 2", changed)

    def test_only_who_edits_an_improvement_names_it(self):
        improvement = self._start(self.idea)
        process = self.env["icrm.process"].create(
            {
                "name": "New laptop",
                "service_id": self.service.id,
                "owner_id": self.finance_head.id,
                "step_ids": [(0, 0, {"name": "Order"})],
            }
        )
        with self.assertRaises(AccessError):
            process.with_user(self.finance_head).improvement_id = improvement
        process.with_user(self.it_head).improvement_id = improvement
        self.assertFalse(self._find(idea_id=self.idea).changed_on)
        process.with_user(self.it_head).action_publish()
        self.Matter.invalidate_model()
        self.assertEqual(self._find(idea_id=self.idea).changed_on, self.today)
        with self.assertRaises(AccessError):
            process.with_user(self.it_head).improvement_id = False

    def test_days_are_those_of_the_company(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        improvement = self._start(self.idea)
        version = self.service.version_ids[:1] or self.env[
            "icrm.service.version"
        ].create({"service_id": self.service.id, "version": 1})
        version.sudo().write({"improvement_id": improvement.id})
        self.env.flush_all()
        # In the morning of the 3rd in Shanghai
        self.env.cr.execute(
            "UPDATE icrm_service_version SET published_at = '2026-03-02 22:00:00'"
            " WHERE id = %s",
            [version.id],
        )
        self.env.invalidate_all()
        self.assertEqual(str(self._find(idea_id=self.idea).changed_on), "2026-03-03")
        self.assertIn("03/03/2026", improvement.with_user(self.officer).changed_text)

    def test_nobody_names_an_improvement_by_default(self):
        improvement = self._start(self.idea)
        Process = self.env["icrm.process"].with_user(self.finance_head)
        values = {"name": "x", "owner_id": self.finance_head.id}
        service = self.service.copy({"department_id": self.finance.id})
        values["service_id"] = service.id
        Process.create(values)
        with self.assertRaises(AccessError):
            Process.with_context(default_improvement_id=improvement.id).create(values)

    def test_customers_of_a_service_read_no_name_of_an_improvement(self):
        improvement = self._start(self.idea)
        improvement.write({"service_id": self.service.id, "state": "do"})
        self.service.improvement_id = improvement
        for user in (self.staff, self.agent):
            service = self.service.with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(improvement.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    service.read(["improvement_id"])
                self.assertNotIn("improvement_id", service.fields_get())
        self.assertTrue(self.service.with_user(self.it_head).improvement_id)

    def test_complaints_count_from_what_was_begun(self):
        cause = self.env["icrm.complaint.cause"].search([], limit=1)
        before = self.Matter.search_count([])
        improvement = self._improvement(
            origin="complaint", complaint_cause_id=cause.id, name="Less noise"
        )
        self.assertEqual(self.Matter.search_count([]), before + 1)
        matter = self._find(improvement_id=improvement)
        self.assertEqual(matter.source, "complaint")
        self.assertEqual(matter.heard_on, self.today)
        self.assertEqual(matter.name, "Less noise")

    # -- who reads --
    def test_heads_read_their_own_the_office_all_others_none(self):
        matter = self._find(idea_id=self.idea)
        self.assertEqual(matter.with_user(self.it_head).name, "Laptops in stock")
        action = matter.with_user(self.it_head).action_open_source()
        self.assertEqual(action["res_model"], "icrm.idea")
        with self.assertRaises(AccessError):
            matter.with_user(self.finance_head).read(["name"])
        for user in (self.staff, self.agent):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Matter.with_user(user).search([("id", "=", matter.id)])

    def test_auditors_read_all_but_feedback(self):
        feedback = self.env["icrm.feedback"].create(
            {
                "name": "Kind people",
                "author_id": self._customer(self.staff).id,
                "department_id": self.it.id,
            }
        )
        self.env.flush_all()
        found = self._find(idea_id=self.idea) | self._find(feedback_id=feedback)
        seen = self.Matter.with_user(self.auditor).search([("id", "in", found.ids)])
        self.assertEqual(seen.mapped("name"), ["Laptops in stock"])
        with self.assertRaises(AccessError):
            self._find(feedback_id=feedback).with_user(self.auditor).read(["name"])
        # The numbers are of what they open.
        self.assertEqual(self.it.with_user(self.officer).icrm_matter_heard, 2)
        self.assertEqual(self.it.with_user(self.auditor).icrm_matter_heard, 1)

    def test_heads_read_of_the_change_what_they_read_there(self):
        """An idea for one department may lead to a change of another one."""
        improvement = self._start(self.idea)
        process = self.env["icrm.process"].create(
            {
                "name": "New laptop",
                "service_id": self.service.id,
                "owner_id": self.it_head.id,
                "improvement_id": improvement.id,
                "step_ids": [(0, 0, {"name": "Order"})],
            }
        )
        process.with_user(self.it_head).action_publish()
        improvement.write(
            {
                "department_id": self.finance.id,
                "owner_id": self.finance_head.id,
                "proof_values": {"verdict": "unknown", "reason": "early"},
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        matter = self._find(idea_id=self.idea)
        self.assertIn("New laptop", matter.changed_text)
        self.assertIn("no full period", matter.proof_text)
        self.assertFalse(improvement.with_user(self.it_head).has_access("read"))
        theirs = matter.with_user(self.it_head)
        self.assertEqual(theirs.name, "Laptops in stock")
        self.assertFalse(theirs.changed_text or theirs.proof_text)

    def test_heads_read_no_names_of_what_they_may_not_read(self):
        """Not by reading, exporting, grouping, sorting or searching."""
        need = self.env["icrm.need"].create(
            {"name": "A secret need", "provider_department_id": self.finance.id}
        )
        self.idea.need_ids = need
        improvement = self._start(self.idea)
        improvement.write(
            {
                "name": "A secret improvement",
                "department_id": self.finance.id,
                "owner_id": self.finance_head.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        matter = self._find(idea_id=self.idea)
        self.assertEqual(matter.improvement_id.name, "A secret improvement")
        theirs = matter.with_user(self.it_head)
        rows = theirs.web_read(
            {
                name: {"fields": {"display_name": {}}}
                for name in ("improvement_id", "idea_id", "feedback_id", "problem_id")
            }
        )
        self.assertFalse(rows[0]["improvement_id"])
        self.assertEqual(rows[0]["idea_id"]["display_name"], "Laptops in stock")
        self.assertNotIn("secret improvement", str(theirs.read()))
        self.it_head.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        data = theirs.export_data(["name", "improvement_id", "improvement_id/name"])
        self.assertNotIn("secret", str(data))
        for link in ("improvement", "idea", "need", "feedback", "problem"):
            # the column is for nobody, what the reader may read is no column
            for name, error in (
                (f"{link}_ref", AccessError),
                (f"{link}_id", ValueError),
            ):
                for way in (
                    lambda name: theirs.formatted_read_group([], [name], ["__count"]),
                    lambda name: theirs.search([(f"{name}.display_name", "=", "x")]),
                    lambda name: theirs.search([], order=name),
                ):
                    with self.subTest(name=name), self.assertRaises(error):
                        way(name)

    def test_nothing_is_decided_before_it_was_heard(self):
        """What was entered later than it was answered was heard by then."""
        self.idea.sudo().answered_on = self._day(-200)
        self.env.flush_all()
        self.env.invalidate_all()
        matter = self._find(idea_id=self.idea)
        self.assertEqual(matter.heard_on, self._day(-200))
        self.assertEqual(matter.decided_on, self._day(-200))

    # -- the public line --
    def _ideas(self, number, days=0, decided=None):
        """Have *number* more ideas heard so many days ago, and decided later."""
        ideas = self.env["icrm.idea"].create(
            [
                {
                    "name": f"Idea {place}",
                    "department_id": self.it.id,
                    "author_id": self._customer(self.staff).id,
                    "answered_on": decided is not None and self._day(decided - days),
                }
                for place in range(number)
            ]
        )
        for idea in ideas:
            self._heard(idea, days)
        return ideas

    def _line(self, user, department=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (department or self.it).with_user(user).icrm_matter_text

    def test_everybody_reads_the_line_of_a_department(self):
        improvement = self._start(self.idea)
        improvement.write(
            {
                "approved_on": self._day(-90),
                "implemented_on": self._day(-60),
                "proof_verdict": "better",
                "proven_on": self.today,
            }
        )
        self._ideas(4, days=50, decided=12)
        line = self._line(self.staff)
        self.assertEqual(
            line,
            "5+ heard · 5+ decided (12 days) · <5 changed · <5 proven",
        )
        self.assertFalse(self._line(self.staff, self.finance))
        answer = self.env["icrm.public.answer"].create(
            {"heard": "x", "answer": "y", "department_id": self.it.id}
        )
        answer.action_publish()
        self.assertEqual(answer.with_user(self.staff).matter_text, line)

    def test_line_says_nothing_of_one_matter(self):
        """Of fewer matters than the company's minimum: neither what became of them,
        nor that nothing did."""
        few = "<5 heard"
        self.assertEqual(self._line(self.staff), few)
        self.idea.sudo().answered_on = self._day(-90)
        self.assertEqual(self._line(self.staff), few)
        self._ideas(3, days=50)
        self.assertEqual(self._line(self.staff), few)
        self.company.icrm_rating_min_count = 6
        self.assertEqual(self._line(self.staff), "<6 heard")

    def test_line_of_auditors_counts_no_feedback(self):
        """Four that they open, and a line of five or more, would be one feedback."""
        self._ideas(3, days=50, decided=10)
        feedback = self.env["icrm.feedback"].create(
            {
                "name": "Kind people",
                "author_id": self._customer(self.staff).id,
                "department_id": self.it.id,
            }
        )
        self.assertIn("5+ heard", self._line(self.staff))
        self.assertEqual(self.it.with_user(self.auditor).icrm_matter_heard, 4)
        line = self._line(self.auditor)
        self.assertEqual(line, "<5 heard")
        feedback.unlink()
        self.assertEqual(self._line(self.auditor), line)

    def test_one_more_is_no_difference(self):
        """Who compares the line with last month's learns nothing of one matter."""
        self._ideas(5, days=50, decided=10)
        line = self._line(self.staff)
        self.assertIn("5+ decided (10 days)", line)
        for days in (0, 40, 49):
            self._ideas(1, days=50, decided=days)
            with self.subTest(days=days):
                self.assertEqual(self._line(self.staff), line)
        self._ideas(1, days=50, decided=48)
        self.assertNotEqual(self._line(self.staff), line)

    def test_numbers_are_read_by_who_reads_the_matters(self):
        self.idea.sudo().answered_on = self._day(-90)
        self.env.flush_all()
        self.env.invalidate_all()
        names = [
            f"icrm_matter_{name}"
            for name in ("heard", "decided", "changed", "proven", "decided_days")
        ]
        for user in (self.it_head, self.officer, self.auditor):
            with self.subTest(user=user.login):
                (row,) = self.it.with_user(user).read(names)
                self.assertEqual([row[name] for name in names], [1, 1, 0, 0, 10])
        for user in (self.staff, self.agent, self.finance_head):
            with self.subTest(user=user.login):
                (row,) = self.it.with_user(user).read(names)
                self.assertFalse(any(row[name] for name in names))

    def test_lines_of_many_departments_are_one_query(self):
        departments = self.env["hr.department"].create(
            [{"name": f"D {number}"} for number in range(20)]
        )
        self._start(self.idea)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            (departments | self.it).mapped("icrm_matter_text")

    # -- the scorecard --
    def test_indicators_count_matters(self):
        span = Span(
            self.company.id,
            "month",
            self._day(-110),
            self._day(-90),
            None,
            None,
            None,
            None,
            5,
            True,
        )

        def facts(name, span=span):
            kpi = self.env.ref(f"icrm_internal_improvement.icrm_kpi_{name}")
            self.env.flush_all()
            return [
                (row[0], row[5], row[6])
                for row in self.env.execute_query(getattr(icrm_kpi, name)(kpi, span))
                if row[1] == self.it.id
            ]

        matter = self._find(idea_id=self.idea)
        self.assertEqual(facts("matters_answered"), [(matter.id, 0, 1)])
        improvement = self._start(self.idea)
        improvement.approved_on = self._day(-20)
        self.assertEqual(facts("matters_answered"), [(matter.id, 1, 1)])
        improvement.approved_on = self._day(-5)
        self.assertEqual(facts("matters_answered"), [(matter.id, 0, 1)])
        today = span._replace(date_from=self.today, date_to=self.today)
        self.assertEqual(facts("matters_proven", today), [])
        improvement.write({"proof_verdict": "none", "proven_on": self.today})
        self.assertEqual(facts("matters_proven", today), [(matter.id, 0, 1)])
        improvement.proof_verdict = "better"
        self.assertEqual(facts("matters_proven", today), [(matter.id, 1, 1)])
        # A change that two ideas asked for is one change.
        need = self.env["icrm.need"].create(
            {"name": "Laptops", "provider_department_id": self.it.id}
        )
        improvement.write({"origin_model": "icrm.need", "origin_id": need.id})
        self.idea.need_ids = need
        self.idea.copy({"name": "Laptops, please", "need_ids": [(6, 0, need.ids)]})
        self.assertEqual(len(facts("matters_proven", today)), 1)
        self.assertEqual(self.Matter.search_count([("source", "=", "idea")]), 2)
