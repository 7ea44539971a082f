# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two people who decide on the same record at the same moment.

Each pair of tools/races.py twice; the script itself does it as often as one likes.
"""

import os
import re
import subprocess
import sys

from conftest import TOP

from odoo.sql_db import close_all
from odoo.tests.common import get_db_name

# The loser of a race reads one of our messages: core gives up at once.
IMPATIENT = re.compile(r"(?<!try_)lock_for_update\(|NOWAIT")


def test_pairs():
    close_all()  # a database in use cannot be copied
    done = subprocess.run(
        [
            sys.executable,
            str(TOP / "tools" / "races.py"),
            *("--from", get_db_name()),
            *("--rounds", "2"),
        ],
        env={**os.environ, "ODOO_RC": os.environ["ICRM_ODOO_RC"]},
        cwd=TOP,
        capture_output=True,
        text=True,
    )
    assert not done.returncode, f"{done.stdout}\n{done.stderr}"
    pairs = re.search(r"^(\d+) pairs, 2 times each: 0 wrong$", done.stdout, re.M)
    assert pairs and int(pairs[1]) >= 34, done.stdout


def test_nobody_reads_that_a_lock_is_taken():
    impatient = [
        f"{path.relative_to(TOP)}:{number}"
        for manifest in sorted(TOP.glob("*/__manifest__.py"))
        for path in sorted(manifest.parent.rglob("*.py"))
        if "tests" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if IMPATIENT.search(line)
    ]
    assert not impatient
