# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's own runner and its ``test_lint``, which OCA's integration uses, on ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TOP

ADDONS = sorted(path.parent.name for path in TOP.glob("*/__manifest__.py"))
TESTED = [name for name in ADDONS if (TOP / name / "tests").is_dir()]

# Odoo's loader, on the addons named on the command line, installed or not.
LOADER = """
import sys
from odoo.modules.module import initialize_sys_path
from odoo.tests.loader import get_module_test_cases, get_test_modules
from odoo.tools import config

config.parse_config(["--config", sys.argv[1]])
initialize_sys_path()
for addon in sys.argv[2:]:
    for module in get_test_modules(addon):
        for test in get_module_test_cases(module):
            path = type(test).__module__.removeprefix("odoo.addons.").replace(".", "/")
            print(f"{path}.py::{type(test).__name__}::{test._testMethodName}")
"""

# For Odoo's shell. test_lint looks at all there is; here at our addons alone.
LINT = """
import importlib
from unittest import mock

from odoo.modules import Manifest
from odoo.modules import module as current
from odoo.tests.loader import get_module_test_cases
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

manifests = [m for m in Manifest.all_addon_manifests() if m.name in OWN]
assert len(manifests) == len(OWN), manifests

class Result(OdooTestResult):
    def addFailure(self, test, err):
        super().addFailure(test, err)
        # Another addon's method that we extend may be wrong already.
        if getattr(test, "params", {}).get("module", OWN[0]) in OWN:
            print("FOUND", test, str(err[1]).replace("\\n", "\\nFOUND "))

    addError = addFailure

current.current_test = True
for name in MODULES:
    linter = importlib.import_module(f"odoo.addons.test_lint.tests.{name}")
    if name == "test_manifests":
        # Keys that OCA's tools read; and one that Odoo's ir_module.py reads.
        linter.MANIFEST_KEYS |= {
            "development_status", "maintainers", "oca_data_manual", "support",
            "excludes"}
    if name == "test_index":
        # helpdesk_mgmt's own.
        linter.BTREE_INDEX_IGNORE_FIELDS |= {
            "helpdesk.ticket.duplicate_id", "helpdesk.ticket.partner_id"}
    with (
        mock.patch.object(Manifest, "all_addon_manifests", lambda: manifests),
        mock.patch.object(linter, "get_modules", lambda: OWN, create=True),
    ):
        result = Result()
        OdooSuite(list(get_module_test_cases(linter)))(result)
        print("RAN", name, result.testsRun)
"""
# Not test_eslint (our lint has a newer one) and test_markers (it reads all of Odoo).
LINTERS = (
    "test_docstring",
    "test_dunderinit",
    "test_i18n",
    "test_index",
    "test_jstranslate",
    "test_l10n",
    "test_manifests",
    "test_naming",
    "test_onchange_domains",
    "test_orm_import",
    "test_override_signatures",
    "test_pofile",
    "test_routes",
    "test_test_holes",
)
# What Odoo's checkers find and neither ruff nor pylint-odoo does.
PYLINT_CHECKS = (
    "sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr,"
    "raise-unlink-override,unreachable"
)
PYLINT_PLUGINS = (
    "_pylint_path_setup,_odoo_checker_sql_injection,_odoo_checker_gettext,"
    "_odoo_checker_unlink_override"
)


def _run(*command, path=(), stdin=""):
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    if path:
        env["PYTHONPATH"] = os.pathsep.join(map(str, path))
    return subprocess.run(
        [sys.executable, "-W", "ignore", *map(str, command)],
        cwd=TOP,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
    )


def _tests(*command):
    done = _run(*command)
    assert not done.returncode, done.stdout[-4000:] + done.stderr[-4000:]
    return [line for line in done.stdout.splitlines() if "::" in line]


@pytest.fixture
def config():
    return os.environ["ICRM_ODOO_RC"]


@pytest.fixture
def database(pytestconfig):
    return pytestconfig.getoption("odoo_database")


def test_odoo_sees_every_test(config, database):
    collected = _tests(
        *("-m", "pytest", "--collect-only", "-q", "-o", "addopts="),
        *(f"--odoo-config={config}", f"--odoo-database={database}"),
        *(TOP / name / "tests" for name in TESTED),
    )
    loaded = _tests("-c", LOADER, config, *TESTED)
    assert len(loaded) == len(set(loaded)), "two names for one module"
    assert len(loaded) == len(collected) > 1000
    assert set(loaded) == set(collected)


def test_odoo_lint(config, database):
    script = f"OWN = {ADDONS!r}\nMODULES = {LINTERS!r}\n{LINT}"
    done = _run(
        *(Path(sys.executable).with_name("odoo"), "shell", "-c", config),
        *("-d", database, "--no-http", "--log-level=warn"),
        stdin=script,
    )
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("FOUND")] == []
    ran = dict(line.split()[1:] for line in lines if line.startswith("RAN"))
    assert set(ran) == set(LINTERS), done.stdout + done.stderr
    assert all(int(count) for count in ran.values())
    warnings = (line for line in done.stderr.splitlines() if " WARNING " in line)
    ours = [line for line in warnings if any(name in line for name in ADDONS)]
    assert ours == []


def test_odoo_pylint(environment):
    folders = ("odoo/addons/test_lint/tests", "addons/test_lint/tests")
    odoo = Path(environment.odoo_folder)
    (checkers,) = (odoo / name for name in folders if (odoo / name).is_dir())
    done = _run(
        *("-m", "pylint", f"--rcfile={os.devnull}", "--score=no", "--reports=no"),
        *("--disable=all,useless-option-value", f"--enable={PYLINT_CHECKS}"),
        *(f"--load-plugins={PYLINT_PLUGINS}", "--ignore=tests"),
        "--msg-template={path}:{line}: {msg} ({symbol})",
        *ADDONS,
        path=[checkers, odoo],
    )
    # Names of checks that only pylint-odoo has stand in our comments.
    lines = [
        line for line in done.stdout.splitlines() if "unknown-option-value" not in line
    ]
    assert [line for line in lines if ": " in line] == [], done.stdout
    assert done.returncode in (0, 4), done.stderr[-4000:]
