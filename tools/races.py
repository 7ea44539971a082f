# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two people who decide on the same record at the same moment, pair by pair.

    .dev/venv/bin/python tools/races.py --from icrm_test --rounds 20 [--only merge]

works on copies of a database with icrm_internal, which it drops at the end. For each
pair of actions it first lets one come after the other, both ways round; then both begin
with the same picture of the database, in transactions of their own, run as Odoo runs a
request. What comes of that must be what came of one of the two orders: who was refused,
and the final state. So nothing is decided by what was true a moment ago. What a pair
promises beyond that is in its ``keeps``. No one reads an error that is no
sentence of ours.
"""

import argparse
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from threading import Barrier
from unittest.mock import patch

from races_pairs import PAIRS

import odoo
from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config, mute_logger

DATABASE = "icrm_races"
# What core says when it gives up; no user is to read one of these.
NO_SENTENCE = ("Cannot grab", "could not serialize", "cannot be completed", "deadlock")


class Seen:
    """Everything a pair is about, as one user sees it."""

    def __init__(self, world, made, env):
        self._world, self._made, self.env = world, made, env

    def __getattr__(self, name):
        value = self._made.get(name)
        value = getattr(self._world, name) if value is None else value
        return value.with_env(self.env) if hasattr(value, "with_env") else value


def act(world, made, who, what, barrier=None):
    """Do *what* as *who* in a transaction; return "done", or "refused" and why."""
    uid = getattr(world, who).id if who else SUPERUSER_ID
    with world.registry.cursor() as cr:
        cr.execute("SELECT 1")  # the picture this transaction begins with
        if barrier:
            barrier.wait(30)
            if random.random() < 0.5:
                time.sleep(random.uniform(0, 0.01))
        env = api.Environment(cr, uid, {})

        def do():
            what(Seen(world, made, env))

        try:
            if who:
                retrying(do, env)
            else:
                # A scheduled job: it is not retried.
                do()
                cr.flush()
        except (UserError, AccessError, MissingError) as error:
            cr.rollback()
            sentence = str(error)
            if any(words in sentence for words in NO_SENTENCE):
                return "ERROR", sentence
            return "refused", sentence
        except Exception as error:
            cr.rollback()
            return "ERROR", f"{type(error).__name__}: {error}"
        return "done", ""


def run(world, row, *order):
    """Let both act, in this order or at once; return what came of it."""
    made = getattr(world, row.build)()
    world.env.flush_all()
    world.commit()
    jobs = {"one": row.one, "other": row.other}
    if order:
        said = {name: act(world, made, *jobs[name]) for name in order}
    else:
        barrier = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            futures = {
                name: pool.submit(act, world, made, *job, barrier)
                for name, job in jobs.items()
            }
            said = {name: future.result() for name, future in futures.items()}
    world.env.invalidate_all()
    stands = getattr(world, row.look)(made)
    world.commit()
    return (said["one"][0], said["other"][0], stands), said


def race(world, row, rounds):
    """Return (how often what came of a pair, what is wrong with it)."""
    orders = [run(world, row, *order) for order in (("one", "other"), ("other", "one"))]
    allowed = [outcome for outcome, _said in orders]
    if not any(said["one"][0] == "done" for _outcome, said in orders) or not any(
        said["other"][0] == "done" for _outcome, said in orders
    ):
        return {}, [f"{row.name}: nobody could do it: {orders}"]
    wrong, counts = [], Counter()
    for _round in range(rounds):
        outcome, said = run(world, row)
        counts[outcome[:2]] += 1
        if "ERROR" in outcome:
            wrong.append(f"{row.name}: {said}")
        elif outcome not in allowed:
            wrong.append(f"{row.name}: {outcome} is none of {allowed}")
        elif row.keeps and not row.keeps(*outcome):
            wrong.append(f"{row.name}: {outcome} does not keep what was promised")
    return counts, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--from", dest="source", required=True, help="database to copy")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="pairs with this in their name")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each a copy")
    args = parser.parse_args()
    rows = [row for row in PAIRS if args.only in f"{row.world}: {row.name}"]
    config.parse_config(["--log-level=error", "--no-http"])
    names = share(rows, args.jobs)
    databases = [f"{DATABASE}_{number}" for number in range(len(names))]
    try:
        for name in databases:
            drop(name)
            subprocess.run(["createdb", "-T", args.source, name], check=True)
        with ProcessPoolExecutor(len(names), get_context("fork")) as pool:
            jobs = [
                pool.submit(run_job, name, worlds, args.only, args.rounds)
                for name, worlds in zip(databases, names, strict=True)
            ]
            wrong = [mistake for job in jobs for mistake in job.result()]
    finally:
        for name in databases:
            drop(name)
    print(f"{len(rows)} pairs, {args.rounds} times each: {len(wrong)} wrong")
    print("\n".join(wrong))
    return bool(wrong)


def drop(name):
    subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)


def share(rows, jobs):
    """Return the names of the worlds for each process, about as many pairs for each."""
    sizes = Counter(row.world for row in rows)
    shares = [[] for _job in range(min(jobs, len(sizes)))]
    for world, _size in sizes.most_common():
        min(shares, key=lambda own: sum(sizes[name] for name in own)).append(world)
    return shares


def run_job(database, names, only, rounds):
    """Race in these worlds, on a database of its own; return what is wrong."""
    config["db_name"] = [database]
    registry = Registry(database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["ir.cron"].search([]).active = False
    # Only now, when Odoo knows where its addons are.
    import races_worlds

    wrong = []
    with (
        patch.object(odoo.modules.module, "current_test", True),  # no mail leaves
        patch(
            "odoo.service.model.time.sleep",
            lambda seconds, sleep=time.sleep: sleep(random.uniform(0, 0.03)),
        ),
        mute_logger("odoo.sql_db", "odoo.service.model"),
    ):
        for name in names:
            world = getattr(races_worlds, name).begin(registry)
            for row in PAIRS:
                if row.world == name and only in f"{name}: {row.name}":
                    counts, mistakes = race(world, row, rounds)
                    wrong += mistakes
                    print_result(row, counts, mistakes)
            world.cr.close()
    odoo.sql_db.close_all()
    return wrong


def print_result(row, counts, mistakes):
    """Print how often what came of a pair."""
    said = ", ".join(f"{one}/{other} {count}" for (one, other), count in counts.items())
    print(f"{row.world}: {row.name}: {said}{'  WRONG' * bool(mistakes)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
