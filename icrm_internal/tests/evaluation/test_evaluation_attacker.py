# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import combinations
from random import Random
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...measures.disclosure import is_safe
from ...models.evaluation import formula_complaint
from ..voice.counted_common import CountedCommon
from .cycle_common import CycleCommon

MINIMUM = 5
SEQUENCES = 5_000


class Attacker:
    """Evaluation *i* answers 2^i: a sum says exactly which are in it.

    No sum, and no sum of sums and differences, may cover one to four of them.
    """

    def setUp(self):
        super().setUp()
        self.random = Random(2003)
        #: {subject of a figure: {set of evaluations}}
        self.seen = {}

    def learn(self, about, total):
        sheets = frozenset(
            place for place in range(int(total).bit_length()) if int(total) >> place & 1
        )
        if sheets:
            self.seen.setdefault(about, set()).add(sheets)

    def check(self, least):
        """Compare all that was learnt, *least* sets at least."""
        self.assertGreaterEqual(sum(map(len, self.seen.values())), least)
        for about, sets in self.seen.items():
            for one, other in combinations(sets, 2):
                self.assertTrue(is_safe(one, other, MINIMUM), (about, one, other))
            for set in sets:
                self.assertGreaterEqual(len(set), MINIMUM, about)
        abouts = [about for about, sets in self.seen.items() if len(sets) > 1]
        for _turn in range(SEQUENCES if abouts else 0):
            sets = sorted(self.seen[self.random.choice(abouts)], key=sorted)
            shares = {}
            for one in self.random.choices(sets, k=self.random.randint(2, 6)):
                sign = self.random.choice((1, -1))
                for sheet in one:
                    shares[sheet] = shares.get(sheet, 0) + sign
            told_of = sum(map(bool, shares.values()))
            self.assertFalse(0 < told_of < MINIMUM, shares)


