# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The last release, with the demo company, updated to the code as it is now.

``tests/releases.txt`` names the releases, the newest last: version and commit. What was
released is taken from git's history, installed once and kept as a database in the
environment folder; no dump lies in the repository.
"""

import ast
import shutil
import subprocess
import sys

import pytest
from conftest import TOP

sys.path.insert(0, str(TOP / "tools"))
from measure import Measures, measure  # noqa: E402  (a script, no package)

RELEASES = TOP / "tests" / "releases.txt"
DATABASE = "icrm_upgrade"

# Everything of a column, an index or a constraint that an update could forget.
SCHEMA = {
    "columns": """
        SELECT table_name, column_name, udt_name, is_nullable
          FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": """
        SELECT tablename, indexname, indexdef
          FROM pg_indexes WHERE schemaname = 'public'""",
    "constraints": """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)
          FROM pg_constraint WHERE conrelid != 0""",
    "fields": """
        SELECT DISTINCT f.model, f.name, f.ttype, f.relation, f.store, f.required
          FROM ir_model_fields f JOIN ir_model_data d
            ON d.model = 'ir.model.fields' AND d.res_id = f.id
         WHERE d.module ~ '^(icrm|helpdesk_mgmt_hardening)'""",
    "views": """
        SELECT key, active FROM ir_ui_view v JOIN ir_model_data d
            ON d.model = 'ir.ui.view' AND d.res_id = v.id
         WHERE d.module ~ '^(icrm|helpdesk_mgmt_hardening)'
           AND d.module != 'icrm_internal_demo'""",
    "rules": """
        SELECT d.module, d.name, r.active, r.global, r.domain_force
          FROM ir_rule r JOIN ir_model_data d
            ON d.model = 'ir.rule' AND d.res_id = r.id
         WHERE d.module ~ '^(icrm|helpdesk_mgmt_hardening)'""",
    "access rights": """
        SELECT d.module, d.name, a.perm_read, a.perm_write, a.perm_create, a.perm_unlink
          FROM ir_model_access a JOIN ir_model_data d
            ON d.model = 'ir.model.access' AND d.res_id = a.id
         WHERE d.module ~ '^(icrm|helpdesk_mgmt_hardening)'""",
}

# What people wrote: an update neither loses nor adds a row of it.
TABLES = """
    SELECT c.relname, m.model FROM pg_class c JOIN ir_model m
        ON c.relname = replace(m.model, '.', '_')
     WHERE c.relkind = 'r' AND NOT m.transient
       AND m.model != 'icrm.import.column'  -- lines of profiles that are shipped
       AND (m.model LIKE 'icrm.%' OR m.model IN ('helpdesk.ticket', 'mail.message'))"""

# A newer version may ship more, and Odoo says so of a job in its chatter.
SHIPPED = """
    SELECT '{table}', count(*) FROM {table} own
     WHERE NOT EXISTS (
           SELECT FROM ir_model_data d WHERE d.model = '{model}' AND d.res_id = own.id
              AND d.module != 'icrm_internal_demo')
       AND to_jsonb(own)->>'model' IS DISTINCT FROM 'ir.cron'
       AND to_jsonb(own)->>'model' IS DISTINCT FROM 'ir.actions.server'"""


# Each new indicator brings its target; a new survey template says that it was created.
GROWS = {"icrm_kpi_target", "mail_message"}


def _releases():
    lines = RELEASES.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def _git(*args):
    done = subprocess.run(["git", "-C", str(TOP), *args], capture_output=True)
    return done.stdout if done.returncode == 0 else None


def _moved(path, folder):
    """Yield the folders of an addons path, those of our addons as they lie in *folder*.

    Odoo's may lie below ours: ``.dev`` is there.
    """
    ours = {
        str(TOP): folder,
        str(TOP / "tests" / "addons"): folder / "tests" / "addons",
    }
    for place in path:
        yield str(ours.get(place, place))


def _version(source):
    return ast.literal_eval(source)["version"]


def _counts(environment, database):
    tables = sorted(row.split("|") for row in environment.sql(database, TABLES))
    query = " UNION ALL ".join(
        SHIPPED.format(table=table, model=model) for table, model in tables
    )
    return dict(row.split("|") for row in environment.sql(database, query))


@pytest.fixture(scope="module")
def release():
    releases = _releases()
    if not releases:
        pytest.skip("tests/releases.txt names no release yet")
    version, commit = releases[-1]
    if _git("cat-file", "-e", f"{commit}^{{commit}}") is None:
        pytest.skip(f"the history of this clone does not reach {version}, {commit}")
    return version, commit


@pytest.fixture(scope="module")
def upgrade(environment, release):
    """Install the release with its demo company (once), copy it, update the copy."""
    _version_, commit = release
    released = f"icrm_release_{commit[:12]}"
    folder = environment.folder / "release" / commit
    if not environment.sql(
        "template1",
        f"SELECT 1 FROM pg_database d JOIN pg_shdescription s ON s.objoid = d.oid"
        f" WHERE datname = '{released}' AND s.description = 'ready'",
    ):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(
            ["tar", "-x", "-C", str(folder)], input=_git("archive", commit), check=True
        )
        environment.create_database(released, "icrm_template")
        path = ",".join(_moved(environment.addons_path().split(","), folder))
        environment.odoo(released, f"--addons-path={path}", "-i", "icrm_internal_demo")
        environment.sql("template1", f"COMMENT ON DATABASE \"{released}\" IS 'ready'")
    environment.create_database(DATABASE, released)
    before = _counts(environment, DATABASE)
    # What depends on it is updated, too: all of ours.
    done = environment.odoo(DATABASE, "-u", "helpdesk_mgmt_hardening")
    yield {
        "log": done.stderr,
        "before": before,
        "after": _counts(environment, DATABASE),
    }
    environment.drop_database(DATABASE)


def test_update_logs_no_error(upgrade):
    wrong = [line for line in upgrade["log"].splitlines() if " ERROR " in line]
    assert not wrong, "\n".join(wrong)


def test_update_keeps_every_row(upgrade):
    gone = {
        table: (count, upgrade["after"].get(table))
        for table, count in upgrade["before"].items()
        if upgrade["after"].get(table) != count
        and not (table in GROWS and int(upgrade["after"][table]) > int(count))
    }
    assert not gone


@pytest.mark.parametrize("what", SCHEMA)
def test_update_ends_where_an_installation_does(environment, upgrade, what):
    """`icrm_test` is a fresh installation of the same code."""
    query = SCHEMA[what]
    updated, fresh = (environment.sql(db, query) for db in (DATABASE, "icrm_test"))
    assert updated == fresh


def test_a_changed_data_model_has_a_version_and_a_script(release):
    """Fields and models differ from the release: so does the version, with a script."""
    _version_, commit = release
    before, now = measure(commit), Measures(TOP)
    for addon, model in before.data_model.items():
        if now.data_model[addon] == model:
            continue
        name = f"{addon}/__manifest__.py"
        old = _version(_git("show", f"{commit}:{name}").decode())
        new = _version((TOP / name).read_text(encoding="utf-8"))
        assert new != old, f"{addon}: its data model changed, its version did not"
        folder = TOP / addon / "migrations" / new
        assert folder.is_dir(), f"{addon}: migrations/{new} is missing"
