# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Gives each worker files of its own, beside the database that pytest-odoo gives it.

After each class of tests Odoo removes the files that no attachment of its database has.
With one folder for all, as pytest-odoo has it, they may be those of other workers.
"""

import os
import shutil
from contextlib import contextmanager

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
