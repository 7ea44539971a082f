# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What workers need that run tests beside each other.

Each has files of its own, beside the database that pytest-odoo gives it: after each
class of tests Odoo removes the files that no attachment of its database has. With one
folder for all, as pytest-odoo has it, they may be those of other workers.

Tests that install databases come first, then the files with most tests: whoever gets a
long one last lets the others wait.
"""

import os
import shutil
from collections import Counter
from contextlib import contextmanager

import pytest
import pytest_odoo

from odoo.tools import config


@contextmanager
def _own_filestore(original, database):
    if original == database:
        yield
        return
    source, target = config.filestore(original), config.filestore(database)
    shutil.rmtree(target, ignore_errors=True)
    if os.path.isdir(source):
        # Links will do: a file is written once, or removed.
        shutil.copytree(source, target, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(target, ignore_errors=True)


pytest_odoo._shared_filestore = _own_filestore

# Minutes each, with few tests in them; the longest first
LONG = (
    "tests/test_guest.py",
    "tests/test_upgrade.py",
    "tests/test_lifecycle.py",
    "tests/test_wheel.py",
    "tests/test_tidy_database.py",
    "tests/test_dev.py",
    "tests/test_odoo_runner.py",
    "tests/test_translations.py",
    "tests/test_time_off.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if not hasattr(config, "workerinput"):
        return
    files = Counter(_file(item) for item in items)
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(
        key=lambda item: (
            places.get(_file(item), len(LONG)),
            -files[_file(item)],
            _file(item),
        )
    )


def _file(item):
    return item.nodeid.split("::")[0]
