# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keys of ballot boxes. They are in no table and in no backup that Odoo makes.

The content of a box is one ciphertext of a constant length (see :mod:`.ballot`), so a
dump of the database, or a hundred dumps one after the other, reveal neither what was
answered nor who has. The key of a campaign is a file beside Odoo's filestore, not in
it: the backups of the database manager are the database and the filestore together.

- The key is *retired* before a box is opened for counting: from then on nothing can be
  put in any more, even if the transaction is rolled back. Anyone who opens boxes
  secretly cannot do so twice and compare: it ends the campaign. Only a closing that
  fails gives back the key it retired itself: it has shown nobody what is inside.
- The codes by which people answer are computed from it: see :mod:`.codes`.
- The key is destroyed when the campaign is counted, so that older copies of the
  database stay closed for good.

Several servers on one database need the folder in common, as they do the filestore;
``ICRM_KEY_FOLDER`` in the environment names another one.
"""

import contextlib
import hashlib
import hmac
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo.tools import config

NONCE = 12
RETIRED = ".retired"


class BallotCipher:
    """Encrypts and decrypts the content of a box; it is bound to the id of the box."""

    def __init__(self, key):
        self._cipher = AESGCM(key)
        # A key of its own for codes: a code that is given out reveals nothing about the
        # key of the boxes.
        self._codes = hmac.digest(key, b"codes of participants", hashlib.sha256)

    def make_code(self, participant_id):
        """Return a participant's code: 64 bits no one without the key knows."""
        name = str(participant_id).encode()
        return hmac.digest(self._codes, name, hashlib.sha256)[:8].hex()

    def encrypt(self, data, box_id):
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, data, str(box_id).encode())

    def decrypt(self, ciphertext, box_id):
        """:raise ValueError: encrypted with another key, of another box, or changed"""
        ciphertext = bytes(ciphertext)
        try:
            return self._cipher.decrypt(
                ciphertext[:NONCE], ciphertext[NONCE:], str(box_id).encode()
            )
        except InvalidTag:
            raise ValueError("The content is broken or of another key.") from None

    def can_decrypt(self, ciphertext, box_id):
        """Return whether the content of a box can be decrypted."""
        try:
            self.decrypt(ciphertext, box_id)
        except ValueError:
            return False
        return True


def get_folder(cr):
    """Return the folder of a database's keys: a copy of it has none of them."""
    top = os.environ.get("ICRM_KEY_FOLDER") or os.path.join(
        config["data_dir"], "icrm_keys"
    )
    return os.path.join(top, os.path.basename(cr.dbname))


def _path(cr, name):
    # The name is ours, a UUID in hexadecimal digits: no path leads out of the folder.
    return os.path.join(get_folder(cr), uuid.UUID(name).hex)


def make_key(cr):
    """Make a key and return its name. It is removed if the transaction is rolled back.

    The file is on the disk, readable by the server's user only, before anything is
    encrypted with it.
    """
    name = uuid.uuid4().hex
    path = _path(cr, name)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(AESGCM.generate_key(256))
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    cr.postrollback.add(lambda: destroy_key(cr, name))
    return name


def load(cr, name, retired=False):
    """Return the :class:`BallotCipher` of a key, or None where it is not here.

    :param retired: whether a retired key will do: to read, never to put in
    """
    if not name:
        return None
    for suffix in ("", RETIRED) if retired else ("",):
        try:
            with open(_path(cr, name) + suffix, "rb") as file:
                return BallotCipher(file.read())
        except (FileNotFoundError, ValueError):
            continue
    return None


def retire_key(cr, name):
    """Nothing is encrypted with the key from now on; return it, or None."""
    # Retired by an earlier try, or not here at all: there is nothing to rename.
    with contextlib.suppress(FileNotFoundError, ValueError):
        os.rename(_path(cr, name), _path(cr, name) + RETIRED)
    return load(cr, name, retired=True)


def is_retired(cr, name):
    """Return whether nothing can be encrypted with the key any more."""
    return bool(name) and not os.path.exists(_path(cr, name))


def give_back_key(cr, name):
    """Let a key be used again that was retired by a closing that failed.

    Only for that closing itself, which gave nobody what is in the boxes.
    """
    with contextlib.suppress(FileNotFoundError, ValueError):
        os.rename(_path(cr, name) + RETIRED, _path(cr, name))


def destroy_key(cr, name):
    """Remove the key's file, if it is still here."""
    for suffix in ("", RETIRED):
        try:
            os.remove(_path(cr, name) + suffix)
        except FileNotFoundError:
            continue
