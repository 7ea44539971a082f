# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import combinations
from random import Random

from odoo.tests import BaseCase, tagged

from ...measures.disclosure import is_safe, lowest_above, merge_groups

#: 1 is above 2 and 3; 2 above 4 and 5; 6 is separate.
TREE = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: None}


def unsafe_pairs(sets, minimum):
    """Return the pairs of *sets* of people that must not both be shown."""
    sets = {frozenset(keys) for keys in sets}
    return [pair for pair in combinations(sets, 2) if not is_safe(*pair, minimum)] + [
        (one, one) for one in sets if not is_safe(one, one, minimum)
    ]


@tagged("post_install", "-at_install")
class TestDisclosure(BaseCase):
    def test_large_departments_stay_alone(self):
        self.assertEqual(merge_groups({4: 5, 5: 9}, TREE, 5), {4: (4,), 5: (5,)})

    def test_siblings_first(self):
        groups = merge_groups({4: 2, 5: 3, 2: 7, 3: 4, 1: 1}, TREE, 5)
        self.assertEqual(groups, {2: (2,), 4: (4, 5), 5: (4, 5), 3: (1, 3), 1: (1, 3)})

    def test_then_upwards(self):
        groups = merge_groups({4: 2, 5: 1, 3: 3, 6: 8}, TREE, 5)
        self.assertEqual(groups[4], (3, 4, 5))
        self.assertEqual(groups[6], (6,))

    def test_the_last_few_join_the_smallest_group(self):
        groups = merge_groups({4: 9, 5: 6, 6: 1, None: 2}, TREE, 5)
        self.assertEqual(groups[4], (4,))
        self.assertEqual(groups[None], (None, 5, 6))

    def test_too_few_in_all_are_not_counted(self):
        self.assertEqual(
            merge_groups({4: 2, 5: 1, None: 1}, TREE, 5), {4: None, 5: None, None: None}
        )
        self.assertEqual(merge_groups({}, TREE, 5), {})
        self.assertEqual(merge_groups({4: 0}, TREE, 5), {})

    def test_some_belong_into_a_group_and_make_none_larger(self):
        """Their departments look for company, however many they are."""
        groups = merge_groups({4: 1, 5: 6}, TREE, 5, beside=[4, 3])
        self.assertEqual(set(groups.values()), {(3, 4, 5)})
        self.assertEqual(set(groups), {3, 4, 5})
        self.assertEqual(merge_groups({4: 4}, TREE, 5, beside=[3]), {4: None, 3: None})

    def test_the_lowest_above(self):
        self.assertEqual(lowest_above([4, 5], TREE), 2)
        self.assertEqual(lowest_above([4, 2], TREE), 2)
        self.assertEqual(lowest_above([4, 3], TREE), 1)
        self.assertIsNone(lowest_above([4, 6], TREE))
        self.assertIsNone(lowest_above([4, None], TREE))

    def test_any_tree_gives_groups_that_are_large_enough(self):
        random = Random(2026)
        for _turn in range(2000):
            keys = list(range(1, random.randint(2, 30)))
            parents = {key: random.choice([None, *keys[: key - 1]]) for key in keys}
            sizes = {
                key: random.choice([0, 1, 2, 3, 5, 8, 13])
                for key in random.sample([*keys, None], random.randint(1, len(keys)))
            }
            minimum = random.randint(4, 9)
            groups = merge_groups(sizes, parents, minimum)
            people = {
                key: {(key, number) for number in range(size)}
                for key, size in sizes.items()
            }
            self.assertEqual(set(groups), {key for key, size in sizes.items() if size})
            if sum(sizes.values()) < minimum:
                self.assertEqual(set(groups.values()) - {None}, set())
                continue
            self.assertTrue(all(key in groups[key] for key in groups))
            self.assertEqual(
                sorted(map(str, groups)),
                sorted(str(key) for group in set(groups.values()) for key in group),
                "a partition",
            )
            sets = [
                set().union(*(people[key] for key in group))
                for group in set(groups.values())
            ]
            self.assertGreaterEqual(min(map(len, sets)), minimum)
            # any union of them, too: what is taken away is a group or more
            unions = [
                set().union(*random.sample(sets, random.randint(1, len(sets))))
                for _union in range(4)
            ]
            self.assertEqual(unsafe_pairs(sets + unions, minimum), [])
            # the order they come in does not matter
            shuffled = list(sizes.items())
            random.shuffle(shuffled)
            self.assertEqual(merge_groups(dict(shuffled), parents, minimum), groups)

    def test_what_may_be_told_side_by_side(self):
        everybody = set(range(12))
        self.assertTrue(is_safe(everybody, everybody, 5))
        self.assertTrue(is_safe(everybody, set(range(5)), 5))
        self.assertTrue(is_safe(set(range(5)), set(range(5, 12)), 5))
        self.assertFalse(is_safe(everybody, set(range(8)), 5), "four are the rest")
        self.assertFalse(is_safe(set(range(8)), set(range(6, 12)), 5), "two in both")
        self.assertFalse(is_safe(set(range(4)), set(range(4)), 5), "too few")
        self.assertEqual(len(unsafe_pairs([everybody, set(range(8))], 5)), 1)
