# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers that are not sent yet, so that people go on with them on any device.

Of identified and confidential campaigns only. A draft is encrypted with a key computed
from the participant's code, which is stored nowhere (see :mod:`.codes`): who has the
code reads it, and no one else. Its size is a power of two, and no row has a time. It is
deleted when the answers are sent, when the participant is withdrawn and when the
campaign closes.

Drafts of anonymous campaigns are on no server: the page's script stores them on the
device. These are functions, not methods, for the reason given in :mod:`.ballot`.
"""

import hashlib
import json
import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo.tools import SQL

from .codes import normalize

NONCE = 12
HEAD = 4
# The smallest draft: an ordinary one has always this size.
CAPACITY = 8 * 1024
LIMIT = 512 * 1024


def is_stored(participant):
    """Return whether the server stores what *participant* has not sent yet."""
    # sudo: the holder of the code asks, of their own campaign
    return participant.sudo().campaign_id.protection in ("identified", "confidential")


def load(participant, code):
    """Return ``{name of an input: [values]}``; empty if there is no readable draft."""
    if not is_stored(participant):
        return {}
    # SQL: the field holds bytes, not what the ORM makes of them.
    rows = participant.env.execute_query(
        SQL(
            "SELECT ciphertext FROM icrm_campaign_draft WHERE participant_id = %s",
            participant.id,
        )
    )
    return _decrypt(rows[0][0], participant.id, code) if rows and rows[0][0] else {}


def save(participant, code, changes, clean=None):
    """Add *changes* to the draft, as :func:`load` returns it; no values: no answer.

    Two devices that change different answers do not undo each other's.

    :param clean: takes all answers, returns those that may be stored
    :raise ValueError: the draft gets too large, or the campaign stores none
    """
    if not is_stored(participant):
        raise ValueError("Drafts of this campaign are not stored.")
    # A draft that is refused leaves no empty row.
    with participant.env.cr.savepoint(flush=False):
        _change(participant, code, changes, clean)


def _change(participant, code, changes, clean):
    cr = participant.env.cr
    # SQL: locks the row, whoever creates it; a second device waits and tries again
    cr.execute(
        SQL(
            """
            INSERT INTO icrm_campaign_draft (participant_id) VALUES (%s)
            ON CONFLICT (participant_id) DO NOTHING
            """,
            participant.id,
        )
    )
    # SQL: of the row as it is after the lock
    cr.execute(
        SQL(
            "SELECT ciphertext FROM icrm_campaign_draft WHERE participant_id = %s"
            " FOR UPDATE",
            participant.id,
        )
    )
    (ciphertext,) = cr.fetchone()
    answers = _decrypt(ciphertext, participant.id, code) if ciphertext else {}
    answers.update(changes)
    answers = {name: values for name, values in answers.items() if values}
    if clean:
        answers = clean(answers)
    # SQL: as above
    cr.execute(
        SQL(
            "UPDATE icrm_campaign_draft SET ciphertext = %s WHERE participant_id = %s",
            _encrypt(answers, participant.id, code),
            participant.id,
        )
    )


def delete(participants):
    """Delete the drafts of *participants*; one statement."""
    # SQL: runs when answers are put in; no row is read before
    participants.env.cr.execute(
        SQL(
            "DELETE FROM icrm_campaign_draft WHERE participant_id = ANY(%s)",
            participants.ids,
        )
    )


def _get_cipher(code):
    return AESGCM(hashlib.sha256(f"draft {normalize(code)}".encode()).digest())


def _encrypt(answers, participant_id, code):
    data = zlib.compress(json.dumps(answers, separators=(",", ":")).encode())
    size = CAPACITY
    while len(data) + HEAD > size:
        size *= 2
    if size > LIMIT:
        raise ValueError("The draft is too large.")
    content = (len(data).to_bytes(HEAD, "big") + data).ljust(size, b"\0")
    nonce = os.urandom(NONCE)
    name = str(participant_id).encode()
    return nonce + _get_cipher(code).encrypt(nonce, content, name)


def _decrypt(ciphertext, participant_id, code):
    ciphertext = bytes(ciphertext)
    try:
        content = _get_cipher(code).decrypt(
            ciphertext[:NONCE], ciphertext[NONCE:], str(participant_id).encode()
        )
    except InvalidTag:
        # Of another code, or damaged: people begin again.
        return {}
    end = HEAD + int.from_bytes(content[:HEAD], "big")
    return json.loads(zlib.decompress(content[HEAD:end]))
