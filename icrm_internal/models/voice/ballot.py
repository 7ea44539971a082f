# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The content of a ballot box, and how it is packed.

A box is one ciphertext. It holds the sorted ids of those who have answered, and the
ballots: responses (scores) and, apart from them, free texts. Nothing joins a ballot to
an id, or a text to a response, unless the campaign keeps names. The ballots are
shuffled each time one is added. The content is padded to a constant size: a long
answer, a short one and an empty one change the same number of bytes.

These are functions, not methods: code that administrators type into the application
reaches the methods of records, and must not reach the content of a box.
"""

import json
import random
import zlib

# Sixty-four people to a box, 2 KiB of compressed answers for each: an ordinary
# questionnaire about five departments takes a quarter of it.
PLACES = 64
CAPACITY = 128 * 1024
HEAD = 4

shuffle = random.SystemRandom().shuffle


def pack(answered, ballots):
    """Return the bytes of a box: ``CAPACITY``, doubled while it is too full."""
    ballots = list(ballots)
    shuffle(ballots)
    lines = [json.dumps(sorted(answered)), *ballots]
    data = zlib.compress("\n".join(lines).encode())
    size = CAPACITY
    while len(data) + HEAD > size:
        size *= 2
    return (len(data).to_bytes(HEAD, "big") + data).ljust(size, b"\0")


def unpack(content):
    """Return ``(set of participants' ids, ballots)`` of what :func:`pack` gave."""
    end = HEAD + int.from_bytes(content[:HEAD], "big")
    first, *ballots = zlib.decompress(content[HEAD:end]).decode().split("\n")
    return set(json.loads(first)), ballots


def encode_ballot(kind, values):
    """Return a ballot: one line of text. *kind* is ``S`` (response) or ``T`` (text)."""
    return kind + json.dumps(values, separators=(",", ":"))


def decode_ballots(ballots):
    """Return ``(responses, texts)``, each in random order."""
    responses, texts = [], []
    for line in ballots:
        values = json.loads(line[1:])
        if line[0] == "T":
            texts.append(values)
            continue
        values["a"] = {int(key): value for key, value in values["a"].items()}
        responses.append(values)
    shuffle(responses)
    shuffle(texts)
    return responses, texts
