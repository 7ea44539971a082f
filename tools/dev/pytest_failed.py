# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writes the names of the tests that failed, one a line, to ``ICRM_FAILED_TESTS``."""

import os
from pathlib import Path

_failed = {}


def pytest_runtest_logreport(report):
    if report.failed:
        _failed[report.nodeid] = True


def pytest_sessionfinish(session):
    path = os.environ.get("ICRM_FAILED_TESTS")
    # Workers report to the one that started them, which alone knows of all.
    if path and not hasattr(session.config, "workerinput"):
        Path(path).write_text("".join(f"{name}\n" for name in _failed))
