# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from random import Random

from odoo.tests import BaseCase, tagged

from ...measures import lateness
from ...measures.lateness import Work

HOUR = 3600


def at(hours):
    return datetime(2026, 3, 2) + timedelta(hours=hours)


def work(key, start, end, missed=None, **values):
    values.setdefault("used", {key: 1})
    return Work(key, at(start), at(end), missed_at=missed and at(missed), **values)


@tagged("post_install", "-at_install")
class TestLateness(BaseCase):
    """Whose promises made a delivery late."""

    def _chain(self, works, begin, delivered):
        return [
            ((piece.start - at(0)).total_seconds() / HOUR, piece.key)
            for piece in lateness.find_chain(works, at(begin), at(delivered))
        ]

    def _hours(self, works, due, delivered):
        begin = min([item.start for item in works], default=at(due))
        result = lateness.attribute(works, begin, at(due), at(delivered))
        late = max(0, delivered - due)
        self.assertEqual(sum(result.values()), late * HOUR)
        return {
            department: seconds / HOUR
            for (_key, department), seconds in result.items()
            if seconds
        }

    def test_chain(self):
        """One after the other, with a gap; what ran beside them is not on it."""
        works = [work("a", 0, 5), work("b", 5, 9), work("c", 11, 20), work("d", 1, 8)]
        self.assertEqual(
            self._chain(works, 0, 20), [(0, "a"), (5, "b"), (9, None), (11, "c")]
        )

    def test_chain_of_parts(self):
        """A request that is split waits for its parts; between them it is its own."""
        works = [
            work("whole", 0, 20),
            work("first", 2, 6, parent="whole"),
            work("second", 8, 19, parent="whole"),
        ]
        self.assertEqual(
            self._chain(works, 0, 20),
            [(0, "whole"), (2, "first"), (6, "whole"), (8, "second"), (19, "whole")],
        )

    def test_still_open(self):
        """What is open at the delivery is cut there, what begins later is none."""
        works = [work("open", 3, 99), work("later", 30, 40)]
        self.assertEqual(self._chain(works, 0, 20), [(0, None), (3, "open")])
        self.assertEqual(self._chain([], 0, 20), [(0, None)])

    def test_on_time(self):
        self.assertEqual(self._hours([work("it", 0, 9, missed=2)], 10, 9), {})

    def test_one_department(self):
        """Ten hours late, four of them by a promise that was missed."""
        works = [work("it", 0, 30, missed=26)]
        self.assertEqual(self._hours(works, 20, 30), {"it": 4, None: 6})

    def test_kept_promises_cause_nothing(self):
        self.assertEqual(self._hours([work("it", 0, 30)], 20, 30), {None: 10})
        self.assertEqual(self._hours([], 20, 30), {None: 10})

    def test_two_departments(self):
        """15 h over, of which 5 were made good: both are relieved in proportion."""
        works = [work("it", 0, 20, missed=10), work("legal", 20, 40, missed=35)]
        hours = self._hours(works, 30, 40)
        self.assertAlmostEqual(hours["it"], 20 / 3, 3)
        self.assertAlmostEqual(hours["legal"], 10 / 3, 3)

    def test_beside_the_chain(self):
        """A promise missed beside the chain delays nothing."""
        works = [work("it", 0, 40, missed=38), work("legal", 0, 12, missed=1)]
        self.assertEqual(self._hours(works, 30, 40), {"it": 2, None: 8})

    def test_waiting_is_nobodys(self):
        """What the customer held after the miss is not the provider's."""
        works = [work("it", 0, 40, missed=30, waits=((at(32), at(38)),))]
        self.assertEqual(self._hours(works, 30, 40), {"it": 4, None: 6})

    def test_handed_over(self):
        """An overrun is shared as the promise was used up."""
        works = [work("x", 0, 40, missed=30, used={"it": 30, "legal": 10})]
        self.assertEqual(self._hours(works, 30, 40), {"it": 7.5, "legal": 2.5})

    def test_sum_of_random_works(self):
        """1,000 random deliveries: the pieces touch, the sum is the lateness, nobody
        gets more than the overrun, nobody on time gets anything."""
        noise = Random(16)
        for _round in range(1000):
            works = []
            for key in range(noise.randint(0, 7)):
                start = noise.randint(0, 80)
                end = start + noise.randint(0, 40)
                missed = noise.choice([None, at(noise.randint(start, end))])
                parent = noise.choice([None, *range(key)])
                waits = [noise.randint(start, end) for _n in range(2)]
                works.append(
                    Work(
                        key,
                        at(start),
                        at(end),
                        parent,
                        missed,
                        ((at(min(waits)), at(max(waits))),),
                        {noise.randint(1, 3): noise.randint(0, 9)},
                    )
                )
            due, delivered = noise.randint(1, 99), noise.randint(1, 99)
            chain = lateness.find_chain(works, at(0), at(delivered))
            self.assertEqual(chain[0].start, at(0))
            self.assertEqual(chain[-1].end, at(delivered))
            for before, after in zip(chain, chain[1:], strict=False):
                self.assertEqual(before.end, after.start)
            result = lateness.attribute(works, at(0), at(due), at(delivered))
            self.assertEqual(sum(result.values()), max(0, delivered - due) * HOUR)
            overruns = lateness.count_overruns(works, chain)
            for (key, department), seconds in result.items():
                self.assertGreaterEqual(seconds, 0)
                if key is not None:
                    self.assertLess(seconds, overruns[key, department] + 1)
                    self.assertIsNotNone(works[key].missed_at)
