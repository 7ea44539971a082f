# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import hmac
import json

from odoo.tests import BaseCase, tagged

from ...measures import log_chain
from ...measures.log_chain import (
    BACKDATED,
    CHANGED,
    CUT,
    ERASED,
    MISSING,
    REPLACED,
    Anchor,
    Entry,
    Finding,
)

KEYS = {7: "7" * 64, 8: "8" * 64}
DAY = 86_400


def make_chain(count, first=1, previous=log_chain.START, **values):
    """Return so many entries, alternately by the persons 7 and 8, one a day."""
    entries = []
    for number in range(first, first + count):
        person = 7 + number % 2
        parts = {
            "facts": ("2026-11-30T10:00:00", "export", "icrm.customer", None, 3, 1),
            "texts": (f"Entry {number}", "Why", None),
            "erased": None,
            **values,
        }
        salt = f"{number:064}"
        code = log_chain.code_person(KEYS[person], person)
        digest = log_chain.digest_texts(salt, parts["texts"])
        previous = log_chain.chain(
            previous, number, parts["facts"], code, digest, parts["erased"]
        )
        entries.append(
            Entry(
                number=number,
                hash=previous,
                person=person,
                person_code=code,
                salt=salt,
                text_digest=digest,
                time=number * DAY,
                **parts,
            )
        )
    return entries


@tagged("post_install", "-at_install")
class TestLogChain(BaseCase):
    def find(self, entries, anchors=(), keys=None):
        return log_chain.verify(entries, KEYS if keys is None else keys, anchors)[2]

    def test_digests_can_be_computed_by_anybody(self):
        """An auditor needs SHA-256, JSON and nothing of ours."""
        (entry,) = make_chain(1)
        facts = ["2026-11-30T10:00:00", "export", "icrm.customer", None, 3, 1]
        code = hmac.new(b"8" * 64, b"8", hashlib.sha256).hexdigest()
        texts = json.dumps(["0" * 63 + "1", "Entry 1", "Why", None])
        texts = texts.replace(", ", ",")
        digest = hashlib.sha256(texts.encode()).hexdigest()
        line = json.dumps(["0" * 64, 1, *facts, code, digest, None])
        line = line.replace(", ", ",")
        self.assertEqual(entry.hash, hashlib.sha256(line.encode()).hexdigest())

    def test_intact(self):
        entries = make_chain(9)
        count, head, findings = log_chain.verify(entries, KEYS)
        self.assertEqual((count, head, findings), (9, entries[-1].hash, []))
        self.assertEqual(log_chain.verify([], {}), (0, log_chain.START, []))

    def test_changed(self):
        for changes in (
            {"facts": ("2026-11-30T10:00:00", "reveal", "icrm.customer", None, 3, 1)},
            {"texts": ("Entry 4", "Another reason", None)},
            {"person": 8},
            {"person": 9},
            {"person_code": "0" * 64},
            {"erased": "1-3"},
            {"hash": "0" * 64},
        ):
            entries = make_chain(9)
            entries[3] = entries[3]._replace(**changes)
            found = {finding.kind: finding for finding in self.find(entries)}
            with self.subTest(changes):
                self.assertEqual(found[CHANGED].first, 4)
                self.assertEqual(set(found), {CHANGED})

    def test_missing_and_in_another_order(self):
        entries = make_chain(9)
        self.assertEqual(self.find(entries[:3] + entries[5:]), [Finding(MISSING, 4, 5)])
        self.assertEqual(self.find(entries[2:]), [Finding(MISSING, 1, 2)])
        swapped = [*entries]
        swapped[3] = entries[4]._replace(number=4)
        swapped[4] = entries[3]._replace(number=5)
        self.assertEqual(self.find(swapped)[0].kind, CHANGED)

    def test_inserted(self):
        entries = make_chain(9)
        shifted = [entry._replace(number=entry.number + 1) for entry in entries[4:]]
        (new,) = make_chain(1, 5, entries[3].hash)
        found = self.find(entries[:4] + [new] + shifted)
        self.assertEqual(found, [Finding(CHANGED, 6, 10)])

    def test_anchors(self):
        entries = make_chain(9)
        anchor = Anchor(6, entries[5].hash, 6 * DAY)
        self.assertFalse(self.find(entries, [Anchor(0, log_chain.START, 0), anchor]))
        self.assertEqual(self.find(entries[:4], [anchor]), [Finding(CUT, 5, 6)])
        again = make_chain(9, texts=("Entry", "Computed anew", None))
        self.assertEqual(self.find(again, [anchor]), [Finding(REPLACED, 6, 6)])
        late = [*entries]
        late[7] = entries[7]._replace(time=2 * DAY)
        self.assertEqual(self.find(late, [anchor]), [Finding(BACKDATED, 8, 8)])

    def test_erased(self):
        entries = make_chain(4)
        gone = entries[1]._replace(person=None)
        empty = entries[2]._replace(salt=None, texts=("", "", None))
        kept = [entries[0], gone, empty, entries[3]]
        self.assertEqual(self.find(kept), [Finding(ERASED, 2, 3)])
        told = make_chain(1, 5, entries[3].hash, erased="2-3")
        self.assertFalse(self.find(kept + told))
        # whose key is gone, but who is still named
        self.assertEqual(self.find(entries, keys={7: KEYS[7]})[0].kind, CHANGED)

    def test_ranges(self):
        self.assertEqual(log_chain.format_ranges([5, 1, 2, 3, 9, 2]), "1-3, 5, 9")
        self.assertEqual(log_chain.parse_ranges("1-3, 5, 9"), [(1, 3), (5, 5), (9, 9)])
        self.assertEqual(log_chain.parse_ranges(None), [])
