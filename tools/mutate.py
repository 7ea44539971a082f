#!/usr/bin/env python3
# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Remove rules, rights and checks one by one; say which of it no access test notices.

    python3 tools/mutate.py [--count 15] [--seed N] [--kind rule|acl|check]
                            [--only models/guard.py]

Each mutant is a copy of the code and of the test database (``./dev test`` made it) in
which one record rule is switched off, one line of access rights is taken away or one
check of access is a ``pass``. The access tests run on it and stop at the first failure.
First they run without a mutant, which must be green.
It takes one to three minutes a mutant, so it is no part of continuous integration.
"""

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
ENV = Path(os.environ.get("DEV_ENV", TOP / ".dev")).resolve()
SOURCE = os.environ.get("MUTATE_DB", "icrm_test")
MUTANT = f"icrm_mutant_{os.getpid()}"
# The calls that decide who may; what they guard is named in tests/access.
CHECK = re.compile(
    r"check_(access|fields|references|document|author|admin|officer|reader|role|mine"
    r"|own|improver|lead|in_charge|configures|writable|can_rate)$"
    r"|refuse_(hidden|fields)$"
)
# The addons in the test database, and their own tests of access: these run before those
# of the core, which know the tables of all.
ADDONS = {
    "helpdesk_mgmt_hardening": ["helpdesk_mgmt_hardening/tests"],
    "icrm_internal": [],
    "icrm_internal_import": ["icrm_internal_import/tests/test_import_access.py"],
    "icrm_internal_care": ["icrm_internal_care/tests/access"],
    "icrm_internal_improvement": ["icrm_internal_improvement/tests/access"],
}
TESTS = "icrm_internal/tests/access"
# What notices most comes first.
FIRST = ("test_matrix.py", "test_dialogs.py", "test_public_methods.py")


class Mutant(NamedTuple):
    addon: str
    name: str
    statement: str | None = None  # of SQL, on the copy of the database
    change: tuple | None = None  # file and node of its tree that becomes a ``pass``


def environment():
    home = (ENV / "stamps" / "cluster").read_text().strip()
    return {
        **os.environ,
        "PGHOST": home,
        "PGUSER": "odoo",
        "PGPORT": "5432",
        "DEV_ENV": str(ENV),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def sql(database, query):
    done = subprocess.run(
        ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", query],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def named(model):
    """Yield addon, name and id of each row of *model* that is ours."""
    rows = sql(
        SOURCE,
        "SELECT module, name, res_id FROM ir_model_data"
        f" WHERE model = '{model}' ORDER BY module, name",
    )
    for row in rows:
        addon, name, number = row.split("|")
        if addon in ADDONS:
            yield addon, name, number


def rules():
    """Return a mutant for each record rule of ours: it is switched off."""
    active = set(sql(SOURCE, "SELECT id FROM ir_rule WHERE active"))
    for addon, name, rule in named("ir.rule"):
        if rule in active:
            statement = f"UPDATE ir_rule SET active = false WHERE id = {rule}"
            yield Mutant(addon, f"rule {addon}.{name}", statement)


def rights():
    """Return a mutant for each line of access rights of ours: it is gone."""
    for addon, name, row in named("ir.model.access"):
        statement = f"DELETE FROM ir_model_access WHERE id = {row}"
        yield Mutant(addon, f"acl {addon}.{name}", statement)


def checks():
    """Return a mutant for each statement that is nothing but a check of access."""
    for addon, folder in product(ADDONS, ("models", "wizards", "controllers")):
        for path in sorted((TOP / addon / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (
                    isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
                ):
                    continue
                function = node.value.func
                name = getattr(function, "attr", getattr(function, "id", ""))
                if CHECK.search(name):
                    place = path.relative_to(TOP)
                    name = f"check {place}:{node.lineno} {name}"
                    yield Mutant(addon, name, change=(place, node))


def _moved(path, folder):
    """Return where the addons of *path* lie for a mutant: ours are in its *folder*."""
    if (path / "icrm_internal").is_dir():
        return folder
    if (path / "icrm_debian_assets").is_dir():
        return folder / "tests" / "addons"
    return path


def run(mutant, folder):
    """Return the first test that fails on *mutant*, or None."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(
        TOP,
        folder,
        ignore=shutil.ignore_patterns(".git", ".dev", "__pycache__", "dist"),
    )
    if mutant.change:
        place, node = mutant.change
        lines = (folder / place).read_text(encoding="utf-8").splitlines(keepends=True)
        lines[node.lineno - 1 : node.end_lineno] = [" " * node.col_offset + "pass\n"]
        (folder / place).write_text("".join(lines), encoding="utf-8")
    env = environment()
    subprocess.run(["dropdb", "--if-exists", "--force", MUTANT], env=env, check=True)
    subprocess.run(["createdb", "-T", SOURCE, MUTANT], env=env, check=True)
    if mutant.statement:
        sql(MUTANT, mutant.statement)
    conf = folder / "odoo.conf"
    text = (ENV / "odoo.conf").read_text(encoding="utf-8")
    paths = re.search(r"^addons_path = (.*)$", text, re.MULTILINE)[1]
    moved = [_moved(Path(path), folder) for path in paths.split(",")]
    conf.write_text(text.replace(paths, ",".join(map(str, moved))), encoding="utf-8")
    done = subprocess.run(
        [
            str(ENV / "venv" / "bin" / "python"),
            *("-W", "ignore", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"),
            *("-p", "pytest_peers", f"--odoo-config={conf}", "--odoo-http"),
            f"--odoo-database={MUTANT}",
            *ADDONS[mutant.addon],
            *(f"{TESTS}/{name}" for name in FIRST),
            TESTS,
        ],
        cwd=folder,
        env={
            **env,
            "PYTHONPATH": str(folder / "tools" / "dev"),
            "ICRM_ODOO_RC": str(conf),
        },
        capture_output=True,
        text=True,
    )
    failed = re.search(
        r"^(?:(?:SUB)?FAILED(?:\(.*?\))?|ERROR) (\S+::\S+)", done.stdout, re.MULTILINE
    )
    if done.returncode not in (0, 1):
        sys.exit(f"pytest itself broke:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    if done.returncode == 0:
        return None
    return failed[1].rpartition("::")[2] if failed else "a test"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=15)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--kind", choices=("rule", "acl", "check"))
    parser.add_argument("--only", default="", help="those with this in their name")
    args = parser.parse_args()
    kinds = {"rule": rules, "acl": rights, "check": checks}
    seed = args.seed if args.seed is not None else random.randrange(10**6)
    chance = random.Random(seed)
    chosen = []
    for kind in [args.kind] if args.kind else kinds:
        found = [mutant for mutant in kinds[kind]() if args.only in mutant.name]
        share = args.count if args.kind else -(-args.count // len(kinds))
        chosen += chance.sample(found, min(share, len(found)))
    folder = ENV / "run" / MUTANT
    alive = []
    print(f"{len(chosen)} mutants, seed {seed}", flush=True)
    for addon in sorted({mutant.addon for mutant in chosen}):
        if broken := run(Mutant(addon, "nothing"), folder):
            sys.exit(f"{broken} fails without a mutant: it would notice each of them")
    for mutant in chosen:
        noticed = run(mutant, folder)
        word = "noticed" if noticed else "ALIVE  "
        print(f"{word}  {mutant.name}  {noticed or ''}", flush=True)
        if not noticed:
            alive.append(mutant.name)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["dropdb", "--if-exists", "--force", MUTANT], env=environment())
    print(f"{len(chosen) - len(alive)} of {len(chosen)} noticed")
    return bool(alive)


if __name__ == "__main__":
    sys.exit(main())
