# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .cycle_common import CycleCommon


@tagged("post_install", "-at_install")
class TestResults(CycleCommon):
    """Closing releases whole groups; publishing shows each department its own."""

    def _answered(self, finance=6, legal=2, research=8, words=0, **values):
        """Return a closed cycle: finance gave 2, legal 4, research 5 of 5."""
        cycle = self._open(**values)
        left = words
        for department, count, score in (
            (self.finance, finance, 2),
            (self.legal, legal, 4),
            (self.research, research, 5),
        ):
            for user in self.people[department][:count]:
                said = {"comment": f"Word {left}"} if left > 0 else {}
                self._evaluate(cycle, user, score, **said)
                left -= 1
        cycle.action_close()
        return cycle

    def _groups(self, score):
        return {
            tuple(sorted(group["name"].split(", "))): (group["n"], group["score"])
            for group in score._get_groups()
        }

    def test_small_groups_are_merged(self):
        score = self._score(self._answered())
        # The two of legal join the smallest group.
        self.assertEqual(
            self._groups(score),
            {("Finance", "Legal"): (8, 38), ("Research",): (8, 100)},
        )
        self.assertEqual(score.evaluator_count, 16)
        self.assertEqual(score.invited_count, 16)
        # (6 x 2 + 2 x 4 + 8 x 5) / 16 = 3.75 of 5
        self.assertEqual(score.score, 69)
        self.assertFalse(score.comment_ids)

    def test_too_few_count_nowhere(self):
        score = self._score(self._answered(finance=2, legal=1, research=1))
        self.assertFalse(score.has_score)
        self.assertEqual((score.evaluator_count, score.score), (0, 0))
        self.assertFalse(score.result_ids)

    def _picked(self, proposed, by_hand, swap=False):
        """Return a closed cycle about IT that so many of each sort have answered.

        :param swap: whether a proposed line names another person instead of a new one
        """
        cycle = self._cycle()
        cycle.action_propose()
        mine = [user for people in self.people.values() for user in people][:proposed]
        picked = [
            self._user(f"picked{number}", self.sales) for number in range(by_hand)
        ]
        evaluators = self._evaluators(cycle).with_user(self.officer)
        spare = list(
            evaluators.filtered(
                lambda evaluator: evaluator.customer_id.user_id not in mine
            )
        )
        for user in picked:
            vals = {"customer_id": self._customer(user).id}
            if swap:
                spare.pop().write(vals)
            else:
                vals |= {"cycle_id": cycle.id, "department_id": self.it.id}
                evaluators.create(vals)
        cycle.action_open()
        for user in (*mine, *picked):
            self._evaluate(cycle, user, 2, comment="Word")
        cycle.action_close()
        return self._score(cycle)

    def test_evaluators_picked_by_hand_make_no_group(self):
        """Anyone who picks four to ask them afterwards does not learn the fifth's."""
        for swap in (False, True):
            with self.subTest(swap=swap), self.env.cr.savepoint() as savepoint:
                score = self._picked(1, 5, swap)
                self.assertFalse(score.has_score)
                self.assertFalse(score.result_ids)
                savepoint.rollback()
                self.env.invalidate_all()
        score = self._picked(5, 4)
        self.assertEqual((score.evaluator_count, score.score), (9, 25))
        self.assertFalse(score.comment_ids, "five of eight wrote a word")

    def test_nobody_is_left_out_of_a_short_list(self):
        cycle = self._cycle()
        cycle.action_propose()
        evaluators = self._evaluators(cycle).with_user(self.officer)
        self.assertEqual(len(evaluators), 16)
        evaluators[:2].active = False
        with self.assertRaisesRegex(UserError, "14 of 16 proposed .* at least 15"):
            cycle.action_open()
        evaluators[0].active = True
        cycle.action_open()

    def test_a_question_few_could_judge(self):
        cycle = self._open()
        for number, user in enumerate(self.people[self.research]):
            mine = self._mine(cycle, user)
            mine.line_ids.write({"score": 3})
            if number < 4:
                mine.line_ids[0].write({"is_skipped": True})
            mine.action_submit()
        cycle.action_close()
        cells = self._score(cycle).result_ids
        self.assertEqual(len(cells), 6)
        self.assertEqual(set(cells.mapped("response_count")), {8})

    def test_no_view_shows_fewer(self):
        """Whatever is filtered, grouped or subtracted: five at least."""
        self._answered()
        Result = self.env["icrm.evaluation.result"].with_user(self.officer)
        for groupby in (["group_name"], ["criterion_id"], ["group_name", "average"]):
            for row in Result._read_group(
                [], [*groupby, "criterion_id"], ["response_count:sum"]
            ):
                self.assertGreaterEqual(row[-1], 5)
        sizes = [cell.response_count for cell in Result.search([])]
        differences = {
            abs(size - other) for size in sizes for other in sizes if size != other
        }
        self.assertFalse({gap for gap in differences if gap < 5})
        # Legal's two cannot be told apart: by no department of a group alone.
        for cell in Result.search([("group_department_ids", "in", self.legal.ids)]):
            self.assertIn(self.finance, cell.group_department_ids)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            Result.sudo().search([], limit=1).copy(
                {"group_key": "x", "response_count": 3}
            )
            self.env.flush_all()

    def test_comments(self):
        self.assertFalse(self._score(self._answered(words=7)).comment_ids)
        comments = self._score(self._answered(words=8)).comment_ids
        self.assertEqual(
            sorted(comments.mapped("body")),
            [f"Word {number}" for number in range(1, 9)],
        )
        self.assertFalse({"create_uid", "create_date"} & set(comments._fields))

    def test_who_sees_what(self):
        cycle = self._answered(words=8)
        score = self._score(cycle)
        for user in (self.it_head, self.agent, self.finance_head, self.staff):
            self.assertFalse(score.with_user(user).search([]))
        for user in (self.officer, self.auditor):
            self.assertTrue(score.with_user(user).search([]))
        cycle.action_publish()
        self.env.invalidate_all()
        head = score.with_user(self.it_head)
        self.assertIn("Keeping promises", head.criteria_table)
        self.assertIn("Research", head.group_table)
        self.assertIn("Word 3", head.comment_text)
        member = score.with_user(self.agent)
        self.assertIn("Keeping promises", member.criteria_table)
        self.assertFalse(member.group_table)
        self.assertFalse(member.comment_text)
        with self.assertRaises(AccessError):
            score.with_user(self.staff).read(["score"])
        self.assertFalse(
            self.env["icrm.evaluation.result"].with_user(self.agent).search([])
        )

    def test_nobody_edits(self):
        cycle = self._answered()
        score = self._score(cycle)
        cell = score.result_ids[0]
        for attempt in (
            lambda: score.with_user(self.officer).write({"score": 99}),
            lambda: cell.sudo().write({"total": 99}),
            cell.sudo().unlink,
            score.sudo().unlink,
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()
        cycle.action_publish()
        with self.assertRaises(AccessError):
            score.sudo().write({"score": 99})

    def test_corrections(self):
        score = self._score(self._answered())
        Correction = self.env["icrm.evaluation.correction"].with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Enter a reason"):
            Correction.create({"score_id": score.id, "points": 3, "reason": " "})
        values = {"score_id": score.id, "points": 5, "reason": "A strike"}
        with self.assertRaises(AccessError):
            Correction.create({**values, "user_id": self.staff.id})
        correction = Correction.create(values)
        self.assertEqual(correction.user_id, self.officer)
        self.assertEqual((score.score, score.final_score), (69, 74))
        for attempt in (
            lambda: correction.sudo().write({"points": 9}),
            correction.sudo().unlink,
        ):
            with self.assertRaises(AccessError):
                attempt()
        Correction.create({"score_id": score.id, "points": -5, "reason": "It was none"})
        self.assertEqual(score.final_score, 69)
        with self.assertRaises(AccessError):
            Correction.with_user(self.it_head).create(
                {"score_id": score.id, "points": 50, "reason": "x"}
            )

    def test_trend(self):
        first = self._answered(finance=6, research=5, legal=0)
        first.action_publish()
        second = self._answered(
            date_to=first.date_to + (first.date_to - first.date_from), research=8
        )
        score = self._score(second)
        self.assertEqual(score.previous_score, self._score(first).final_score)
        self.assertEqual(score.change, score.final_score - score.previous_score)

    def test_indicator(self):
        """A published score is a result of its department, and leads back to it."""
        cycle = self._answered()
        kpi = self.env.ref("icrm_internal.icrm_kpi_evaluation_score")
        first = cycle._get_today().replace(day=1)
        last = first + relativedelta(months=1, days=-1)
        Value = self.env["icrm.kpi.value"]
        chosen = [("kpi_id", "=", kpi.id), ("department_id", "=", self.it.id)]
        kpi._compute_values(first, last, kpi, self.company)
        self.assertFalse(Value.search(chosen))
        cycle.action_publish()
        kpi._compute_values(first, last, kpi, self.company)
        value = Value.search(chosen)
        self.assertEqual((value.value, value.case_count), (69, 16))
        records = self.env["icrm.evaluation.score"].with_user(self.it_head)
        self.assertEqual(
            records.search([("icrm_kpi_value_id", "=", value.id)]), self._score(cycle)
        )

    # -- people ------------------------------------------------------------------------
    def test_people_apart(self):
        cycle = self._open()
        person = self._customer(self.agent)
        for number, user in enumerate(self.people[self.research]):
            mine = self._mine(cycle, user)
            with self.assertRaisesRegex(UserError, "does not work in IT"):
                mine.person_ids = self._customer(self.staff)
            named = person | self._customer(self.it_head) if number < 4 else person
            mine.person_ids = [Command.set(named.ids)]
            about = mine.line_ids.filtered("person_id")
            self.assertEqual(len(about), 3 * len(named))
            with self.assertRaisesRegex(UserError, "scores only"):
                about[0].comment = "x"
            about.write({"score": 1})
            (mine.line_ids - about).write({"score": 5})
            mine.action_submit()
        cycle.action_close()
        # Nothing of it counts for the department.
        self.assertEqual(self._score(cycle).score, 100)
        Person = self.env["icrm.evaluation.person"]
        found = Person.with_user(self.officer).search([])
        # Only four spoke of the head.
        self.assertEqual(found.customer_id, person)
        self.assertEqual(set(found.mapped("response_count")), {8})
        for user in (self.it_head, self.agent):
            self.assertFalse(Person.with_user(user).search([]))
        cycle.action_publish()
        self.assertTrue(Person.with_user(self.it_head).search([]))
        # The person reads the own results; nobody else of the department does.
        self.assertEqual(Person.with_user(self.agent).search([]), found)
        mate = self._user("mate", self.it)
        for user in (self.auditor, self.finance_head, self.staff, mate):
            self.assertFalse(Person.with_user(user).search([]))
        # ... and is notified, with a door to them.
        Message = self.env["icrm.message"]
        Message._flush_outbox()
        message = Message.search([("event", "=", "evaluation_about_you")])
        self.assertEqual(message.partner_id, self.agent.partner_id)
        text = message._render_evaluation_about_you(cycle)
        self.assertEqual(text.actions[0][1], "/odoo/internal-my-evaluation")
        for reader, count in (
            (self.agent, 3),
            (self.it_head, 3),
            (self.staff, 0),
            (mate, 0),
        ):
            mine = person.with_user(reader)
            self.env.invalidate_all()
            self.assertEqual(mine.icrm_person_result_count, count)
            action = mine.action_icrm_open_person_results()
            rows = Person.with_user(reader).search(action["domain"])
            self.assertEqual(len(rows), count)

    # -- who rates whom ----------------------------------------------------------------
    def test_matrix(self):
        finance_team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Finance desk",
                "icrm_department_id": self.finance.id,
                "icrm_calendar_id": self.calendar.id,
            }
        )
        service = self._service(
            "Books", department_id=self.finance.id, team_id=finance_team.id
        )
        users = [self.agent, self.it_head] + [
            self._user(f"it{number}", self.it) for number in range(3)
        ]
        self._ask(self.agent, 3, service)
        cycle = self._open()
        for user in users:
            self._evaluate(cycle, user, 5, self.finance)
        for department, score in ((self.finance, 2), (self.research, 5)):
            for user in self.people[department]:
                self._evaluate(cycle, user, score)
        cycle.action_close()
        matrix = cycle.get_matrix()
        by_name = {
            evaluator["name"]: evaluator["leniency"]
            for evaluator in matrix["evaluators"]
        }
        # 25 against 100 of 100, both ways; no one else rated finance.
        self.assertEqual(by_name, {"Finance": -75, "Research": 75, "IT": None})
        self.assertEqual(
            [
                (pair["a_name"], pair["b_name"], pair["a_on_b"], pair["b_on_a"])
                for pair in matrix["pairs"]
            ],
            [("IT", "Finance", 100, 25)],
        )
        # Shown, not computed in: (6 x 25 + 8 x 100) / 14
        self.assertEqual(self._score(cycle).score, 68)
        self.assertFalse(cycle.with_user(self.it_head).get_matrix()["cells"])
        cycle.action_publish()
        mine = cycle.with_user(self.it_head).get_matrix()
        self.assertEqual([provider["name"] for provider in mine["providers"]], ["IT"])
        # A correction is in the matrix as it is in the published result.
        score = self._score(cycle)
        self.env["icrm.evaluation.correction"].with_user(self.officer).create(
            {"score_id": score.id, "points": 4, "reason": "Two were moved."}
        )
        for user in (self.officer, self.it_head):
            (shown,) = (
                provider["score"]
                for provider in cycle.with_user(user).get_matrix()["providers"]
                if provider["id"] == self.it.id
            )
            self.assertEqual(shown, score.with_user(user).final_score)
            self.assertEqual(shown, 72)
