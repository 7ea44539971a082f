# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re
from itertools import combinations
from random import Random

from openpyxl import load_workbook

from odoo.tests import tagged

from ...measures.disclosure import is_safe
from ..access.common import AccessHttpCommon
from .counted_common import CountedCommon

MINIMUM = 5
# Answers are larger than all that is counted, so that neither is taken for the other.
FIRST = 12
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@tagged("post_install", "-at_install")
class TestAttackerPapers(AccessHttpCommon, CountedCommon):
    """Workbooks and papers, of all waves and by all roles: nothing about fewer.

    As in :mod:`.test_attacker` person *i* answers a power of two of the own, another
    one about each subject: each mean times its n says whose answers are in it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(1945)
        cls.survey, cls.ids = cls._survey(
            [
                cls._question(
                    f"seen {dimension.code}",
                    icrm_measure="servperf",
                    icrm_side="perception",
                    icrm_dimension_id=dimension.id,
                )
                for dimension in (cls.reliability, cls.empathy)
            ]
        )
        cls.people = [cls.large] * 7 + [cls.small_a] * 2 + [cls.small_b] * 3 + [None]
        cls.waves = cls.env["icrm.campaign"]
        for wave in range(3):
            campaign = cls._campaign(
                cls.survey,
                [cls.it, cls.finance, cls.alone],
                previous_id=cls.waves[-1:].id,
                series_id=cls.waves[:1].id,
                wave=wave + 1,
            )
            sheets = [
                (subject, department, cls._answers(place, number))
                for place, subject in enumerate(campaign.subject_ids)
                for number, department in enumerate(cls.people)
                # about the last one four people answer, in each wave others
                if (number - wave) % 4 == 0 or place < 2
                if cls.random.random() < 0.9
            ]
            cls.waves |= cls._count(campaign, sheets)

    @classmethod
    def _answers(cls, place, number):
        answers = {}
        for question in cls.ids.values():
            if cls.random.random() < 0.9:
                answers[question] = 2 ** (FIRST + place * len(cls.people) + number)
        return answers

    # -- what is read ------------------------------------------------------------------

    def workbook(self, campaign):
        answer = self.get(f"/icrm/campaign/{campaign.id}/results.xlsx")
        if answer.status_code == 404:
            return None
        book = load_workbook(io.BytesIO(answer.content))
        return {
            sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        }

    def paper(self, user, campaign):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html("icrm_internal.icrm_campaign_report", campaign.ids)
        )
        return re.sub(r"<[^>]*>", " ", html.decode())

    def find_few(self, number):
        """Return how many fewer than the minimum a number could be the mean of."""
        for few in range(1, MINIMUM):
            total = abs(number) * few
            near = round(total)
            if abs(total - near) <= 0.006 * few and near >= 2**FIRST:
                if near.bit_count() == few and not near % 2**FIRST:
                    return few
        return None

    def people_in(self, n, mean):
        """Return {place of a subject: who answered}, of the mean of n answers."""
        total, width = round(n * mean) >> FIRST, len(self.people)
        self.assertEqual(total.bit_count(), n, "the attacker reads it rightly")
        return {
            place: frozenset(
                number for number in range(width) if total >> place * width + number & 1
            )
            for place in range(3)
        }

    # -- the attack --------------------------------------------------------------------

    def test_attack(self):
        learnt, read = {}, 0
        for user in (self.officer, self.admin_user, self.auditor, self.it_head):
            self.login(user)
            for campaign in self.waves:
                sheets = self.workbook(campaign)
                self.assertIsNotNone(sheets, user.login)
                rows = [
                    (row[1], row[2], row[6])
                    for row in sheets["Dimensions"][1:]
                    if row[1]
                ]
                # Scores, too, are means: those on a scale from 1 to 7.
                for _name, n, score in sheets["Comparison"][1:]:
                    self.assertGreaterEqual(n, MINIMUM)
                    self.assertIsNone(self.find_few(score * 6 / 100 + 1))
                for title, n, mean in rows:
                    read += 1
                    for place, people in self.people_in(n, mean).items():
                        learnt.setdefault((campaign, title, place), set()).add(people)
                for value in (
                    value for rows in sheets.values() for row in rows for value in row
                ):
                    if isinstance(value, int | float):
                        self.assertIsNone(self.find_few(value), value)
                page = self.paper(user, campaign)
                words = f"Too few answers: {self.alone.name}"
                self.assertEqual(words in page, user != self.it_head)
                self.assertEqual(self.alone.name in page, user != self.it_head)
                for value in NUMBER.findall(page):
                    self.assertIsNone(self.find_few(float(value)), value)
        self.assertGreater(read, 20)
        for about, sets in learnt.items():
            if about[2] == 2:
                self.assertEqual(sets, {frozenset()}, "the one that few know")
            for one, other in combinations(sets, 2):
                self.assertTrue(is_safe(one, other, MINIMUM), about)
            for one in sets:
                self.assertFalse(0 < len(one) < MINIMUM, about)

    def test_who_may_not_read_it(self):
        self.waves.with_user(self.officer).write({"visibility": "officers"})
        for user in (self.it_head, self.staff):
            self.login(user)
            for campaign in self.waves:
                self.assertIsNone(self.workbook(campaign))

    def test_the_attacker_is_able(self):
        """The attack finds answers of one to four, in means, rounded as on paper."""
        for few in range(1, MINIMUM):
            total = sum(2 ** (FIRST + 3 * number) for number in range(few))
            self.assertEqual(self.find_few(float(f"{total / few:.2f}")), few)
        self.assertIsNone(self.find_few(sum(2 ** (FIRST + n) for n in range(5)) / 5))
        self.assertIsNone(self.find_few(2026))