@tagged("post_install", "-at_install")
class TestEvaluationAttacker(Attacker, CycleCommon):
    """Of evaluations: results of departments and people, by every access."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.officer, cls.auditor, cls.it_head):
            user.group_ids += cls.env.ref("icrm_internal.group_icrm_export")
        cls.cycle = cls._open(min_contacts=1)
        cls.person = cls._customer(cls.agent)
        # 2^i lies on no scale of a template.
        cls.env.cr.execute(
            "ALTER TABLE icrm_evaluation_line"
            " DROP CONSTRAINT icrm_evaluation_line_score_range;"
            "ALTER TABLE icrm_evaluation_score"
            " DROP CONSTRAINT icrm_evaluation_score_score_range"
        )
        dice = Random(7)
        voters = [
            user
            for department in (cls.finance, cls.legal, cls.research, cls.sales)
            for user in cls.people[department]
        ][:15]
        for place, user in enumerate(voters):
            mine = cls._mine(cls.cycle, user)
            # Six of them speak of a person, one of two.
            if place % 2:
                mine.person_ids = [Command.set(cls.person.ids)]
            mine.line_ids.write({"score": 3, "comment": False})
            for line in mine.line_ids:
                if dice.random() < 0.15:
                    line.is_skipped = True
            mine.action_submit()
            cls.env.flush_all()
            cls.env.cr.execute(
                "UPDATE icrm_evaluation_line SET score = %s"
                " WHERE evaluation_id = %s AND score > 0",
                [2**place, mine.id],
            )
        cls.env.invalidate_all()
        cls.cycle.action_close()
        cls.cycle.action_publish()
        cls.env.flush_all()

    def _domain(self):
        choice = self.random.choice
        leaves = [
            ("group_department_ids", "in", choice(list(self.people)).ids),
            ("group_name", "ilike", choice(list(self.people)).name),
            ("response_count", "<", self.random.randint(4, 12)),
            ("group_size", ">", self.random.randint(4, 12)),
            ("total", ">", 2 ** self.random.randint(0, 15)),
            ("average", "<", 2 ** self.random.randint(0, 15)),
        ]
        return self.random.sample(leaves, self.random.randint(0, 2))

    def test_results_of_departments(self):
        names = ["score_id/.id", "criterion_id/.id", "total"]
        for _turn in range(150):
            user = self.random.choice([self.officer, self.auditor, self.it_head])
            Result = self.env["icrm.evaluation.result"].with_user(user)
            found = Result.search(self._domain())
            for cell in found:
                self.learn((cell.score_id.id, cell.criterion_id.id), cell.total)
            for score, criterion, total in found.export_data(names)["datas"]:
                self.learn((int(score), int(criterion)), float(total))
            keys = ["score_id", "criterion_id"]
            extra = self.random.sample(
                ["group_key", "group_department_ids", "response_count"], 1
            )
            for *about, _extra, total, mean, n in Result._read_group(
                self._domain(),
                keys + extra,
                ["total:sum", "average:avg", "response_count:sum"],
            ):
                about = tuple(record.id for record in about)
                self.learn(about, total)
                self.learn(about, round(mean * n))
            for score, criterion, total in Result._read_group(
                self._domain(), keys, ["total:sum"]
            ):
                self.learn((score.id, criterion.id), total)
        self.check(least=15)

    def test_results_of_people(self):
        Person = self.env["icrm.evaluation.person"].with_user(self.it_head)
        for cell in Person.search([]):
            self.learn((cell.customer_id.id, cell.criterion_id.id), cell.total)
        self.check(least=3)
        # What is said of people is in no result of the department.
        criteria = {about[1] for about in self.seen}
        results = self.env["icrm.evaluation.result"].search([])
        self.assertFalse(criteria & set(results.criterion_id.ids))

    def test_the_rest_is_made_of_the_results(self):
        """Scores, matrix and indicator reveal nothing that the cells do not."""
        score = self._score(self.cycle).with_user(self.officer)
        told = sum(own["n"] for own in score._get_groups())
        self.assertEqual(score.evaluator_count, told)
        matrix = self.cycle.with_user(self.officer).get_matrix()
        self.assertGreaterEqual(min(cell["n"] for cell in matrix["cells"]), MINIMUM)
        kpi = self.env.ref("icrm_internal.icrm_kpi_evaluation_score")
        first = self.cycle._get_today().replace(day=1)
        kpi._compute_values(first, first + relativedelta(months=1, days=-1), kpi)
        values = self.env["icrm.kpi.value"].search([("kpi_id", "=", kpi.id)])
        self.assertTrue(values)
        for value in values:
            self.assertEqual((value.value, value.case_count), (score.final_score, told))
        correction = self.env["icrm.evaluation.correction"].with_user(self.officer)
        correction.create({"score_id": score.id, "points": -3, "reason": "A strike"})
        self.assertFalse(score.comment_ids)
        self.assertEqual(score.evaluator_count, told)

    def test_nobody_but_the_author_reads_an_answer(self):
        for model in ("icrm.evaluation", "icrm.evaluation.line"):
            for user in (self.officer, self.admin_user, self.auditor, self.it_head):
                with self.subTest(f"{model} {user.login}"):
                    self.assertFalse(self.env[model].with_user(user).search([]))
        self.assertTrue(self._mine(self.cycle, self.staff))

    def test_closing_takes_as_many_statements_for_any_number(self):
        def close(cycle):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cycle.action_close()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def answered(cycle):
            for user in self.people[self.research]:
                for mine in (
                    self.env["icrm.evaluation"]
                    .with_user(user)
                    .search([("cycle_id", "=", cycle.id)])
                ):
                    mine.line_ids.write({"score": 4})
                    mine.action_submit()
            return cycle

        # The first writes what else is to be computed.
        close(answered(self._open()))
        few = close(answered(self._open()))
        for number in range(5):
            department = self.env["hr.department"].create({"name": f"More {number}"})
            team = self.it_team.copy(
                {"name": department.name, "icrm_department_id": department.id}
            )
            service = self._service(
                department.name, department_id=department.id, team_id=team.id
            )
            self._ask(self.people[self.research][0], 3, service)
        many = answered(self._open())
        self.assertEqual(many.evaluated_count, 6)
        self.assertEqual(close(many), few)


@tagged("post_install", "-at_install")
class TestIndicatorAttacker(Attacker, CountedCommon):
    """Of campaigns, by indicators: company, departments, relationships and services,
    months against quarters and years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey, cls.ids = cls._survey([cls._question("ease", icrm_measure="ces")])
        cls.kpi = cls.env.ref("icrm_internal.icrm_kpi_ces")
        cls.kpi.write({"by_relationship": True, "by_service": True})
        of_february, of_march = (
            {cls.large: 6, cls.small_a: 1},
            {cls.large: 5, cls.small_a: 2, cls.small_b: 3},
        )
        place = 0
        for day, sizes, about in (
            ("2026-02-10", of_february, "departments"),
            ("2026-03-10", of_march, "departments"),
            ("2026-03-20", of_march, "services"),
        ):
            services = about == "services"
            campaign = cls._campaign(
                cls.survey, [] if services else [cls.it, cls.finance], about=about
            )
            if services:
                campaign.subject_ids = [Command.create({"service_id": cls.service.id})]
            sheets = []
            for number, subject in enumerate(campaign.subject_ids):
                for department, size in sizes.items():
                    # Finance is known to few.
                    for _one in range(max(1, size - 2 * number)):
                        sheets.append(
                            (subject, department, {cls.ids["ease"]: 2**place})
                        )
                        place += 1
            cls._count(campaign, sheets)
            cls.env.cr.execute(
                "UPDATE icrm_campaign SET visibility = 'heads' WHERE id = %s;"
                "UPDATE icrm_result SET date = %s WHERE campaign_id = %s",
                [campaign.id, day, campaign.id],
            )
        cls.env.invalidate_all()

    def test_indicators_of_campaigns(self):
        for first, last in (
            ("2026-02-01", "2026-02-28"),
            ("2026-03-01", "2026-03-31"),
            ("2026-01-01", "2026-03-31"),
            ("2026-01-01", "2026-12-31"),
        ):
            first, last = map(self.kpi._fields["date_from"].to_date, (first, last))
            self.kpi._compute_values(first, last, self.kpi, self.env.company)
        values = (
            self.env["icrm.kpi.value"]
            .with_user(self.officer)
            .search([("kpi_id", "=", self.kpi.id)])
        )
        self.assertTrue(values.filtered("customer_department_id"))
        self.assertTrue(values.filtered("service_id"))
        for value in values:
            self.assertGreaterEqual(value.case_count, MINIMUM)
            self.learn("ease", value.numerator)
        self.check(least=6)

    def test_complaints_whatever_their_number(self):
        """Each figure of enough, and what the company's leaves none or enough as well:
        of the company's indicator and those of single departments together."""
        formula = {"source": "computed", "formula": "complaint_rate"}
        general = self.env.ref("icrm_internal.icrm_kpi_complaint_rate")
        departments = self.large | self.small_a | self.small_b | self.alone
        special = self.env["icrm.kpi"].create(
            [
                {
                    "name": department.name,
                    "code": f"attack_{department.id}",
                    "definition": "x",
                    "level": "department",
                    "department_id": department.id,
                    **formula,
                }
                for department in departments
            ]
        )
        days = map(general._fields["date_from"].to_date, ("2026-01-01", "2026-03-31"))
        span = general._get_span(self.env.company, "quarter", *days)
        told_of_some = 0
        for _turn in range(60):
            numbers = [self.random.randint(0, 8) for _one in departments]
            facts = SQL(" UNION ALL ").join(
                SQL(
                    "SELECT NULL::int AS record_id, %s AS department_id,"
                    " NULL::int AS customer_department_id, NULL::int AS service_id,"
                    " NULL::int AS team_id, %s AS numerator, 10 AS denominator,"
                    " %s AS case_count",
                    department.id,
                    number,
                    number,
                )
                for department, number in zip(departments, numbers, strict=True)
            )
            told = {}
            with patch.object(
                formula_complaint,
                "complaint_rate",
                lambda kpi, span, facts=facts: facts,
            ):
                for kpi in general | special:
                    for row in self.env.execute_query(kpi._get_released(span)):
                        told[row[0]] = row[-1]
            whole = told.pop(None, None)
            told_of_some += bool(told)
            self.assertGreaterEqual(min(told.values(), default=MINIMUM), MINIMUM)
            if whole is None:
                continue
            self.assertEqual(whole, sum(numbers))
            hidden = whole - sum(told.values())
            self.assertFalse(0 < hidden < MINIMUM, (numbers, told))
        self.assertGreater(told_of_some, 20)
