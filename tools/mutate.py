#!/usr/bin/env python3
# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Remove rules, rights and checks one by one; say which of it no access test notices.

    python3 tools/mutate.py [--count 15] [--seed N] [--kind rule|acl|check]

Each mutant is a copy of the code and of the test database (``./dev test`` made it) in
which one record rule is switched off, one line of access rights is taken away or one
check of access is a ``pass``. The access tests run on it and stop at the first failure.
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
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ENV = Path(os.environ.get("DEV_ENV", TOP / ".dev")).resolve()
SOURCE = os.environ.get("MUTATE_DB", "icrm_test")
MUTANT = f"icrm_mutant_{os.getpid()}"
# The calls that decide who may; what they guard is named in tests/access.
CHECK = re.compile(
    r"check_(access|fields|references|author|admin|reader|desk|editor|writer|officer)"
)
TESTS = "icrm_internal/tests/access"
# What notices most comes first.
FIRST = ("test_matrix.py", "test_dialogs.py", "test_public_methods.py")


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


def rules():
    """Return a mutant for each record rule of ours: it is switched off."""
    names = sql(
        SOURCE,
        "SELECT d.name, d.res_id FROM ir_model_data d JOIN ir_rule r ON r.id = d.res_id"
        " WHERE d.module LIKE 'icrm_internal%' AND d.model = 'ir.rule' AND r.active",
    )
    for line in names:
        name, rule = line.split("|")
        yield (
            f"rule {name}",
            f"UPDATE ir_rule SET active = false WHERE id = {rule}",
            None,
        )


def rights():
    """Return a mutant for each line of access rights of ours: it is gone."""
    names = sql(
        SOURCE,
        "SELECT d.name, d.res_id FROM ir_model_data d"
        " WHERE d.module LIKE 'icrm_internal%' AND d.model = 'ir.model.access'",
    )
    for line in names:
        name, row = line.split("|")
        yield f"acl {name}", f"DELETE FROM ir_model_access WHERE id = {row}", None


def checks():
    """Return a mutant for each statement that is nothing but a check of access."""
    for folder in ("models", "wizards", "controllers"):
        for path in sorted(TOP.glob(f"icrm_internal*/{folder}/**/*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (
                    isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
                ):
                    continue
                function = node.value.func
                name = getattr(function, "attr", getattr(function, "id", ""))
                if CHECK.search(name):
                    place = path.relative_to(TOP)
                    yield f"check {place}:{node.lineno} {name}", None, (place, node)


def _moved(path, folder):
    """Return where the addons of *path* lie for a mutant: ours are in its *folder*."""
    if (path / "icrm_internal").is_dir():
        return folder
    if (path / "icrm_debian_assets").is_dir():
        return folder / "tests" / "addons"
    return path


def run(mutant, folder):
    """Return the first test that fails on *mutant*, or None."""
    _name, statement, change = mutant
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(
        TOP,
        folder,
        ignore=shutil.ignore_patterns(".git", ".dev", "__pycache__", "dist"),
    )
    if change:
        place, node = change
        lines = (folder / place).read_text(encoding="utf-8").splitlines(keepends=True)
        lines[node.lineno - 1 : node.end_lineno] = [" " * node.col_offset + "pass\n"]
        (folder / place).write_text("".join(lines), encoding="utf-8")
    env = environment()
    subprocess.run(["dropdb", "--if-exists", "--force", MUTANT], env=env, check=True)
    subprocess.run(["createdb", "-T", SOURCE, MUTANT], env=env, check=True)
    if statement:
        sql(MUTANT, statement)
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
    args = parser.parse_args()
    kinds = {"rule": rules, "acl": rights, "check": checks}
    seed = args.seed if args.seed is not None else random.randrange(10**6)
    chance = random.Random(seed)
    chosen = []
    for kind in [args.kind] if args.kind else kinds:
        found = list(kinds[kind]())
        share = args.count if args.kind else -(-args.count // len(kinds))
        chosen += chance.sample(found, min(share, len(found)))
    folder = ENV / "run" / MUTANT
    alive = []
    print(f"{len(chosen)} mutants, seed {seed}", flush=True)
    for mutant in chosen:
        noticed = run(mutant, folder)
        word = "noticed" if noticed else "ALIVE  "
        print(f"{word}  {mutant[0]}  {noticed or ''}", flush=True)
        if not noticed:
            alive.append(mutant[0])
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["dropdb", "--if-exists", "--force", MUTANT], env=environment())
    print(f"{len(chosen) - len(alive)} of {len(chosen)} noticed")
    return bool(alive)


if __name__ == "__main__":
    sys.exit(main())
