# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The codes by which participants answer: computed when needed, stored nowhere.

A code is computed from the key of the campaign's ballot boxes (see :mod:`.crypto`) and
the participant. The database keeps a digest of it, to find whose code it is: no one
reads a code out of a table, a backup, or a mail that waits to be sent.

These are functions, not methods, for the reason given in :mod:`.ballot`: code that
administrators type into the application must not reach them.
"""

import hashlib

from . import crypto

LENGTH = 16
# More than a code, with all the blanks and dashes somebody may type.
LIMIT = 100
PAGE = "/survey/me"


def digest(code):
    """Return what is stored of a code. There is nothing to guess: 64 random bits."""
    return hashlib.sha256(f"code {code}".encode(errors="replace")).hexdigest()


def digest_typed(typed):
    """Return the digest of a code typed by hand, None of what cannot be one.

    It may have blanks, dashes and capitals.
    """
    if not isinstance(typed, str) or len(typed) > LIMIT:
        return None
    code = normalize(typed)
    return digest(code) if len(code) == LENGTH else None


def normalize(typed):
    """Return a code as it is computed, without blanks, dashes and capitals."""
    return "".join(typed.split()).replace("-", "").lower()


def get_code(participant):
    """Return a participant's code, or None once the campaign's key is gone."""
    # sudo: the name of the key; callers give the code to whom it belongs
    key = crypto.load(participant.env.cr, participant.sudo().campaign_id.key_name)
    return key and key.make_code(participant.id)


def get_path(participant):
    """Return the path of a participant's own page. It is a secret: no one else gets it.

    The part after the # stays in the browser and is in no server's log.
    """
    code = get_code(participant)
    return f"{PAGE}#code={code}" if code else PAGE


def get_link(participant):
    """Return a participant's own link, for mails; a secret as ``get_path``."""
    return participant.get_base_url() + get_path(participant)
