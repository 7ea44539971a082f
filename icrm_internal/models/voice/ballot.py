# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What lies in a ballot box, and how it is packed.

A box is one ciphertext. Inside are the numbers of those who have answered, sorted, and
slips of paper: sheets of scores and, apart from them, free texts. Nothing joins a slip
to a number, or a text to a sheet, unless the campaign keeps names. The slips are
shuffled each time one is put in. All is padded to a constant size: putting in a long
answer, a short one or an empty one changes the same number of bytes, to the last of
them.

These are functions, not methods: code that administrators type into the application
reaches the methods of records, and must not reach the inside of a box.
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


def pack(answered, slips):
    """Return the bytes of a box: ``CAPACITY``, doubled while it is too full."""
    slips = list(slips)
    shuffle(slips)
    lines = [json.dumps(sorted(answered)), *slips]
    data = zlib.compress("\n".join(lines).encode())
    size = CAPACITY
    while len(data) + HEAD > size:
        size *= 2
    return (len(data).to_bytes(HEAD, "big") + data).ljust(size, b"\0")


def unpack(content):
    """Return ``(set of participants' ids, slips)`` of what :func:`pack` gave."""
    end = HEAD + int.from_bytes(content[:HEAD], "big")
    first, *slips = zlib.decompress(content[HEAD:end]).decode().split("\n")
    return set(json.loads(first)), slips


def write_slip(kind, values):
    """Return a slip: one line of text. *kind* is ``S`` (sheet) or ``T`` (text)."""
    return kind + json.dumps(values, separators=(",", ":"))


def read_slips(slips):
    """Return ``(sheets, texts)``, each in random order."""
    sheets, texts = [], []
    for slip in slips:
        values = json.loads(slip[1:])
        if slip[0] == "T":
            texts.append(values)
            continue
        values["a"] = {int(key): value for key, value in values["a"].items()}
        sheets.append(values)
    shuffle(sheets)
    shuffle(texts)
    return sheets, texts
