# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the tests share that work on the repository from outside Odoo."""

import os
import subprocess
from pathlib import Path

import pytest

from odoo.sql_db import close_all
from odoo.tests.common import get_db_name

TOP = Path(__file__).resolve().parent.parent


class Environment:
    """The environment that ``./dev test`` runs these tests in, driven by ``./dev``."""

    def __init__(self):
        self.folder = Path(os.environ.get("DEV_ENV", TOP / ".dev"))
        self.odoo_folder = (self.folder / "stamps" / "source").read_text()

    def dev(self, *args, stdin="", check=True, **variables):
        """Run ``./dev ARGS`` and return the finished process, its output as text."""
        # It is no worker of this test run.
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        done = subprocess.run(
            [str(TOP / "dev"), *args],
            input=stdin,
            env={**env, **variables},
            cwd=TOP,
            capture_output=True,
            text=True,
        )
        if check and done.returncode:
            pytest.fail(f"./dev {' '.join(args)}\n{done.stdout}\n{done.stderr}")
        return done

    def odoo(self, database, *args):
        """Run an Odoo command that works on *database* and ends."""
        return self.dev("odoo", *args, "--no-http", "--stop-after-init", DB=database)

    def python(self, database, code):
        """Run *code* in Odoo's shell on *database* and return what it printed."""
        return self.dev("shell", "--no-http", stdin=code, DB=database).stdout

    def sql(self, database, query):
        """Return the rows of *query* as a set of lines, values divided by ``|``."""
        done = subprocess.run(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", query],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            pytest.fail(f"{query}\n{done.stderr}")
        return set(filter(None, done.stdout.splitlines()))

    def addons_path(self):
        """Return the addons path that ``./dev`` wrote, folders divided by commas."""
        lines = (self.folder / "odoo.conf").read_text(encoding="utf-8").splitlines()
        (line,) = (line for line in lines if line.startswith("addons_path"))
        return line.partition("=")[2].strip()

    def create_database(self, name, template=None):
        self.drop_database(name)
        args = ["-T", template] if template else []
        subprocess.run(["createdb", *args, name], check=True)

    def copy_test_database(self, name):
        """Create a database with all addons beside each other, as the tests have it."""
        close_all()  # a database in use cannot be copied
        self.create_database(name, get_db_name())

    def drop_database(self, name):
        subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)


@pytest.fixture(scope="session")
def environment():
    return Environment()
