# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import combinations
from random import Random

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...measures.disclosure import is_safe
from .counted_common import CountedCommon

# Queries to the server, of which each returns many sums, and sequences made of them.
ASKED = 400
SEQUENCES = 10_000
MINIMUM = 5


@tagged("post_install", "-at_install")
class TestAttacker(CountedCommon):
    """Anyone who may see results asks whatever can be asked, and compares the answers.

    Person *i* answers 2^i. So each visible sum says exactly whose answers are in
    it, and a difference of two sums says who is in one and not in the other. No sum
    and no difference may cover one to four people, however it was read:
    ``get_results`` with all filters, groupings, searches, readings, exports.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(1789)
        for user in (cls.officer, cls.it_head, cls.admin_user, cls.auditor):
            user.group_ids += cls.env.ref("icrm_internal.group_icrm_export")
        cls.survey, cls.ids = cls._survey(
            [
                cls._question(
                    "seen",
                    icrm_measure="servperf",
                    icrm_side="perception",
                    icrm_dimension_id=cls.reliability.id,
                ),
                cls._question("free", icrm_measure="item"),
            ]
        )
        sizes = {cls.unit: 1, cls.large: 9, cls.small_a: 2, cls.small_b: 3}
        cls.people = [
            (department, number)
            for number, department in enumerate(
                department
                for department, size in sizes.items()
                for _copy in range(size)
            )
        ] + [(cls.alone, 15), (None, 16), (cls.alone, 17)]
        cls.waves = cls.env["icrm.campaign"]
        for wave in range(3):
            campaign = cls._campaign(
                cls.survey,
                [cls.it, cls.finance],
                previous_id=cls.waves[-1:].id,
                series_id=cls.waves[:1].id,
            )
            sheets = []
            for subject in campaign.subject_ids:
                # finance is known to few: in one wave to too few
                share = 1 if subject.department_id == cls.it else 0.6 - 0.2 * wave
                sheets += [
                    (subject, department, cls._answers(number))
                    for department, number in cls.people
                    if cls.random.random() < share
                ]
            cls.waves |= cls._count(campaign, sheets, state="published")
        cls.results = cls.env["icrm.result"].search(
            [("campaign_id", "in", cls.waves.ids)]
        )

    @classmethod
    def _answers(cls, number):
        answers = {cls.ids["seen"]: 2**number}
        if cls.random.random() < 0.7:
            answers[cls.ids["free"]] = 2**number
        return answers

    def setUp(self):
        super().setUp()
        #: {(campaign, subject or None, question): {set of people}}
        self.seen = {}

    # -- what is learnt from a number --------------------------------------------------

    def _learn(self, about, total):
        total = round(total)
        people = frozenset(
            number for number in range(len(self.people)) if total >> number & 1
        )
        if people:
            self.seen.setdefault(about, set()).add(people)

    def _learn_row(self, row):
        if row.level == "question" and row.response_count:
            self._learn(
                (row.campaign_id.id, row.subject_id.id, row.question_id.id), row.total
            )

    def _ask_results(self, user):
        campaign = self.random.choice(self.waves)
        subject = self.random.choice(campaign.subject_ids)
        groups = subject_groups = campaign.group_ids.filtered(
            lambda group: group.subject_id == subject
        )
        filters = {"subject_ids": subject.ids}
        if subject_groups and self.random.random() < 0.8:
            size = self.random.randint(1, len(subject_groups))
            groups = subject_groups.browse(self.random.sample(subject_groups.ids, size))
            filters["group_ids"] = groups.ids
        try:
            found = campaign.with_user(user).get_results(filters)
        except (AccessError, UserError):
            return
        for dimension in found["dimensions"]:
            for item in dimension["items"]:
                about = campaign.id, subject.id, item["question_id"]
                self._learn(about, item["mean"] * item["n"])
        for item in found["items"]:
            about = campaign.id, subject.id, item["question_id"]
            self._learn(about, item["mean"] * item["n"])

    def _random_domain(self):
        random, domain = self.random, []
        for leaf in random.sample(
            [
                ("group_id", "in", random.sample(self.waves.group_ids.ids, 2)),
                ("group_id", "!=", random.choice(self.waves.group_ids.ids)),
                (
                    "customer_department_id",
                    "=",
                    random.choice(self.people)[0] and self.large.id,
                ),
                ("customer_department_id", "child_of", self.unit.id),
                ("customer_department_id", "!=", self.large.id),
                ("group_id.department_ids", "in", self.small_a.ids),
                ("group_id.respondent_count", "<=", random.randint(4, 12)),
                ("response_count", "<", random.randint(4, 12)),
                ("total", ">", 2 ** random.randint(0, 18)),
                ("average", "<", 2 ** random.randint(0, 18)),
                ("date", ">=", random.choice(["2026-01-01", "2027-01-01"])),
            ],
            random.randint(0, 3),
        ):
            domain.append(leaf)
        return domain

    def _ask_group(self, user):
        groupby = self.random.sample(
            [
                "group_id",
                "customer_department_id",
                "date:month",
                "dimension_id",
                "response_count",
            ],
            self.random.randint(0, 2),
        )
        keys = ["campaign_id", "subject_id", "question_id"]
        rows = (
            self.env["icrm.result"]
            .with_user(user)
            .formatted_read_group(
                [("level", "=", "question"), *self._random_domain()],
                [*keys, *groupby],
                ["total:sum", "response_count:sum", "average:avg"],
            )
        )
        for row in rows:
            about = tuple(row[key] and row[key][0] for key in keys)
            self._learn(about, row["total:sum"])
            self._learn(about, row["average:avg"] * row["response_count:sum"])

    def _ask_search(self, user):
        rows = self.env["icrm.result"].with_user(user).search(self._random_domain())
        for row in rows:
            self._learn_row(row)

    def _ask_export(self, user):
        rows = self.env["icrm.result"].with_user(user).search(self._random_domain())
        names = [
            "campaign_id/.id",
            "subject_id/.id",
            "question_id/.id",
            "level",
            "total",
        ]
        for *about, level, total in rows.export_data(names)["datas"]:
            if level == "Question":
                self._learn(tuple(int(part) for part in about), float(total))

    # -- the attack --------------------------------------------------------------------

    def test_ten_thousand_sequences(self):
        """Read sums every way; add and subtract some ten thousand times."""
        doors = [self._ask_search, self._ask_group, self._ask_export, self._ask_results]
        roles = [self.officer, self.it_head, self.admin_user, self.auditor]
        for _turn in range(ASKED):
            self.random.choice(doors)(self.random.choice(roles))
        self.assertGreater(
            sum(map(len, self.seen.values())), 20, "the attack reads something"
        )
        for about, sets in self.seen.items():
            for one, other in combinations(sets, 2):
                self.assertTrue(
                    is_safe(one, other, MINIMUM), f"{about}: {one}, {other}"
                )
        abouts = [about for about, sets in self.seen.items() if len(sets) > 1]
        for _turn in range(SEQUENCES):
            about = self.random.choice(abouts)
            sets = sorted(self.seen[about], key=sorted)
            shares = [0] * len(self.people)
            for one in self.random.choices(sets, k=self.random.randint(2, 6)):
                sign = self.random.choice((1, -1))
                for number in one:
                    shares[number] += sign
            told_of = len(shares) - shares.count(0)
            self.assertFalse(0 < told_of < MINIMUM, f"{about}: {shares}")

    def test_the_attacker_is_able(self):
        """A single answer that is visible is found."""
        campaign = self.waves[0]
        row = self.results.filtered(
            lambda result: result.campaign_id == campaign and result.level == "question"
        )[0]
        self._learn_row(row)
        about = next(iter(self.seen))
        whole = next(iter(self.seen[about]))
        self._learn(about, row.total - 2 ** max(whole))
        self.assertFalse(is_safe(*self.seen[about], MINIMUM))

    def test_the_lines_are_whole_groups(self):
        """The truth behind it: per question and group one sum, and no two overlap."""
        by_question = {}
        for row in self.results.filtered(lambda result: result.level == "question"):
            key = row.campaign_id, row.subject_id, row.question_id
            by_question.setdefault(key, []).append(row)
        for rows in by_question.values():
            self.assertEqual(len({row.group_id for row in rows}), len(rows))
            people = [
                {n for n in range(len(self.people)) if round(row.total) >> n & 1}
                for row in rows
            ]
            self.assertGreaterEqual(min(map(len, people)), MINIMUM)
            self.assertEqual(sum(map(len, people)), len(set().union(*people)))
