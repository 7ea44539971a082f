# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Take out of a file what its reader does not see: who made it, where, with what.

Nothing of Odoo is needed here. :func:`clean` runs this folder as a process of its own
(see ``__main__.py``), whose time and memory are limited: whatever bomb
a file is, no worker dies of it. What is not known to be clean afterwards is refused.
"""

import os
import subprocess
import sys

SECONDS = 30


class Unclean(Exception):
    """The file cannot be cleaned: it is of no known ``kind``, or ``broken``."""


def clean(content):
    """Return ``(extension, content)`` of a file without what is hidden inside.

    :raise Unclean: "kind" or "broken"
    """
    try:
        child = subprocess.run(
            [sys.executable, "-B", "-W", "ignore", os.path.dirname(__file__)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise Unclean("broken") from None
    word, _newline, result = child.stdout.partition(b"\n")
    if child.returncode or not word.startswith(b"."):
        raise Unclean("kind" if word == b"kind" else "broken")
    return word.decode(), result
