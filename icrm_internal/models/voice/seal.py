# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sealing of answers: the keys lie in the filestore, never in the database.

A dump of the database, at any moment, holds only ciphertext; who administers the
application reads no files of the server. The key goes when the boxes are opened, so
that older copies of the database stay closed for good.
"""

import os
import uuid

from cryptography.fernet import Fernet

from odoo.tools import config

FOLDER = "icrm_internal"


def _path(cr, name):
    # The name is ours, a UUID in hexadecimal digits: no path leads out of the folder.
    return os.path.join(config.filestore(cr.dbname), FOLDER, uuid.UUID(name).hex)


def make_key(cr):
    """Make a key; return its name. The file is readable by the server's user only."""
    name = uuid.uuid4().hex
    path = _path(cr, name)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
    ) as f:
        f.write(Fernet.generate_key())
    return name


def open_key(cr, name):
    """Return the :class:`Fernet` of the key, or None where its file is not here."""
    try:
        with open(_path(cr, name), "rb") as file:
            return Fernet(file.read())
    except (FileNotFoundError, ValueError):
        return None


def destroy_key(cr, name):
    """Remove the key's file, if it is still here."""
    try:
        os.remove(_path(cr, name))
    except FileNotFoundError:
        return
