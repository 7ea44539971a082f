# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...measures.recurring import (
    FEWER,
    MORE,
    SAME,
    UNKNOWN,
    covers,
    group_texts,
    is_rising,
    measure_effect,
    read_names,
    read_text,
)
from .planted_requests import HELD_BACK, PLANTED, SEEN, plant


@tagged("post_install", "-at_install")
class TestRecurring(BaseCase):
    def _rate(self, matters, seeds, each=20, background=300):
        """Return (precision, recall) of the groups of planted matters."""
        hits = found = planted = 0
        for seed in seeds:
            requests = plant(seed, matters, each, background)
            groups = group_texts([read_text(text) for text, _matter in requests])
            for matter in matters:
                true = {place for place, row in enumerate(requests) if row[1] == matter}
                members = max(
                    (set(group.members) for group in groups),
                    key=lambda members, true=true: len(members & true),
                    default=set(),
                )
                hits += len(members & true)
                found += len(members)
                planted += len(true)
        return hits / found, hits / planted

    def test_planted_problems_are_found(self):
        """Five matters, 20 requests each in six wordings, among 300 others."""
        precision, recall = self._rate([*PLANTED, *SEEN], range(100, 106))
        self.assertGreaterEqual(precision, 0.95)
        self.assertGreaterEqual(recall, 0.95)

    def test_matters_kept_back(self):
        """Written after the limits were chosen: precision 0.84, recall 0.76."""
        precision, recall = self._rate(list(HELD_BACK), range(200, 206))
        self.assertGreaterEqual(precision, 0.8)
        self.assertGreaterEqual(recall, 0.7)

    def test_a_service_with_hardly_anything_else(self):
        for background in (0, 4):
            requests = plant(3, ["vpn"], 12, background)
            groups = group_texts([read_text(text) for text, _matter in requests])
            true = [place for place, row in enumerate(requests) if row[1]]
            self.assertEqual([list(group.members) for group in groups], [true])

    def test_order_does_not_decide_who_belongs(self):
        requests = plant(7, ["vpn"], 20, 100)
        texts = [read_text(text) for text, _matter in requests]
        group = max(
            group_texts(texts), key=lambda group: "vpn" in group.words, default=None
        )
        again = [
            place for place, text in enumerate(texts) if covers(text, group.signature)
        ]
        self.assertEqual(list(group.members), again)

    def test_names_of_people_are_left_out(self):
        names = read_names(["Li Wei 李伟", "Priya Nair"])
        text = read_text("Priya locked out, 李伟的账号锁了", names)
        self.assertEqual(sorted(text.words), ["locked", "号锁", "账号"])
        self.assertNotIn("pr", text.pairs)

    def test_both_scripts_are_one(self):
        traditional = read_text("三樓印表機卡紙").pairs
        simplified = read_text("三楼打印机卡纸").pairs
        self.assertEqual(traditional, simplified)

    def test_nothing_to_read(self):
        for text in ("", None, "!!", "12345", "please help"):
            self.assertFalse(read_text(text).words, text)
        self.assertEqual(group_texts([]), [])
        self.assertEqual(group_texts([read_text("")] * 50), [])

    def test_rising(self):
        self.assertFalse(is_rising(4, 0))
        self.assertFalse(is_rising(5, 2))
        self.assertTrue(is_rising(8, 1))
        self.assertFalse(is_rising(10, 20))
        self.assertTrue(is_rising(30, 15))

    def test_false_alarms_are_rare(self):
        """Of counts without a rise fewer than one in a hundred is called one."""
        from math import comb

        for total in (8, 12, 30, 60):
            chance = sum(
                comb(total, recent) * (1 / 3) ** recent * (2 / 3) ** (total - recent)
                for recent in range(total + 1)
                if is_rising(recent, total - recent)
            )
            self.assertLess(chance, 0.01)

    def test_effect(self):
        fewer = measure_effect(36, 12, 6, 8)
        self.assertEqual((fewer.verdict, fewer.before, fewer.after), (FEWER, 3, 0.75))
        self.assertTrue(fewer.low < 0.25 < fewer.high < 1)
        self.assertEqual(measure_effect(12, 12, 40, 8).verdict, MORE)
        self.assertEqual(measure_effect(12, 12, 9, 8).verdict, SAME)
        self.assertEqual(measure_effect(40, 12, 0, 8).verdict, FEWER)

    def test_effect_that_cannot_be_told(self):
        for before, weeks_after, after in ((40, 3, 1), (6, 8, 1), (0, 8, 20)):
            self.assertEqual(
                measure_effect(before, 12, after, weeks_after).verdict, UNKNOWN
            )
