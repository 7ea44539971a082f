# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Real paths of many requests beside the standard path of their process.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_conformance.py

All requests are made the busiest service's own first, which is the worst case, and a
third of their changes is moved to the customer or a third party, so that there are many
different paths. Median of three; queries as PostgreSQL gets them.
"""

import os
import sys
from datetime import timedelta

from odoo import fields

from odoo.addons.icrm_internal_improvement.models import process_conformance

sys.path.append("bench")
from measuring import measure  # noqa: E402

TURNS = int(os.environ.get("TURNS", 3))


def main(env):
    """Measure everything once."""
    groups = env["helpdesk.ticket"]._read_group(
        [("icrm_service_id", "!=", False)],
        ["icrm_service_id"],
        ["__count"],
        order="__count DESC",
    )
    service = groups[0][0]
    env.cr.execute(
        "UPDATE helpdesk_ticket SET icrm_service_id = %s, icrm_submitted_at ="
        " GREATEST(icrm_submitted_at, %s) WHERE icrm_service_id IS NOT NULL",
        [service.id, fields.Datetime.now() - timedelta(days=360)],
    )
    env.cr.execute(
        """
        UPDATE icrm_request_event
           SET state = 'waiting',
               holder = CASE WHEN id % 2 = 0 THEN 'customer' ELSE 'third_party' END
         WHERE state IN ('new', 'in_progress') AND (id % 1000 * 7919) % 3 = 0
        """
    )
    env.cr.execute("ANALYZE helpdesk_ticket, icrm_request_event")
    env.invalidate_all()
    process = env["icrm.process"].create({"name": "Bench", "service_id": service.id})
    process.action_path_from_history()
    paths = process_conformance.read_paths(process, process._get_since(12))
    requests = sum(len(seconds) for _path, seconds in paths)
    print(
        f"{requests} resolved requests, {len(paths)} different paths,"
        f" {len(process.path_step_ids)} steps",
        flush=True,
    )
    measure(env, "conformance of 12 months", lambda: process.get_conformance(12), TURNS)
    code = process.get_conformance(12)["deviations"][0]["code"]
    measure(
        env,
        "requests of a deviation",
        lambda: process.action_open_deviation(code),
        TURNS,
    )
    measure(env, "path from history", process.action_path_from_history, TURNS)
    env.cr.rollback()


main(env)  # noqa: F821 # the shell's
